"""Publish to a zip or tar.gz file, the same bytes for the same site on every machine."""

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from site_builder.deploy.deploy_plan import DeployPlan, Occupied
from site_builder.deploy.host import Connection, Target
from site_builder.deploy.plain_places import locked, only, refuse_rollback, reported
from site_builder.deploy.releases import RECORD, Release, decode_release, encode_release, identity
from site_builder.deploy.site_files import SiteFile, sha256_hex
from site_builder.model import SiteError

_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can name; every entry has it."""
_MODE = 0o100644


Entry = tuple[str, Callable[[], bytes]]
"""Path of a file and what reads its bytes."""


class ArchiveSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of an archive target."""

    path: str
    """Of the file: ends in `.zip`, `.tar.gz` or `.tgz`."""


class ArchiveHost:
    """One archive file; the record of its release is an entry of it."""

    retains = False
    digest = staticmethod(sha256_hex)

    def __init__(self, settings: ArchiveSettings, connection: Connection) -> None:
        self._path = Path(os.path.abspath(connection.root / Path(settings.path).expanduser()))
        if not self._path.name.endswith((".zip", ".tar.gz", ".tgz")):
            raise SiteError(
                f"{settings.path}: an archive's name ends in .zip, .tar.gz or .tgz",
                hint="rename it in site.toml",
            )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock a file beside the archive."""
        lock = self._path.with_name(f".{self._path.name}.lock")
        with reported(self._path), locked(lock, self._path):
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)

    def live(self) -> Release | None:
        """Read the record in the archive; its time is that of the file."""
        data = self._record()
        if not data:
            return None
        release = decode_release(data, where=str(self._path))
        when = datetime.fromtimestamp(int(self._path.stat().st_mtime), UTC)
        name, shown = identity(when, release.site)
        return msgspec.structs.replace(release, id=name, when=shown)

    def _record(self) -> bytes | None:
        try:
            if self._path.name.endswith(".zip"):
                with zipfile.ZipFile(self._path) as packed:
                    return packed.read(RECORD)
            with tarfile.open(self._path) as tar:
                entry = tar.extractfile(RECORD)
                return entry.read() if entry else None
        except (OSError, KeyError, zipfile.BadZipFile, tarfile.TarError, EOFError):
            return None

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Refuse a file of somebody else's in the place of the archive."""
        taken = live is None and os.path.lexists(self._path)
        return Occupied((str(self._path),)) if taken else Occupied()

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Leave the old archive as it is."""

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Leave the packing to `switch`, which needs the unchanged files too."""
        yield from files

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Pack the archive beside the old one and take its place."""
        part = self._path.with_name(f".{self._path.name}.part")
        # The time of a deploy would make equal sites unequal archives.
        record = msgspec.structs.replace(release, id="", when="", retained=(), plan=None)
        entries = [(path, files[path].read) for path in sorted(files)]
        try:
            if self._path.name.endswith(".zip"):
                _write_zip(part, [*entries, (RECORD, lambda: encode_release(record))])
            else:
                _write_tar(part, [*entries, (RECORD, lambda: encode_release(record))])
            os.replace(part, self._path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Do nothing: the archive never has the files of the one before."""
        yield from paths

    def finish(self, release: Release) -> None:
        """Do nothing: the record is in the archive."""

    def releases(self) -> Sequence[Release]:
        """Return the one release that the archive holds."""
        return only(self.live())

    def roll_back(self, release: Release) -> None:
        """Refuse: an archive holds one release."""
        refuse_rollback(self._path, "keep earlier archives yourself")


def _write_zip(path: Path, entries: Sequence[Entry]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, read in entries:
            info = zipfile.ZipInfo(name, _DAY)
            info.create_system = 3  # Unix, whatever this machine is.
            info.external_attr = _MODE << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, read())


def _write_tar(path: Path, entries: Sequence[Entry]) -> None:
    with (
        open(path, "wb") as file,
        gzip.GzipFile("", "wb", 9, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, read in entries:
            data = read()
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), _MODE & 0o777, 0
            tar.addfile(info, io.BytesIO(data))


TARGET = Target(
    kind="archive",
    title="one zip or tar.gz file",
    settings=ArchiveSettings,
    connect=ArchiveHost,
)

"""Publish to a folder that a web server shows: copy beside, switch a symbolic link, keep earlier releases."""

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from site_builder.deploy.compression import Encoding, twins_to_compress
from site_builder.deploy.deploy_plan import DeployPlan, Occupied
from site_builder.deploy.host import Connection, Target
from site_builder.deploy.plain_places import locked, reported
from site_builder.deploy.releases import RECORD, Release, decode_release, encode_release, is_release_id
from site_builder.deploy.site_files import SiteFile, sha256_hex

Read = Callable[[], bytes]
"""Reads the bytes of one file."""


class FolderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of a folder target."""

    path: str
    """The link that the web server's root names."""
    keep: int = 5
    """Releases that stay, the live one included."""
    compress: tuple[Encoding, ...] = ()


class FolderHost:
    """A link and, beside it in `NAME.releases/`, the folders it can lead to."""

    retains = True
    digest = staticmethod(sha256_hex)

    def __init__(self, settings: FolderSettings, connection: Connection) -> None:
        path = connection.root / Path(settings.path).expanduser()
        self._link = Path(os.path.abspath(path))
        self._store = self._link.with_name(f"{self._link.name}.releases")
        self._keep = max(2, settings.keep)
        self._part = self._store / "unused.part"
        self._sent: frozenset[str] = frozenset()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock a file beside the releases."""
        with locked(self._store / ".lock", self._link):
            yield

    def live(self) -> Release | None:
        """Read the record in the folder that the link leads to."""
        if not self._link.is_symlink():
            return None
        found = self._store / os.path.basename(os.readlink(self._link))
        if os.readlink(self._link) != self._led_to(found.name) or not (found / RECORD).is_file():
            return None
        return decode_release((found / RECORD).read_bytes(), where=str(found / RECORD))

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Refuse a link or folder of somebody else's in the place of the link."""
        if live is None and os.path.lexists(self._link):
            if self._link.is_dir() and not self._link.is_symlink() and not os.listdir(self._link):
                return Occupied()
            return Occupied((str(self._link),))
        return Occupied()

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Make the folder of the release, or go on with the one that a killed deploy of this site left."""
        self._part = self._store / f"{release.site[:12]}.part"
        with reported(self._part):
            self._part.mkdir(exist_ok=True)

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Leave the copying to `switch`, which needs the unchanged files too."""
        yield from files

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Complete the folder of the release and lead the link to it."""
        retained = {path: self._link / path for path in release.retained}
        with reported(self._part):
            for path, file in files.items():
                self._place(path, file.sha256, file.read)
            for path, source in retained.items():
                self._place(path, release.files[path].digest, source.read_bytes)
            self._drop_others({*files, *retained})
            _write_whole(self._part / RECORD, encode_release(release))
            if hasattr(os, "sync"):
                os.sync()
            folder = self._store / release.id
            os.rename(self._part, folder)
            self._lead_to(folder.name)

    def _place(self, path: str, sha256: str, read: Read) -> None:
        """Copy one file unless a killed deploy had copied it."""
        target = self._part / path
        with suppress(OSError):
            if not target.is_symlink() and sha256_hex(target.read_bytes()) == sha256:
                return
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, read())

    def _drop_others(self, wanted: Collection[str]) -> None:
        """Remove what the killed deploy of another site left in the folder of this one."""
        for above, _, names in os.walk(self._part):
            for name in names:
                place = Path(above, name)
                if place.relative_to(self._part).as_posix() not in wanted:
                    place.unlink()

    def _led_to(self, name: str) -> str:
        return f"{self._store.name}/{name}"

    def _lead_to(self, name: str) -> None:
        if self._link.is_dir() and not self._link.is_symlink():
            self._link.rmdir()  # An empty one, as `occupied` found.
        part = self._link.with_name(f".{self._link.name}.part")
        part.unlink(missing_ok=True)
        part.symlink_to(self._led_to(name))
        os.replace(part, self._link)

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Do nothing: a release never has the files of the one before."""
        yield from paths

    def finish(self, release: Release) -> None:
        """Remove releases beyond those that are kept, never the live one, and what killed deploys left."""
        for old in self.releases()[self._keep :]:
            if old.id != release.id:
                self._remove_folder(self._store / old.id)
        for rest in self._store.glob("*.part"):
            self._remove_folder(rest)

    def _remove_folder(self, folder: Path) -> None:
        doomed = folder.with_name(f"{folder.name}.part") if folder.suffix != ".part" else folder
        with suppress(OSError):
            os.rename(folder, doomed)
            shutil.rmtree(doomed)

    def releases(self) -> Sequence[Release]:
        """Return the releases beside the link, newest first."""
        folders = self._store.iterdir() if self._store.is_dir() else ()
        records = (folder / RECORD for folder in folders if is_release_id(folder.name))
        found = [decode_release(path.read_bytes(), where=str(path)) for path in records if path.is_file()]
        return sorted(found, key=lambda release: release.id, reverse=True)

    def roll_back(self, release: Release) -> None:
        """Lead the link to an earlier release."""
        with reported(self._link):
            self._lead_to(release.id)


def _write_whole(target: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(data)
    os.replace(part, target)


TARGET = Target(
    kind="folder",
    title="a folder that a web server shows",
    settings=FolderSettings,
    connect=FolderHost,
    companions=twins_to_compress,
)

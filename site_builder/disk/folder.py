"""Write outputs whole or not at all, and only inside their folder."""

import errno
import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from site_builder.disk.sources import reason
from site_builder.model import SiteError

_TEMPORARY = ".part"
_NOWHERE = frozenset({"", ".", ".."})
_UNFIT = "\\\0:"
"""Signs that some system takes for more than a name."""


class Written(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one output file was when this program last left it."""

    digest: bytes
    """128 bits of its bytes; empty where only its name is known."""
    size: int
    mtime_ns: int


def is_name(name: str) -> bool:
    """Say whether this can be the site-relative name of an output file: one that stays inside the folder."""
    return _NOWHERE.isdisjoint(name.split("/")) and not any(map(name.__contains__, _UNFIT))


class Folder:
    """An output folder; nothing is written or removed outside it, and every file is old or new at every moment."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._safe: set[str] = set()
        """Folders below the root known to be real folders, so that each is checked once."""

    def path(self, name: str) -> str:
        """Give the full path of a site-relative name. Raises SiteError for a name that could lead outside."""
        if not is_name(name):
            raise SiteError(f"{name!r} is not a name for an output file")
        return f"{self._root}/{name}"

    def write(self, name: str, data: bytes) -> tuple[Written, bool]:
        """Make the file hold these bytes; give its record and whether it had to be written."""
        full = self.path(name)
        folder = name.rpartition("/")[0]
        if folder not in self._safe:
            self._check(folder)
        facts = _facts_if_equal(full, data)
        if facts:
            return _record(data, facts), False
        self._make(folder)
        part = full + _TEMPORARY
        try:
            facts = _write(part, data)
            os.replace(part, full)
        except OSError as error:
            _forget(part)
            raise _refused(full, "written", error) from error
        except BaseException:  # Someone stops the build.
            _forget(part)
            raise
        return _record(data, facts), True

    def write_all(self, folder: str, files: Iterable[tuple[str, bytes]]) -> tuple[dict[str, Written], int]:
        """Write the files of one folder, given by their names in it.

        Gives the record of each and how many had to be written.
        A folder that does not exist yet appears with all its files at once.
        """
        full = self.path(folder)
        if os.path.lexists(full):
            each = {name: self.write(f"{folder}/{name}", data) for name, data in files}
            return {name: record for name, (record, _) in each.items()}, sum(new for _, new in each.values())
        self._make(folder.rpartition("/")[0])
        part = full + _TEMPORARY
        try:
            _empty(part)
            records = {}
            for name, data in files:
                self.path(name)
                records[name] = _record(data, _write(f"{part}/{name}", data))
            os.rename(part, full)
        except OSError as error:
            _forget(part)
            raise _refused(full, "written", error) from error
        except BaseException:  # Someone stops the build.
            _forget(part)
            raise
        return records, len(records)

    def intact(self, folder: str, files: Mapping[str, Written], *, verify: bool) -> bool:
        """Say whether the files of one folder, given by their names in it, are as this program left them.

        That is judged by size and time, or with `verify` by their bytes too.
        """
        # This runs for every file of the site whenever anything is built; what it leaves out shows.
        lstat, is_file = os.lstat, stat.S_ISREG
        prefix = f"{folder}/" if folder else ""
        full = f"{self._root}/{prefix}"
        try:
            for name, record in files.items():
                facts = lstat(full + name)
                if (
                    facts.st_size != record.size
                    or facts.st_mtime_ns != record.mtime_ns
                    or not is_file(facts.st_mode)
                ):
                    return False
        except OSError:
            return False
        return not verify or all(
            _digest(self.read(prefix + name) or b"") == record.digest for name, record in files.items()
        )

    def remove_if_empty(self) -> None:
        """Remove the folder itself where nothing is left in it."""
        with suppress(OSError):
            os.rmdir(self._root)

    def read(self, name: str) -> bytes | None:
        """Give what the file holds, or None where there is no such file."""
        try:
            with open(self.path(name), "rb") as file:
                return file.read()
        except OSError:
            return None

    def remove(self, name: str) -> bool:
        """Remove a file and the folders it leaves empty; say whether it was there."""
        full = self.path(name)
        self._check(name.rpartition("/")[0])
        try:
            os.unlink(full)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
                return False
            raise _refused(full, "removed", error) from error
        folder = name.rpartition("/")[0]
        while folder:
            try:
                os.rmdir(os.path.join(self._root, folder))
            except OSError:
                break
            self._safe.discard(folder)
            folder = folder.rpartition("/")[0]
        return True

    def sweep(self, names: Collection[str]) -> None:
        """Remove what a killed build half wrote of these files and their folders."""
        folders = {name.rpartition("/")[0] for name in names} - {""}
        for name in (*folders, *names):
            self._check(name.rpartition("/")[0])
            _forget(self.path(name) + _TEMPORARY)

    def _make(self, folder: str) -> None:
        """Make a folder and those above it, refusing to pass through a link."""
        if folder in self._safe:
            return
        self._check(folder)
        try:
            os.makedirs(os.path.join(self._root, folder) if folder else self._root, exist_ok=True)
        except OSError as error:
            raise _refused(os.path.join(self._root, folder), "made", error) from error
        self._safe.add(folder)

    def _check(self, folder: str) -> None:
        full = self._root
        for part in folder.split("/") if folder else ():
            full = f"{full}/{part}"
            if os.path.islink(full):
                raise SiteError(
                    f"{full}: is a link, and nothing is written through it", hint="remove the link"
                )


def _facts_if_equal(path: str, data: bytes) -> os.stat_result | None:
    """Give the facts of a regular file that has exactly these bytes; comparing is ten times cheaper than writing."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        facts = os.fstat(handle)
        same = stat.S_ISREG(facts.st_mode) and facts.st_size == len(data)
        return facts if same and os.read(handle, len(data) + 1) == data else None
    except OSError:
        return None
    finally:
        os.close(handle)


def _write(path: str, data: bytes) -> os.stat_result:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        return os.fstat(handle)
    finally:
        os.close(handle)


def _digest(data: bytes) -> bytes:
    # Processors have instructions for this one, so that it takes half the time of any other.
    return hashlib.sha256(data).digest()[:16]


def _record(data: bytes, facts: os.stat_result) -> Written:
    return Written(_digest(data), facts.st_size, facts.st_mtime_ns)


def _empty(folder: str) -> None:
    """Make a folder that has nothing in it, clearing what an interrupted build left there."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))


def _forget(path: str) -> None:
    """Remove what was half written, a file or a folder of files, as far as it is there."""
    with suppress(OSError):
        if os.path.isdir(path) and not os.path.islink(path):
            _empty(path)
            os.rmdir(path)
        else:
            os.unlink(path)


def _refused(path: str, done: str, error: OSError) -> SiteError:
    hint = "check the permissions of the output folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "free some space and build again"
    return SiteError(
        f"{path}: cannot be {done}: {reason(error)}", hint=f"{hint}; what was published is whole"
    )

"""Write outputs whole or not at all, and only inside their folder."""

import errno
import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from site_builder.disk.source_files import reason
from site_builder.disk.sources import RESERVED
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
    return (
        _NOWHERE.isdisjoint(name.split("/"))
        and not any(map(name.__contains__, _UNFIT))
        and not name.startswith(RESERVED)
    )


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
            self.refuse_links(folder)
        facts = facts_if_equal(full, data)
        if facts:
            return record_of(data, facts), False
        self._make(folder)
        part = full + _TEMPORARY
        try:
            facts = write_file(part, data)
            os.replace(part, full)
        except OSError as error:
            _forget(part)
            raise refused(full, "written", error) from error
        except BaseException:  # Someone stops the build.
            _forget(part)
            raise
        return record_of(data, facts), True

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

    def holds(self, name: str, digest: bytes) -> bool:
        """Return whether the name is that of a regular file whose bytes have this digest."""
        full = self.path(name)
        try:
            if self.is_behind_a_link(name) or not stat.S_ISREG(os.lstat(full).st_mode):
                return False
        except OSError:
            return False
        data = self.read(name)
        return data is not None and _digest(data) == digest

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
        """Remove a file and the folders it leaves empty; returns whether it was there.

        A link or a folder of that name is not what was written, and stays.
        """
        full = self.path(name)
        self.refuse_links(name.rpartition("/")[0])
        try:
            if not stat.S_ISREG(os.lstat(full).st_mode):
                return False
            os.unlink(full)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
                return False
            raise refused(full, "removed", error) from error
        folder = name.rpartition("/")[0]
        while folder:
            try:
                os.rmdir(os.path.join(self._root, folder))
            except OSError:
                break
            self._safe.discard(folder)
            folder = folder.rpartition("/")[0]
        return True

    def _make(self, folder: str) -> None:
        """Make a folder and those above it, refusing to pass through a link."""
        if folder in self._safe:
            return
        self.refuse_links(folder)
        try:
            os.makedirs(os.path.join(self._root, folder) if folder else self._root, exist_ok=True)
        except OSError as error:
            raise refused(os.path.join(self._root, folder), "made", error) from error
        self._safe.add(folder)

    def is_behind_a_link(self, name: str) -> bool:
        """Return whether one of the folders that a name leads through is a link, so that it is nothing of ours."""
        try:
            self.refuse_links(name.rpartition("/")[0])
        except SiteError:
            return True
        return False

    def refuse_links(self, folder: str) -> None:
        """Raise SiteError where a folder, or one above it, is a link."""
        full = self._root
        for part in folder.split("/") if folder else ():
            full = f"{full}/{part}"
            if os.path.islink(full):
                raise SiteError(
                    f"{full}: is a link, and nothing is written through it", hint="remove the link"
                )


def facts_if_equal(path: str, data: bytes) -> os.stat_result | None:
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


def write_file(path: str, data: bytes) -> os.stat_result:
    """Write a file and return what the file system says of it; a link in its place is not followed."""
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


def record_of(data: bytes, facts: os.stat_result) -> Written:
    """Make the record of a file that holds these bytes."""
    return Written(_digest(data), facts.st_size, facts.st_mtime_ns)


def _forget(path: str) -> None:
    """Remove what was half written, as far as it is there."""
    with suppress(OSError):
        os.unlink(path)


def refused(path: str, done: str, error: OSError) -> SiteError:
    """Make the error for a path of the output folder that cannot be written, removed or made."""
    hint = "check the permissions of the output folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "free some space and build again"
    return SiteError(
        f"{path}: cannot be {done}: {reason(error)}", hint=f"{hint}; what was published is whole"
    )

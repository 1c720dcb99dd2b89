"""Find and open sources, write outputs whole or not at all; every path of the program passes through here."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from site_builder.model import Problem, SiteError, Source

SUFFIXES = (".md", ".markdown", ".txt")
"""Of files that are articles; compared in lower case."""

_TEMPORARY = ".part"


class Stamp(NamedTuple):
    """What the file system says of a file; equal stamps mean the same bytes, short of sabotage."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Written(NamedTuple):
    """What one output file was when this program last left it."""

    digest: bytes
    """128 bits of its bytes; empty where only its name is known."""
    size: int
    mtime_ns: int


class Listing(NamedTuple):
    """The sources below a content folder, in path order, and what could not be listed."""

    stamps: dict[str, Stamp]
    """By path relative to the folder, with `/`."""
    problems: tuple[Problem, ...]
    ignored: int
    """Files that are not sources by their names, hidden ones not counted."""


def readable(path: str) -> str:
    """Give a path as text that can be printed anywhere: undecodable bytes and control characters are escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def find_sources(content: Path, *, shown: str) -> Listing:
    """List the sources below a folder; hidden files and folders are passed over.

    `shown` is the folder's name in messages. Links to folders, links out of the content folder, devices and
    pipes are refused with a problem each. Raises SiteError when the folder itself cannot be listed.
    """
    root = os.fspath(content)
    if not os.path.isdir(root):
        raise SiteError(f"{shown}: there is no such folder of articles", hint="name one with --content")
    stamps: dict[str, Stamp] = {}
    problems: list[Problem] = []
    ignored = 0
    inside = os.path.realpath(root) + os.sep
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            entries = list(os.scandir(os.path.join(root, prefix)))
        except OSError as error:
            problems.append(
                _refusal(shown, prefix, "unreadable", f"the folder cannot be listed: {_reason(error)}")
            )
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(path + "/")
            elif not entry.name.lower().endswith(SUFFIXES):
                if entry.is_symlink() and entry.is_dir():
                    problems.append(_refusal(shown, path, "link", "a link to a folder is not followed"))
                else:
                    ignored += not entry.name.endswith(".notes.toml")
            else:
                found = _stamp(entry, inside)
                if isinstance(found, Stamp):
                    stamps[path] = found
                else:
                    problems.append(_refusal(shown, path, *found))
    return Listing(dict(sorted(stamps.items())), tuple(sorted(problems)), ignored)


def _stamp(entry: os.DirEntry[str], inside: str) -> Stamp | tuple[str, str]:
    """Give the stamp of a regular file within the content folder, or the code and text of its refusal."""
    try:
        if entry.is_symlink() and not os.path.realpath(entry.path).startswith(inside):
            return "link", "a link that leads out of the content folder is not followed"
        facts = entry.stat()
    except OSError as error:
        return "unreadable", f"it cannot be read: {_reason(error)}"
    if not stat.S_ISREG(facts.st_mode):
        return "not-a-file", "this is not a regular file"
    return Stamp(facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)


def _refusal(shown: str, path: str, code: str, message: str) -> Problem:
    hints = {
        "link": "copy what it leads to into the content folder",
        "not-a-file": "remove it or give it another ending",
        "unreadable": "check its permissions",
    }
    where = readable(os.path.join(shown, path.rstrip("/")))
    return Problem(where, None, code, message, hints[code], refused=True)


def open_source(content: Path, path: str, *, shown: str, limit: int) -> Source | Problem:
    """Read one source whole, or give the problem that refuses it.

    `limit` is the most bytes a source may have; a larger file is refused before it is read.
    """
    where = readable(os.path.join(shown, path))
    try:
        # Not blocking: what was a file when it was listed may be a pipe now.
        handle = os.open(os.path.join(content, path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return _refusal(shown, path, "unreadable", f"it cannot be read: {_reason(error)}")
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            return _refusal(shown, path, "not-a-file", "this is not a regular file")
        if facts.st_size > limit:
            return Problem(
                where,
                None,
                "too-large",
                f"it has {facts.st_size:,} bytes, and the limit is {limit:,}",
                "raise file_bytes under [limits] in site.toml, or split the file",
                refused=True,
            )
        with open(handle, "rb", closefd=False) as file:
            return Source(path, where, file.read())
    except OSError as error:
        return _refusal(shown, path, "unreadable", f"it cannot be read: {_reason(error)}")
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


class Folder:
    """An output folder; nothing is written or removed outside it, and every file is old or new at every moment."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._safe: set[str] = set()
        """Folders below the root known to be real folders, so that each is checked once."""

    def path(self, name: str) -> str:
        """Give the full path of a site-relative name. Raises SiteError for a name that could lead outside."""
        parts = name.split("/")
        if not name or any(
            part in ("", ".", "..") or "\\" in part or "\0" in part or ":" in part for part in parts
        ):
            raise SiteError(f"{name!r} is not a name for an output file")
        return os.path.join(self._root, *parts)

    def write(self, name: str, data: bytes) -> bool:
        """Make the file hold these bytes; say whether it had to be written."""
        full = self.path(name)
        if _holds(full, data):
            return False
        self._make(name.rpartition("/")[0])
        part = full + _TEMPORARY
        try:
            _write(part, data)
            os.replace(part, full)
        except OSError as error:
            _forget(part)
            raise SiteError(
                f"{full}: cannot be written: {_reason(error)}", hint=_write_hint(error)
            ) from error
        return True

    def write_all(self, folder: str, files: Iterable[tuple[str, bytes]]) -> int:
        """Write the files of one folder, given by their names in it, and say how many had to be written.

        A folder that does not exist yet appears with all its files at once.
        """
        full = self.path(folder)
        if os.path.lexists(full):
            return sum(self.write(f"{folder}/{name}", data) for name, data in files)
        above = folder.rpartition("/")[0]
        self._make(above)
        part = full + _TEMPORARY
        try:
            _empty(part)
            records = {}
            for name, data in files:
                self.path(f"{folder}/{name}")
                records[name] = _record(data, _write(os.path.join(part, name), data))
            os.rename(part, full)
        except OSError as error:
            raise SiteError(
                f"{full}: cannot be written: {_reason(error)}", hint=_write_hint(error)
            ) from error
        self._safe.add(folder)
        return records, len(records)

    def intact(self, name: str, record: Written, *, verify: bool) -> bool:
        """Say whether a file is as this program left it: by size and time, or with `verify` by its bytes."""
        try:
            facts = os.lstat(os.path.join(self._root, name))
        except OSError:
            return False
        if not stat.S_ISREG(facts.st_mode) or (facts.st_size, facts.st_mtime_ns) != (record.size, record.mtime_ns):
            return False
        return not verify or _digest(self.read(name) or b"") == record.digest

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
        except FileNotFoundError:
            return False
        except OSError as error:
            raise SiteError(
                f"{full}: cannot be removed: {_reason(error)}", hint=_write_hint(error)
            ) from error
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
        self._check(folder)
        try:
            os.makedirs(os.path.join(self._root, folder) if folder else self._root, exist_ok=True)
        except OSError as error:
            full = os.path.join(self._root, folder)
            raise SiteError(f"{full}: cannot be made: {_reason(error)}", hint=_write_hint(error)) from error
        self._safe.add(folder)

    def _check(self, folder: str) -> None:
        full = self._root
        for part in folder.split("/") if folder else ():
            full = os.path.join(full, part)
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
    return hashlib.blake2b(data, digest_size=16).digest()


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
    try:
        os.unlink(path)
    except OSError:
        return


def _write_hint(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space and build again; what was published is whole"
    return "check the permissions of the output folder; what was published is whole"


def theme_files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file below the folders; a file of a later folder replaces its namesake."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                found[path.relative_to(folder).as_posix()] = path
    for name, path in sorted(found.items()):
        yield name, path.read_bytes()

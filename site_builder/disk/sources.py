"""Find and open sources; every path that is read passes through here."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from site_builder.model import Problem, SiteError, Source

SUFFIXES = (".md", ".markdown", ".txt")
"""Of files that are articles; compared in lower case."""


class Stamp(NamedTuple):
    """What the file system says of a file; equal stamps mean the same bytes, short of sabotage."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


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
                _refusal(shown, prefix, "unreadable", f"the folder cannot be listed: {reason(error)}")
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
        return "unreadable", f"it cannot be read: {reason(error)}"
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
        return _refusal(shown, path, "unreadable", f"it cannot be read: {reason(error)}")
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
        return _refusal(shown, path, "unreadable", f"it cannot be read: {reason(error)}")
    finally:
        os.close(handle)


def reason(error: OSError) -> str:
    """Say in the system's words why a file operation failed."""
    return (error.strerror or str(error)).lower()

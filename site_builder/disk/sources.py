"""Find the sources below a content folder, and the files that articles may refer to."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from site_builder.attachment_kinds import ENDINGS
from site_builder.disk.path_names import path_name, readable
from site_builder.disk.source_files import LEADS_OUT, NOTES, reason, refusal, unread
from site_builder.model import Problem, SiteError

RESERVED = ".site-builder"
"""How the names begin that this program uses in an output folder for itself."""

SUFFIXES = (".md", ".markdown", ".txt")
"""Of files that are articles; compared in lower case."""


class Stamp(NamedTuple):
    """What the file system says of a file; equal stamps mean the same bytes, short of sabotage."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    notes: tuple[int, int, int, int] | None = None
    """The same of the notes file beside it."""


FileStamp = tuple[int, int, int, int]
"""Size, time of change, time of change of its entry and inode of a file that is no source."""


class Listing(NamedTuple):
    """The sources below a content folder, in path order, and what could not be listed."""

    stamps: dict[str, Stamp]
    """By path relative to the folder, with `/`."""
    problems: tuple[Problem, ...]
    ignored: dict[str, int]
    """How many files are not sources by their names, by ending in lower case; hidden ones are not counted."""
    attachments: dict[str, FileStamp]
    """Those of them that articles may refer to, by path in path order."""


_ATTACHMENTS = frozenset(ENDINGS)
_LONGEST_ENDING = 10
"""Characters of an ending, with its dot; what is longer is part of a name."""
_SHORT_LOOK = 10_000
"""Files and folders that are looked at to tell whether a folder holds articles."""


def find_sources(content: Path, *, display_path: str, without: Iterable[Path] = ()) -> Listing:
    """List the sources below a folder; hidden files and folders are passed over.

    `display_path` is the folder's name in messages, `without` names folders below it that are no part of it.
    Links to folders, links out of the content folder, devices and pipes are refused with a problem each.
    Raises SiteError when the folder itself cannot be listed.
    """
    root = os.fspath(content)
    if not os.path.isdir(root):
        raise SiteError(
            f"{display_path}: there is no such folder of articles", hint="name one with --content"
        )
    # The places themselves, not what a link there leads to.
    apart = (os.path.join(os.path.realpath(path.absolute().parent), path.name) for path in without)
    found = _Scan(root, display_path, frozenset(apart))
    folders = [""]
    while folders:
        folders += found.look(folders.pop())
    return found.listing()


class _Scan:
    """What has been found so far below a folder."""

    def __init__(self, root: str, display_path: str, without: frozenset[str]) -> None:
        self._root = root
        self._inside = os.path.realpath(root) + os.sep
        self._without = {path for path in without if path.startswith(self._inside)}
        self._display_path = display_path
        self._facts: dict[str, tuple[int, int, int, int]] = {}
        """What the file system says of each source, by path."""
        self._notes: dict[str, tuple[int, int, int, int]] = {}
        """Stamps of notes files, by path without the ending."""
        self._problems: list[Problem] = []
        self._ignored: dict[str, int] = {}
        self._attachments: dict[str, FileStamp] = {}

    def look(self, prefix: str) -> list[str]:
        """List one folder and give the folders in it, each with a slash at the end."""
        try:
            entries = list(os.scandir(os.path.join(self._root, prefix)))
        except OSError as error:
            self._refuse(prefix, "unreadable", f"the folder cannot be listed: {reason(error)}")
            return []
        folders = []
        for entry in entries:
            path = prefix + entry.name
            if entry.name.startswith(".") or (self._without and self._inside + path in self._without):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path + "/")
                else:
                    self._look_at(entry, path)
            except OSError as error:
                # Such as a link to itself, a mount that has gone stale, or an entry that went meanwhile.
                self._refuse(path, "unreadable", unread(error))
        return folders

    def _look_at(self, entry: os.DirEntry[str], path: str) -> None:
        """Keep what is known of an entry that is no folder. Raises OSError where the system cannot examine it."""
        name = entry.name
        if name.endswith(NOTES):
            self._note(entry, path, self._notes, path.removesuffix(NOTES))
        elif name.lower().endswith(SUFFIXES):
            self._note(entry, path, self._facts, path)
        elif entry.is_symlink() and entry.is_dir():
            self._refuse(path, "link", "a link to a folder is not followed")
        else:
            ending = _ending(name)
            self._ignored[ending] = self._ignored.get(ending, 0) + 1
            if ending in _ATTACHMENTS:
                self._attach(entry, path)

    def _attach(self, entry: os.DirEntry[str], path: str) -> None:
        """Keep what the file system says of a regular file within the folder that articles may refer to."""
        facts = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(facts.st_mode):
            if not os.path.realpath(entry.path).startswith(self._inside):
                return
            try:
                facts = entry.stat()
            except FileNotFoundError:
                return
        if stat.S_ISREG(facts.st_mode):
            stamp = facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino
            self._attachments[path_name(path)] = stamp

    def _note(
        self, entry: os.DirEntry[str], path: str, kept: dict[str, tuple[int, int, int, int]], name: str
    ) -> None:
        """Keep by name what the file system says of a regular file within the content folder, or refuse the file.

        Raises OSError where the system does not say anything.
        """
        facts = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(facts.st_mode):
            if not os.path.realpath(entry.path).startswith(self._inside):
                self._refuse(path, "link", LEADS_OUT)
                return
            facts = entry.stat()
        if stat.S_ISREG(facts.st_mode):
            kept[path_name(name)] = facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino
        else:
            self._refuse(path, "not-a-file", "this is not a regular file")

    def _refuse(self, path: str, code: str, message: str) -> None:
        """Keep the problem of a file that is not taken."""
        self._problems.append(refusal(self._display_path, path, code, message))

    def listing(self) -> Listing:
        """Join notes to the articles they stand beside; notes that stand alone are a problem."""
        return join_listing(
            self._display_path, self._facts, self._notes, self._problems, self._ignored, self._attachments
        )


def join_listing(
    display_path: str,
    facts: Mapping[str, FileStamp],
    notes: Mapping[str, FileStamp],
    problems: Iterable[Problem],
    ignored: Mapping[str, int],
    attachments: Mapping[str, FileStamp],
) -> Listing:
    """Join notes, given by path without the ending, to the articles they stand beside."""
    stamps = {}
    alone = dict.fromkeys(notes)
    for path in sorted(facts):
        beside = None
        if notes:
            stem = path.rpartition(".")[0]
            beside = notes.get(stem)
            alone.pop(stem, None)
        stamps[path] = Stamp(*facts[path], beside)
    hint = "name the file after the article: holm.notes.toml beside holm.md"
    lonely = [
        Problem(
            readable(os.path.join(display_path, stem + NOTES)),
            None,
            "notes-alone",
            "no article stands beside these notes",
            hint,
        )
        for stem in alone
    ]
    return Listing(
        stamps,
        tuple(sorted((*problems, *lonely))),
        dict(sorted(ignored.items())),
        dict(sorted(attachments.items())),
    )


def listing_of(files: Iterable[tuple[str, int]], *, display_path: str) -> Listing:
    """List sources among files that are given by path and size, by the same names as `find_sources` does.

    Equal stamps say nothing here, as there are sizes in them only.
    """
    facts: dict[str, FileStamp] = {}
    notes: dict[str, FileStamp] = {}
    ignored: Counter[str] = Counter()
    attachments: dict[str, FileStamp] = {}
    for path, size in files:
        name = path.rpartition("/")[2]
        stamp = size, 0, 0, 0
        if any(part.startswith(".") or not part for part in path.split("/")):
            continue
        if name.endswith(NOTES):
            notes[path.removesuffix(NOTES)] = stamp
        elif name.lower().endswith(SUFFIXES):
            facts[path] = stamp
        else:
            ignored[_ending(name)] += 1
            if _ending(name) in _ATTACHMENTS:
                attachments[path] = stamp
    return join_listing(display_path, facts, notes, (), ignored, attachments)


def _ending(name: str) -> str:
    """Return the ending of a file's name in lower case: `.html`; empty where there is none to speak of."""
    ending = os.path.splitext(name)[1].lower()
    return ending if ending[1:].isalnum() and len(ending) <= _LONGEST_ENDING else ""


def has_sources(folder: Path) -> bool:
    """Return whether files that are articles by their names lie below a folder, as far as a short look shows."""
    examined = 0
    for _, folders, names in os.walk(folder):
        if f"{RESERVED}-ledger" in names:
            # What a build wrote here are copies of articles, and a robots.txt.
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(name.lower().endswith(SUFFIXES) and not name.startswith(".") for name in names):
            return True
        examined += 1 + len(names)
        if examined > _SHORT_LOOK:
            break
    return False

"""Write outputs beside the site first, so that all of them can be checked before any is put in place."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from site_builder.disk.folder import (
    Folder,
    Written,
    facts_if_equal,
    record_of,
    refused,
    write_file,
)
from site_builder.disk.sources import RESERVED
from site_builder.model import SiteError

STAGING = f"{RESERVED}.part"
"""The folder in the output folder where a build writes; it has the same tree as the site."""

_ORDER = ("static", "files", "articles")
"""Top-level folders that are put in place before all else, so that no page is there before what it needs."""

_WHOLE = "+"
"""Here stand the folders that `put_all` fills, side by side: `+/articles+2019+lock` is `articles/2019/lock`.

No folder that only led to them is left when they are put in place one by one: removing it would take as long as
writing ten files. hot: see tests/benchmarks/stages.py.
"""
_MAX_WHOLE = 200
"""Characters of a path that can be the name of one folder."""


class Staging:
    """The files that a build has written and not yet put in place."""

    def __init__(self, root: Path) -> None:
        self._site = Folder(root)
        self._root = os.fspath(root)
        self._folder = f"{self._root}/{STAGING}"
        self._made: set[str] = set()
        """Folders that exist here, and whose counterparts in the site are no links."""
        self._has_root = False
        self._last: list[str] = []
        """Paths that were written since `begin`."""

    def put(self, name: str, data: bytes) -> tuple[Written, bool]:
        """Write a file unless the site has it with these bytes; returns its record and whether it was written."""
        folder, _, file = name.rpartition("/")
        return self._put(self._make(folder, f"{self._folder}/{folder}"), folder, file, data)

    def put_all(self, folder: str, files: Iterable[tuple[str, bytes]]) -> tuple[dict[str, Written], int]:
        """Write the files of one folder, given by their names in it.

        Returns the record of each and how many were written, as the site does not have them with these bytes.
        """
        place = self._make(folder, self._whole(folder))
        records: dict[str, Written] = {}
        written = 0
        for name, data in files:
            records[name], is_new = self._put(place, folder, name, data)
            written += is_new
        return records, written

    def begin(self) -> None:
        """Begin with files that `drop_last` is to remove if one of them cannot be made."""
        self._last = []

    def drop_last(self) -> None:
        """Remove what was written since `begin`."""
        for path in self._last:
            with suppress(OSError):
                os.unlink(path)
        self._last = []

    def _whole(self, folder: str) -> str:
        """Return where a folder of the site is written that `put_all` fills."""
        if "+" in folder or len(folder) > _MAX_WHOLE:
            return f"{self._folder}/{folder}"
        return f"{self._folder}/{_WHOLE}/{folder.replace('/', '+')}"

    def _put(self, place: str, folder: str, name: str, data: bytes) -> tuple[Written, bool]:
        """Write a file of a folder of the site, which is written in the folder `place`."""
        full = self._site.path(f"{folder}/{name}" if folder else name)
        path = f"{place}/{name}"
        facts = facts_if_equal(full, data)
        if facts:
            # An article may be finished twice in one build.
            with suppress(FileNotFoundError):
                os.unlink(path)
            return record_of(data, facts), False
        self._last.append(path)
        try:
            facts = self._write(path, data)
        except OSError as error:
            raise refused(full, "written", error) from error
        return record_of(data, facts), True

    @staticmethod
    def _write(path: str, data: bytes) -> os.stat_result:
        try:
            return write_file(path, data)
        except FileNotFoundError:
            # `publish_some` of another process has put the whole folder in place.
            os.makedirs(os.path.dirname(path), exist_ok=True)
            return write_file(path, data)

    def _make(self, folder: str, place: str) -> str:
        """Make the place where a folder of the site is written, and return it."""
        if place in self._made:
            return place
        self._site.refuse_links(folder)
        try:
            self._make_root()
            os.makedirs(place, exist_ok=True)
        except OSError as error:
            raise refused(self._root, "written", error) from error
        self._made.add(place)
        return place

    def _make_root(self) -> None:
        if self._has_root:
            return
        if os.path.islink(self._folder):
            raise SiteError(
                f"{self._folder}: is a link, and nothing is written through it", hint="remove the link"
            )
        # An output folder may be a link to a folder that is not there yet.
        os.makedirs(os.path.realpath(self._root), exist_ok=True)
        self._has_root = True

    def obstacles(self, is_ours: Callable[[str], bool], *, adopt: bool) -> list[str]:
        """List the names in the site where something stands that may not be replaced by a file from here.

        That is a file that is not ours unless `adopt`, a link, and whatever is no file and no folder.
        """
        if not os.path.isdir(self._folder):
            return []
        self._unfold()
        return [
            name
            for name, is_folder, mode in self._meetings("")
            if not self._may_be_replaced(name, mode, is_folder=is_folder, is_ours=is_ours, adopt=adopt)
        ]

    def _meetings(self, above: str) -> Iterator[tuple[str, bool, int]]:
        """Yield what is here and meets something in the site: its name, whether it is a folder, and what it meets."""
        for entry in sorted(os.scandir(f"{self._folder}/{above}"), key=lambda entry: entry.name):
            name = f"{above}/{entry.name}" if above else entry.name
            mode = _mode(f"{self._root}/{name}")
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and stat.S_ISDIR(mode):
                yield from self._meetings(name)
            elif mode:
                yield name, is_folder, mode

    def _may_be_replaced(
        self, name: str, mode: int, *, is_folder: bool, is_ours: Callable[[str], bool], adopt: bool
    ) -> bool:
        if stat.S_ISREG(mode):
            return is_ours(name) or (adopt and not is_folder)
        if stat.S_ISDIR(mode):
            return self._is_left_by_us(name, is_ours)
        # A link to nothing in the place of our file is damage, as if the file were gone.
        is_dead_link = stat.S_ISLNK(mode) and not os.path.exists(f"{self._root}/{name}")
        return is_dead_link and not is_folder and is_ours(name)

    def _is_left_by_us(self, folder: str, is_ours: Callable[[str], bool]) -> bool:
        """Return whether all files in a folder are ours, so that it is gone when they are."""
        return all(
            is_ours(f"{os.path.relpath(above, self._root)}/{name}".replace(os.sep, "/"))
            for above, _, names in os.walk(f"{self._root}/{folder}")
            for name in names
        )

    def count(self) -> int:
        """Count the files that wait here."""
        return sum(len(names) for _, _, names in os.walk(self._folder))

    def publish_some(self, folder: str, names: Collection[str]) -> None:
        """Put files of one folder in place, given by their names in it, while other processes still write here."""
        target = f"{self._root}/{folder}" if folder else self._root
        try:
            if folder and self._publish_folder(folder, names):
                return
            os.makedirs(target, exist_ok=True)
            for name in names:
                with suppress(FileNotFoundError):  # The site has it already.
                    os.replace(f"{self._whole(folder)}/{name}", f"{target}/{name}")
        except OSError as error:
            raise refused(target, "written", error) from error

    def _publish_folder(self, folder: str, names: Collection[str]) -> bool:
        """Put a folder that the site lacks in place as a whole, if it holds these files and nothing else."""
        source, target = self._whole(folder), f"{self._root}/{folder}"
        try:
            if os.path.lexists(target) or set(os.listdir(source)) != set(names):
                return False
            _rename(source, target)
        except (FileNotFoundError, FileExistsError):
            return False
        self._made.discard(source)
        return True

    def _unfold(self) -> None:
        """Move the folders that stand side by side to where they stand in the site's tree."""
        whole = f"{self._folder}/{_WHOLE}"
        try:
            names = os.listdir(whole)
        except FileNotFoundError:
            return
        for name in sorted(names):
            source, target = f"{whole}/{name}", f"{self._folder}/{name.replace('+', '/')}"
            (_merge if os.path.isdir(target) else _rename)(source, target)
        os.rmdir(whole)
        self._made.clear()

    def publish(self) -> None:
        """Put everything in place. Raises SiteError where the file system refuses; call `obstacles` before."""
        if not os.path.isdir(self._folder):
            return
        try:
            self._unfold()
            _merge(self._folder, self._root)
        except OSError as error:
            raise refused(str(error.filename2 or error.filename or self._root), "written", error) from error
        self._forget()

    def discard(self) -> None:
        """Remove what is still here, such as after a build that was killed."""
        if os.path.islink(self._folder) or not os.path.isdir(self._folder):
            return
        for above, folders, names in os.walk(self._folder, topdown=False):
            for name in names:
                os.unlink(os.path.join(above, name))
            for name in folders:
                path = os.path.join(above, name)
                (os.unlink if os.path.islink(path) else os.rmdir)(path)
        os.rmdir(self._folder)
        self._forget()

    def _forget(self) -> None:
        self._made.clear()
        self._has_root = False


def _mode(path: str) -> int:
    """Return type and permissions of what stands at a path, or 0 where nothing does."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0


def _rename(source: str, target: str) -> None:
    """Move a folder to where none is, and make those above it."""
    try:
        os.rename(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.rename(source, target)


def _merge(source: str, target: str) -> None:
    """Move files and folders into a folder; folders that are there already are merged."""
    entries = sorted(os.scandir(source), key=_rank)
    for entry in entries:
        place = f"{target}/{entry.name}"
        if entry.is_dir(follow_symlinks=False) and os.path.isdir(place):
            _merge(entry.path, place)
        else:
            os.replace(entry.path, place)
    os.rmdir(source)


def _rank(entry: "os.DirEntry[str]") -> tuple[int, str]:
    if entry.name in _ORDER:
        return _ORDER.index(entry.name), ""
    # Folders before files: the start page and the sitemap come last.
    return len(_ORDER) + (not entry.is_dir(follow_symlinks=False)), entry.name

"""Watch the files of a site and say what changed, once for each thing somebody did."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from site_builder.disk import SUFFIXES
from site_builder.disk.sources import _named
from site_builder.engine import Site
from site_builder.engine.facts_table import TABLES
from site_builder.engine.site import theme_folder
from site_builder.server.change import Change

# ArticleReader and reading are not among them: whoever reacts to those reacts to its own reading, for ever.
_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]

_WHOLE = (FileClosedEvent, FileMovedEvent, FileDeletedEvent)
"""After these nobody is in the middle of writing."""

_SOON = 0.004
"""Seconds to wait after a file is whole: a temporary file, a rename and a deletion are one edit."""

_LATER = 0.06
"""Seconds to wait where more may be written; systems that do not tell of closing never say that it is whole."""

_STORM = 40
"""With so many paths at once, somebody is doing something large."""

_STORM_QUIET = 0.25
_STORM_LONGEST = 3.0
"""Seconds after which the first part of a storm is told; each time it takes twice as long until the next."""

_STORM_PAUSE = 1.0
"""Seconds after a storm in which what comes is taken for more of it."""

_POLL = 1.0
"""Seconds between looks where the file system does not say what happens."""

_ENDINGS = (*SUFFIXES, ".notes.toml", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
"""Of files in the content folder that can change a page; pictures stand beside the keeper's own pages."""

_DROPPINGS = (
    "~", ".swp", ".swo", ".swx", ".tmp", ".temp", ".bak", ".orig", ".part", ".crdownload", ".lock", "#", "___",
)  # fmt: skip


class Gathering:
    """What has happened and has not been told yet; times are given to it, in seconds."""

    def __init__(self, site: Site) -> None:
        self._content = _real(site.content)
        self._site_theme = _real(site.root / "templates")
        self._themes = (self._site_theme, _real(theme_folder()))
        self._profiles = _real(site.root / "profiles")
        self._settings = {_real(site.root / name) for name in ("site.toml", *TABLES)}
        self._ignored = (_real(site.output), _real(site.state))
        self._sources: set[str] = set()
        self._everywhere = self._theme = self._config = False
        self._first = self._latest = 0.0
        self._calm = 0.0
        """Until when the last storm may go on."""
        self._longest = _STORM_LONGEST
        self._dues: dict[str, float] = {}
        """When each path can be looked at, by what was last heard of it."""

    def add(self, path: str, now: float, *, whole: bool, folder: bool = False) -> bool:
        """Hear of a path; say whether it is any of ours."""
        if self._below(path, *self._ignored) or not self._matters(path, folder=folder):
            return False
        if not self._dues:
            self._first = now
        self._dues[path] = self._latest = now + (_SOON if whole else _LATER)
        return True

    def _matters(self, path: str, *, folder: bool) -> bool:
        if path in self._settings:
            self._config = True
        elif self._below(path, *self._themes) and not _dropping(path):
            self._theme = True
        elif self._below(path, self._profiles) and path.endswith(".toml"):
            self._config = self._everywhere = True
        elif folder and (path == self._content or self._below(path, self._content)):
            self._everywhere = True
        elif self._below(path, self._content) and path.lower().endswith(_ENDINGS):
            below = path[len(self._content) + 1 :]
            if _dropping(path) or any(part.startswith(".") for part in below.split(os.sep)):
                return False
            self._sources.add(_named(below.replace(os.sep, "/")))
        else:
            return False
        return True

    @staticmethod
    def _below(path: str, *folders: str) -> bool:
        return any(path == folder or path.startswith(folder + os.sep) for folder in folders)

    def wait(self, now: float) -> float | None:
        """Give the seconds until what happened should be told; None while nothing has."""
        if not self._dues:
            return None
        if len(self._dues) > _STORM or self._first < self._calm:
            # Not the latest of all: in a storm this is asked as often as there are paths.
            due = min(self._latest + _STORM_QUIET, self._first + self._longest)
        else:
            due = max(self._dues.values())
        return max(0.0, due - now)

    def take(self) -> Change:
        """Give what happened, and begin anew."""
        change = Change(frozenset(self._sources), self._everywhere, self._theme, self._config)
        if len(self._dues) > _STORM:
            self._longest = 2 * self._longest if self._first < self._calm else 2 * _STORM_LONGEST
            self._calm = self._latest + _STORM_PAUSE
        elif self._first >= self._calm:
            self._longest = _STORM_LONGEST
        self._sources = set()
        self._dues = {}
        self._everywhere = self._theme = self._config = False
        return change


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _dropping(path: str) -> bool:
    """Say whether a file is one that editors leave behind while they save."""
    name = os.path.basename(path)
    return name.startswith((".", "#", "~")) or name.endswith(_DROPPINGS) or name.isdecimal()


class _Handler(FileSystemEventHandler):
    def __init__(self, hear: Callable[[str, bool, bool], None]) -> None:
        self._hear = hear

    def on_any_event(self, event: FileSystemEvent) -> None:
        if type(event) not in _EVENTS:
            return
        whole = isinstance(event, _WHOLE)
        for path in (event.src_path, event.dest_path):
            if path and isinstance(path, str | bytes):
                self._hear(os.fsdecode(path), whole, event.is_directory)


class Watch:
    """Watches a site; `hear` is called from another thread with a path, whether it is whole, whether a folder."""

    def __init__(self, site: Site, hear: Callable[[str, bool, bool], None], *, poll: bool) -> None:
        self._hear = hear
        self._site = site
        self._handler = _Handler(self._heard)
        self.notice = ""
        """Why the file system is asked every second instead of telling by itself."""
        try:
            self._observer = self._start(PollingObserver(timeout=_POLL) if poll else Observer())
        except OSError as error:
            if poll:
                raise
            self.notice = f"watching by looking every {_POLL:g} s, because the system refuses more: {error}"
            self._observer = self._start(PollingObserver(timeout=_POLL))

    def _start(self, observer: BaseObserver) -> BaseObserver:
        self._watched = {
            folder: observer.schedule(self._handler, folder, recursive=deep, event_filter=_EVENTS)
            for folder, deep in _folders(self._site)
        }
        observer.start()
        return observer

    def _heard(self, path: str, whole: bool, folder: bool) -> None:
        if folder:
            self._renew(path)
        self._hear(path, whole, folder)

    def _renew(self, path: str) -> None:
        """Follow what happened to a folder: a site may get its own templates, and its content may be exchanged."""
        there = dict(_folders(self._site))
        for known in [each for each in self._watched if each == path or each not in there]:
            with suppress(KeyError):
                self._observer.unschedule(self._watched.pop(known))
        for late in there.keys() - self._watched.keys():
            # It may be gone again.
            with suppress(OSError):
                self._watched[late] = self._observer.schedule(
                    self._handler, late, recursive=there[late], event_filter=_EVENTS
                )

    def close(self) -> None:
        """Stop watching."""
        self._observer.stop()


def _folders(site: Site) -> Iterator[tuple[str, bool]]:
    """Give the folders to watch, and whether with all below; none lies in another, or events would come twice."""
    own = [site.root / name for name in ("templates", "profiles")]
    deep = {_real(folder) for folder in (site.content, theme_folder(), *own) if folder.is_dir()}
    found: list[str] = []
    for folder in sorted(deep, key=len):
        if not any(folder.startswith(above + os.sep) for above in found):
            found.append(folder)
            yield folder, True
    root = _real(site.root)
    if not any((root + os.sep).startswith(above + os.sep) for above in found):
        yield root, False


def now() -> float:
    """Give the time that `Gathering` counts in."""
    return time.monotonic()

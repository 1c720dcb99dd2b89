"""Watch the files of a site and report what changed, once for each edit (debounced)."""

import os
import threading
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
from watchdog.observers.polling import PollingObserverVFS

from site_builder.attachment_kinds import ENDINGS
from site_builder.disk import SUFFIXES, path_name
from site_builder.engine import Site
from site_builder.engine.facts_table import TABLES
from site_builder.engine.site import theme_folder
from site_builder.engine.site_settings import NOTICE_NOTES
from site_builder.server.change import Change
from site_builder.server.linked_sources import LinkedSources, places_on_the_way

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

_ENDINGS = (*SUFFIXES, ".notes.toml", *ENDINGS)
"""Of files in the content folder that can change a page."""

_TEMPORARY = (
    "~", ".swp", ".swo", ".swx", ".tmp", ".temp", ".bak", ".orig", ".part", ".crdownload", ".lock", "#", "___",
)  # fmt: skip


class Places:
    """Where the parts of a site are, as the links on the way to them lead now."""

    def __init__(self, site: Site) -> None:
        self.root = _real(site.root)
        self.settings = {_real(site.root / name) for name in ("site.toml", NOTICE_NOTES, *TABLES)}
        self.content = _real(site.content)
        self.theme = _real(theme_folder())
        self.own_theme, self.profiles = _real(site.root / "templates"), _real(site.root / "profiles")
        self.written = (_real(site.output), _real(site.state))
        self.links: set[str] = set()
        """Links on the way, and places where there is nothing yet; what happens to these changes all the others."""
        for path in (site.content, site.root / "templates", site.root / "profiles", site.root / "site.toml"):
            links, end = places_on_the_way(os.fspath(path))
            self.links.update(links if os.path.exists(end) else (*links, end))


class Gathering:
    """Events of the file system that have not been passed on yet: one edit is several (debouncing).

    Times are given to it, in seconds.
    """

    def __init__(self, site: Site, linked: Callable[[], LinkedSources] = dict) -> None:
        """Take a function that returns which sources are links."""
        self._site = site
        self._linked = linked
        self._places = Places(site)
        self._sources: set[str] = set()
        self._everywhere = self._theme = self._settings = False
        self._first = self._latest = 0.0
        self._calm = 0.0
        """Until when the last storm may go on."""
        self._longest = _STORM_LONGEST
        self._due: dict[str, float] = {}
        """When each path can be looked at, by what was last heard of it."""

    def add(self, path: str, now: float, *, whole: bool, folder: bool = False) -> bool:
        """Note an event at a path; return whether it is any of ours."""
        linked = self._linked().get(path, frozenset())
        self._sources |= linked
        if path in self._places.links:
            self._places = Places(self._site)
            self._everywhere = self._theme = self._settings = True
        elif not self._concerns_us(path, folder=folder) and not linked:
            return False
        if not self._due:
            self._first = now
        self._due[path] = self._latest = now + (_SOON if whole else _LATER)
        return True

    def _concerns_us(self, path: str, *, folder: bool) -> bool:
        places = self._places
        if _is_below(path, *places.written):
            return False
        if path in places.settings:
            self._settings = True
        elif _is_below(path, places.own_theme, places.theme) and not _is_temporary(path):
            self._theme = True
        elif _is_below(path, places.profiles) and path.endswith(".toml"):
            self._settings = self._everywhere = True
        elif folder and _is_below(path, places.content):
            self._everywhere = True
        elif _is_below(path, places.content) and path.lower().endswith(_ENDINGS):
            below = path[len(places.content) + 1 :]
            if _is_temporary(path) or any(part.startswith(".") for part in below.split(os.sep)):
                return False
            self._sources.add(path_name(below.replace(os.sep, "/")))
        else:
            return False
        return True

    def wait(self, now: float) -> float | None:
        """Return the seconds until what happened should be passed on; None while nothing has."""
        if not self._due:
            return None
        if len(self._due) > _STORM or self._first < self._calm:
            # Not the latest of all: in a storm this is asked as often as there are paths.
            due = min(self._latest + _STORM_QUIET, self._first + self._longest)
        else:
            due = max(self._due.values())
        return max(0.0, due - now)

    def take(self) -> Change:
        """Return what happened, and begin anew."""
        change = Change(frozenset(self._sources), self._everywhere, self._theme, self._settings)
        if len(self._due) > _STORM:
            self._longest = 2 * self._longest if self._first < self._calm else 2 * _STORM_LONGEST
            self._calm = self._latest + _STORM_PAUSE
        elif self._first >= self._calm:
            self._longest = _STORM_LONGEST
        self._sources = set()
        self._due = {}
        self._everywhere = self._theme = self._settings = False
        return change


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _is_below(path: str, *folders: str) -> bool:
    """Return whether a path is one of some folders or lies in one."""
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)


def _is_temporary(path: str) -> bool:
    """Return whether a file is one that editors leave behind while they save."""
    name = os.path.basename(path)
    return name.startswith((".", "#", "~")) or name.endswith(_TEMPORARY) or name.isdecimal()


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

    def __init__(
        self,
        site: Site,
        hear: Callable[[str, bool, bool], None],
        *,
        poll: bool,
        linked: Callable[[], LinkedSources] = dict,
    ) -> None:
        self._hear = hear
        self._site = site
        self._linked = linked
        self._handler = _Handler(self._heard)
        self._lock = threading.Lock()
        self.notice = ""
        """Why the file system is asked every second instead of telling by itself."""
        try:
            self._observer = self._start(_polling() if poll else Observer())
        except OSError as error:
            if poll:
                raise
            self.notice = f"watching by looking every {_POLL:g} s, because the system refuses more: {error}"
            self._observer = self._start(_polling())

    def _start(self, observer: BaseObserver) -> BaseObserver:
        self._places = Places(self._site)
        self._watched = {
            folder: observer.schedule(self._handler, folder, recursive=deep, event_filter=_EVENTS)
            for folder, deep in self._folders()
        }
        observer.start()
        return observer

    def _heard(self, path: str, whole: bool, folder: bool) -> None:
        if folder or path in self._places.links:
            self.renew(path)
        self._hear(path, whole, folder)

    def renew(self, path: str = "") -> None:
        """Watch what there is to watch now; something else may be at `path` than before."""
        with self._lock:
            self._places = Places(self._site)
            wanted = dict(self._folders())
            for known in [each for each in self._watched if each == path or each not in wanted]:
                with suppress(KeyError):
                    self._observer.unschedule(self._watched.pop(known))
            for new in wanted.keys() - self._watched.keys():
                # It may be gone again.
                with suppress(OSError):
                    self._watched[new] = self._observer.schedule(
                        self._handler, new, recursive=wanted[new], event_filter=_EVENTS
                    )

    def close(self) -> None:
        """Stop watching."""
        self._observer.stop()

    def _folders(self) -> Iterator[tuple[str, bool]]:
        """Yield the folders to watch, and whether with all below; none twice, or events would come twice."""
        places = self._places
        wanted = {places.content, places.theme, places.own_theme, places.profiles}
        deep: list[str] = []
        for folder in sorted(filter(os.path.isdir, wanted), key=len):
            if not _is_below(folder, *deep):
                deep.append(folder)
                yield folder, True
        files = (*places.settings, *places.links, *self._linked())
        flat = {places.root, *map(os.path.dirname, files)}
        yield from (
            (folder, False) for folder in flat if not _is_below(folder, *deep) and os.path.isdir(folder)
        )


def _polling() -> BaseObserver:
    # Links are looked at, not followed: what they lead to is watched where it is, and some lead in circles.
    return PollingObserverVFS(os.lstat, os.scandir, polling_interval=_POLL)


def now() -> float:
    """Return the time that `Gathering` counts in."""
    return time.monotonic()

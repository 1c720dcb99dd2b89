"""Studies on disk between the two steps of a build, so that memory does not grow with the archive."""

import os
from pathlib import Path

import msgspec

from site_builder.engine.ledger import write_whole


class StudyLocation(msgspec.Struct, frozen=True, array_like=True):
    """Where a study waits for the second step."""

    process: int
    start: int
    length: int


class SpillFile:
    """The studies that one process has put aside, and those of the other processes of this build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine = -1
        self._end = 0
        self._open: dict[int, int] = {}

    def put(self, data: bytes) -> StudyLocation:
        """Keep a study; any process of this build can get it. Raises SiteError when the disk does not take it."""
        path = self._folder / f"spill-{os.getpid()}"
        if self._mine < 0:
            self._mine = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        write_whole(self._mine, data, path)
        place = StudyLocation(os.getpid(), self._end, len(data))
        self._end += len(data)
        return place

    def get(self, place: StudyLocation) -> bytes:
        """Return a study that was put away."""
        handle = self._open.get(place.process)
        if handle is None:
            handle = self._open[place.process] = os.open(self._folder / f"spill-{place.process}", os.O_RDONLY)
        return os.pread(handle, place.length, place.start)

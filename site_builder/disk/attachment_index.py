"""Find and open the pictures and files that articles refer to; none outside the content folder, and none hidden."""

import posixpath
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import msgspec

from site_builder.disk.source_files import read_file
from site_builder.disk.sources import FileStamp
from site_builder.model import Problem

BY_NAME = "//"
"""Begins the key of a file that is named without its folder, as Obsidian names what it embeds: `//gate.png`."""

_TICK_INODE = -1


class AttachmentIndex:
    """The files of a content folder that articles may refer to, as one listing found them.

    A key is the path of a file below the content folder, or `BY_NAME` and its name. There may be no such file.
    """

    def __init__(self, stamps: Mapping[str, FileStamp]) -> None:
        self.stamps = stamps

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """The path for each name; of files with one name the one least deep, and then the first, counts."""
        paths: dict[str, str] = {}
        for path in sorted(self.stamps, key=lambda path: (path.count("/"), path), reverse=True):
            paths[_normal(path.rpartition("/")[2])] = path
        return paths

    def resolve(self, key: str) -> str | None:
        """Return the path of the file that a key means; None where there is none."""
        if key.startswith(BY_NAME):
            return self._by_name.get(_normal(key.removeprefix(BY_NAME)))
        if key in self.stamps:
            return key
        # macOS writes names in another normal form than people type.
        forms = unicodedata.normalize("NFC", key), unicodedata.normalize("NFD", key)
        return next((path for path in forms if path in self.stamps), None)

    def stamp(self, key: str) -> bytes:
        """Return bytes that change whenever the file that a key means does; empty where there is none."""
        path = self.resolve(key)
        return msgspec.msgpack.encode((path, self.stamps[path])) if path is not None else b""


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name)


class AttachmentReader:
    """Reads the files of an index, within limits."""

    def __init__(self, content: Path, index: AttachmentIndex, *, display_path: str) -> None:
        self._content = content
        self._index = index
        self._display_path = display_path

    def read(self, key: str, limit: int) -> bytes | Problem:
        """Return the bytes of a file, or the problem for which it cannot be published; `limit` counts bytes."""
        path = self._index.resolve(key)
        if path is None:
            return missing_file(self._display_path, key)
        return read_file(self._content, path, display_path=self._display_path, limit=limit)


def missing_file(display_path: str, key: str) -> Problem:
    """Return the problem of a key that no file has; `display_path` names the content folder."""
    where = posixpath.join(display_path, key.removeprefix(BY_NAME))
    return Problem(where, None, "missing-file", "there is no such file", f"put it at {where}")


def settled(stamps: Mapping[str, FileStamp], newest: int) -> dict[str, FileStamp]:
    """Make stamps that are younger than `newest`, in nanoseconds, unequal to any that the next listing gives."""
    return {path: stamp if stamp[2] < newest else (*stamp[:3], _TICK_INODE) for path, stamp in stamps.items()}

"""Find the pictures and files that one article refers to while it is rendered, and remember what became of each."""

import posixpath
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from site_builder.attachment_kinds import ENDINGS, FILES, PICTURES
from site_builder.commonmark import Document, PlainText
from site_builder.model import Problem
from site_builder.rendering.pictures import (
    FileReference,
    Picture,
    file_references,
    published_file,
    published_picture,
)

BY_NAME = "//"
"""Begins the key of a file that is named without its folder."""


class ByteLimits(NamedTuple):
    """Bytes that one file may have."""

    picture: int
    file: int


ReadFile = Callable[[str, int], bytes | Problem]
"""Returns the bytes of a file below the content folder by its key, or why there are none; the number limits them."""


class ResolvedFiles(msgspec.Struct, frozen=True):
    """What the references of one article to pictures and files lead to, for rendering it without opening files."""

    addresses: dict[str, str] = {}
    """The address of every file that it depends on, by its key; empty for one that is not published."""
    pictures: dict[str, Picture] = {}
    """The pictures that are published, by path as the article has it."""
    files: dict[str, Picture] = {}
    """The files that links lead to, likewise."""

    def picture(self, path: str) -> Picture | None:
        """Return the picture that a path means, relative to the article's folder."""
        return self.pictures.get(path)

    def file(self, path: str) -> Picture | None:
        """Return the file that a link means."""
        return self.files.get(path)


class Attachments:
    """The pictures and files beside one article."""

    def __init__(self, path: str, document: Document, read: ReadFile | None, limits: ByteLimits) -> None:
        """Collect what the blocks of an article refer to; `read` reads files, of so many bytes at most.

        Without it no file is looked for, and none is missed.
        """
        self._folder = path.rpartition("/")[0]
        self._document = document
        self._read = read
        self._limits = limits
        self._embeds: str | None = None
        self._published: dict[tuple[str, bool], Picture | None] = {}
        self._addresses: dict[str, str] = {}
        self._faults: dict[str, tuple[str, str, str]] = {}
        """Code, message and hint, by path as the article has it."""

    def picture(self, path: str) -> Picture | None:
        """Return the picture that a path means, relative to the article's folder."""
        return self._find(path, is_picture=True)

    def file(self, path: str) -> Picture | None:
        """Return the file that a link means."""
        return self._find(path, is_picture=False)

    @property
    def published(self) -> ResolvedFiles:
        """What the references that were asked for so far lead to."""
        pictures: dict[str, Picture] = {}
        files: dict[str, Picture] = {}
        for (path, is_picture), published in self._published.items():
            if published is not None:
                (pictures if is_picture else files)[path] = published
        return ResolvedFiles(self._addresses, pictures, files)

    def problems(self, display_path: str, texts: Sequence[PlainText]) -> tuple[Problem, ...]:
        """Return a problem for each reference to a file that is not published, with its line."""
        if not self._faults:
            return ()
        lines: dict[str, FileReference] = {}
        for reference in file_references(self._document, texts):
            lines.setdefault(reference.path, reference)
        return tuple(
            Problem(display_path, lines[path].line + 1 if path in lines else None, *fault)
            for path, fault in self._faults.items()
        )

    def _find(self, path: str, *, is_picture: bool) -> Picture | None:
        key = path, is_picture
        if key not in self._published:
            self._published[key] = self._publish(path, is_picture=is_picture)
        return self._published[key]

    def _publish(self, path: str, *, is_picture: bool) -> Picture | None:
        """Read a file and return how it is published; what is wrong with it is kept."""
        if self._read is None:
            return None
        ending = posixpath.splitext(path)[1].lower()
        if ending not in (PICTURES if is_picture else ENDINGS) or (not is_picture and ending == ".svg"):
            kinds = ", ".join(each.removeprefix(".") for each in PICTURES)
            hint = f"save it as one of {kinds}" if is_picture else "show it as a picture instead"
            return self._fail(path, "file-type", f"{path} is of no kind that is published here", hint)
        key = posixpath.normpath(posixpath.join(self._folder, path))
        if key == ".." or key.startswith(("../", "/")):
            hint = "copy the file into the content folder"
            return self._fail(path, "file-outside", f"{path} lies outside the content folder", hint)
        limit = self._limits.picture if is_picture else self._limits.file
        data = self._read(key, limit)
        self._addresses.setdefault(key, "")
        if isinstance(data, Problem) and data.code == "missing-file" and self._is_embedded(path):
            key = BY_NAME + path
            self._addresses.setdefault(key, "")
            data = self._read(key, limit)
        if isinstance(data, Problem):
            return self._fail(path, *_fault(path, data, is_picture=is_picture))
        published = self._published_as(path, data, is_picture=is_picture)
        if published is not None:
            self._addresses[key] = published.address
        return published

    def _published_as(self, path: str, data: bytes, *, is_picture: bool) -> Picture | None:
        """Return how a file is published, given its bytes; None for what could run script."""
        published = published_picture(path, data) if is_picture else published_file(path, data)
        if published is not None:
            return published
        if is_picture and path.lower().endswith(FILES) and (published := published_file(path, data)):
            message = f"{path} does not begin as a picture does; it is published as it is"
            self._fail(path, "odd-picture", message, "save it anew as a picture")
            return published
        hint = "save it anew without script and without HTML" if is_picture else "correct its ending"
        return self._fail(
            path, "active-file", f"{path} is markup that browsers could run; it is not published", hint
        )

    def _fail(self, path: str, code: str, message: str, hint: str) -> Picture | None:
        """Keep what is wrong with a reference; returns that there is no file."""
        self._faults.setdefault(path, (code, message, hint))
        return None

    def _is_embedded(self, path: str) -> bool:
        """Return whether an article embeds a file by its mere name, as Obsidian does, wherever it lies."""
        if "/" in path:
            return False
        if self._embeds is None:
            self._embeds = "\n".join(block.text for block in self._document.blocks if "![[" in block.text)
        return f"![[{path}" in self._embeds


def _fault(path: str, problem: Problem, *, is_picture: bool) -> tuple[str, str, str]:
    """Return code, message and hint for a file that cannot be read."""
    kind = "picture" if is_picture else "file"
    if problem.code == "missing-file":
        return "missing-file", f"the {kind} {path} is not there", problem.hint
    if problem.code == "file-too-large":
        setting = "picture_bytes" if is_picture else "attachment_bytes"
        hint = f"raise {setting} under [limits] in site.toml, or make it smaller"
        return "attachment-too-large", f"the {kind} {path} is not published: {problem.message}", hint
    return "unreadable-file", f"the {kind} {path} is not published: {problem.message}", problem.hint

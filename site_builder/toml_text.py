"""TOML that people write: decode its bytes, parse it, and find the lines of its keys."""

import codecs
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from site_builder.lazy_patterns import lazy_pattern

TomlPath = tuple[str | int, ...]
"""Keys from the top to a value, with the position in an array of tables: `("defaults", 0, "match")`."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its mark begins like the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KEY_PART = r"""[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
_KEY = rf"(?:{_KEY_PART})(?:[ \t]*\.[ \t]*(?:{_KEY_PART}))*"
_HEADER = lazy_pattern(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]")
_ASSIGNMENT = lazy_pattern(rf"[ \t]*({_KEY})[ \t]*=")
_PARTS = lazy_pattern(_KEY_PART)


class TomlError(Exception):
    """A file that is not TOML; `line` counts from 1, or is None where none can be told."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def decode_text(data: bytes) -> str:
    """Decode a file of settings: UTF-8, or what its byte-order mark names; every line end becomes `\\n`.

    Raises TomlError for bytes that are not text in that encoding.
    """
    bom, encoding = next(((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", "utf-8"))
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(bom) + error.start) + 1 if encoding == "utf-8" else None
        raise TomlError(f"this is not {encoding.upper()} text", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML; a byte-order mark in front of it is passed over. Raises TomlError."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, RecursionError) as error:
        # A ValueError is also what an integer of thousands of digits raises.
        place = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", str(error))
        message = f"this is not TOML: {str(error)[: place.start()] if place else error}"
        if place is None:
            raise TomlError(message, None) from error
        raise TomlError(message, int(place[1]) if place[1] else max(1, len(text.splitlines()))) from error


class KeyLines:
    """The lines of the keys of a TOML text."""

    def __init__(self, text: str) -> None:
        self._lines: dict[TomlPath, int] = {}
        table: TomlPath = ()
        counts: dict[TomlPath, int] = {}
        quote = ""
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
            inside, quote = bool(quote), _open_quote(line, quote)
            if inside:
                continue
            header = _HEADER.match(line)
            if header:
                table = self._table(_split_key(header[2]), counts, repeated=header[1] == "[[")
                self._add(table, number)
                continue
            key = _ASSIGNMENT.match(line)
            if key:
                self._add((*table, *_split_key(key[1])), number)

    def _table(self, parts: TomlPath, counts: dict[TomlPath, int], *, repeated: bool) -> TomlPath:
        """Return the path of a table, with the positions of the arrays above it."""
        path: TomlPath = ()
        for at, part in enumerate(parts, 1):
            path = (*path, part)
            if repeated and at == len(parts):
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def _add(self, path: TomlPath, line: int) -> None:
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], line)

    def find(self, *path: str | int) -> int:
        """Return the 1-based line of a key, or of the nearest table around it that has one."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return 1


def _split_key(key: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PARTS.findall(key))


def _open_quote(line: str, quote: str) -> str:
    """Return the marks of a text over several lines that is open at the end of a line, or an empty string."""
    at = 0
    while True:
        if quote:
            end = line.find(quote, at)
            if end < 0:
                return quote
            at, quote = end + 3, ""
        starts = [(place, mark) for mark in ('"""', "'''") if (place := line.find(mark, at)) >= 0]
        if not starts or "#" in line[at : min(starts)[0]]:
            return ""
        place, quote = min(starts)
        at = place + 3


def as_toml(value: object) -> str:
    """Write a value as TOML would, for messages; long ones are cut."""
    text = _write(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_write, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_write(item)}" for key, item in value.items()) + "}"
    return str(value)

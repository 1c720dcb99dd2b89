"""Defaults for folders and patterns: `[[defaults]]` in site.toml, the nearest match first."""

import codecs
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from site_builder.facts.fields import FIELDS, LIST_FIELDS, read_value
from site_builder.model import Metadata
from site_builder.toml_text import KeyLines, as_toml

_WILD = re.compile(r"[*?\[]")
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]")
_READING = ("encoding", "date_order")
"""Settings that decide how the articles of a folder are read."""
_KEYS = ("match", *FIELDS, *_READING, "add")
_DATE_ORDERS = ("dmy", "mdy")

SettingMistake = tuple[int, str, str]
"""Line, what is wrong, and the way out."""


class DefaultRule(msgspec.Struct, frozen=True):
    """One `[[defaults]]` table."""

    match: tuple[str, ...]
    """Patterns of paths below the content folder."""
    line: int
    """Of the table in site.toml, counted from 1."""
    fields: tuple[str, ...] = ()
    """The metadata fields it sets."""
    lines: tuple[int, ...] = ()
    """Where it sets each of them."""
    metadata: Metadata = Metadata()
    added: Metadata = Metadata()
    """Values of list fields that are added to whatever an article states."""
    encoding: str = ""
    date_order: str = ""


class ArticleDefaults(msgspec.Struct, frozen=True):
    """The defaults that hold for one article."""

    fields: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    metadata: Metadata = Metadata()
    added: Metadata = Metadata()
    encoding: str = ""
    date_order: str = ""

    def essence(self) -> tuple[object, ...]:
        """Return what shows in an article: all but the lines, which any edit of site.toml may move."""
        return self.fields, self.metadata, self.added, self.encoding, self.date_order


_NONE = ArticleDefaults()


def defaults_for(path: str, rules: Sequence[DefaultRule]) -> ArticleDefaults:
    """Return the defaults for a path; for each field the nearest rule that matches decides.

    The more folders a pattern names before its first wildcard, the nearer it is; among equals the later rule is.
    """
    if not rules:
        return _NONE
    distances = [(_nearness(path, rule), number) for number, rule in enumerate(rules)]
    matching = tuple(number for nearness, number in sorted(distances, reverse=True) if nearness >= 0)
    return _combined(tuple(rules), matching) if matching else _NONE


@lru_cache(maxsize=512)
def _combined(rules: tuple[DefaultRule, ...], nearest_first: tuple[int, ...]) -> ArticleDefaults:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    added: dict[str, Any] = {}
    reading = dict.fromkeys(_READING, "")
    for number in nearest_first:
        rule = rules[number]
        for field, line in zip(rule.fields, rule.lines, strict=True):
            if field not in lines:
                values[field], lines[field] = getattr(rule.metadata, field), line
        for field in LIST_FIELDS:
            added[field] = tuple(dict.fromkeys((*added.get(field, ()), *getattr(rule.added, field))))
        for key in _READING:
            reading[key] = reading[key] or getattr(rule, key)
    fields = tuple(field for field in FIELDS if field in lines)
    return ArticleDefaults(
        fields, tuple(lines[field] for field in fields), Metadata(**values), Metadata(**added), **reading
    )


def _nearness(path: str, rule: DefaultRule) -> int:
    """Return how many folders the best matching pattern names; -1 where none matches."""
    return max((_depth(each) for each in rule.match if matches(path, each)), default=-1)


def _depth(pattern: str) -> int:
    """Count the parts of a pattern before its first wildcard."""
    wild = _WILD.search(pattern)
    named = pattern[: wild.start()].rpartition("/")[0] if wild else pattern.rstrip("/")
    return len([part for part in named.split("/") if part])


def matches(path: str, pattern: str) -> bool:
    """Test whether a pattern matches a path: `*` within a name, `**` over folders; a folder means all below it."""
    return _expression(pattern).match(path) is not None


@lru_cache(maxsize=512)
def _expression(pattern: str) -> re.Pattern[str]:
    pattern = pattern.removeprefix("./").lstrip("/")
    pieces: list[str] = []
    at = 0
    for token in _TOKEN.finditer(pattern):
        pieces.append(re.escape(pattern[at : token.start()]))
        at = token.end()
        word = token[0]
        if word == "**/":
            pieces.append("(?:.*/)?")
        elif word == "**":
            pieces.append(".*")
        elif word in "*?":
            pieces.append("[^/]*" if word == "*" else "[^/]")
        else:
            inverse = word.startswith("[!")
            letters = re.sub(r"([\\^\[&~|])", r"\\\1", word[2 if inverse else 1 : -1])
            pieces.append(f"[{'^' if inverse else ''}{letters}]")
    rest = pattern[at:]
    pieces.append(re.escape(rest.rstrip("/")))
    is_name = not _WILD.search(pattern.rpartition("/")[2])
    below = "/.*" if rest.endswith("/") else "(?:/.*)?" if is_name else ""
    return re.compile("".join(pieces) + below + r"\Z", re.DOTALL)


def parse_defaults(tables: object, lines: KeyLines) -> tuple[tuple[DefaultRule, ...], list[SettingMistake]]:
    """Read the `[[defaults]]` of site.toml; returns the rules that are right, and the mistakes in the others."""
    mistakes: list[SettingMistake] = []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return (), [
            (lines.find("defaults"), "defaults is not a list of tables", "write [[defaults]] above it")
        ]
    rules = [_rule(number, table, lines, mistakes) for number, table in enumerate(tables)]
    return tuple(rule for rule in rules if rule), mistakes


def _rule(
    number: int, table: dict[str, Any], lines: KeyLines, mistakes: list[SettingMistake]
) -> DefaultRule | None:
    def line(*keys: str) -> int:
        return lines.find("defaults", number, *keys)

    patterns = table.get("match", [])
    patterns = [patterns] if isinstance(patterns, str) else patterns
    if not patterns or not isinstance(patterns, list) or not all(_is_pattern(each) for each in patterns):
        mistakes.append(
            (
                line("match"),
                "this [[defaults]] does not say for which articles",
                'write match = "guardian/**"',
            )
        )
        return None
    values: dict[str, Any] = {}
    reading: dict[str, str] = {}
    for key, value in table.items():
        if key in FIELDS:
            result, mistake = read_value(key, value)
            if mistake:
                mistakes.append((line(key), *mistake))
            else:
                values[key] = result
        elif key in _READING:
            reading[key] = _reading(key, value, line(key), mistakes)
        elif key not in _KEYS:
            hint = "keys: " + ", ".join(_KEYS)
            mistakes.append((line(key), f"[[defaults]] has no {key!r}", hint))
    added = _added(table.get("add", {}), line, mistakes)
    fields = tuple(field for field in FIELDS if field in values)
    return DefaultRule(
        match=tuple(patterns),
        line=line(),
        fields=fields,
        lines=tuple(line(field) for field in fields),
        metadata=Metadata(**values),
        added=Metadata(**added),
        **reading,
    )


def _is_pattern(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip("./ "))


def _reading(key: str, value: object, line: int, mistakes: list[SettingMistake]) -> str:
    if key == "date_order" and value not in _DATE_ORDERS:
        mistakes.append((line, f"date_order = {as_toml(value)} is not known", 'write "dmy" or "mdy"'))
    elif key == "encoding" and not is_text_encoding(value):
        hint = "write utf-8, windows-1252, or another name that Python knows"
        mistakes.append((line, f"encoding = {as_toml(value)} is not known", hint))
    else:
        return str(value)
    return ""


def is_text_encoding(name: object) -> bool:
    """Test whether Python knows a text encoding of this name."""
    try:
        return isinstance(name, str) and bool(getattr(codecs.lookup(name), "_is_text_encoding", True))
    except (LookupError, ValueError):
        return False


def _added(table: object, line: Any, mistakes: list[SettingMistake]) -> dict[str, Any]:
    hint = 'write add = { themes = ["Politics"] }, with ' + ", ".join(sorted(LIST_FIELDS))
    if not isinstance(table, dict):
        mistakes.append((line("add"), f"add = {as_toml(table)} is not a table", hint))
        return {}
    added: dict[str, Any] = {}
    for key, value in table.items():
        if key in LIST_FIELDS:
            result, mistake = read_value(key, value)
            added[key] = result or ()
            if mistake:
                mistakes.append((line("add", key), *mistake))
        else:
            mistakes.append((line("add", key), f"{key!r} is no list that can be added to", hint))
    return added

"""Defaults for folders and patterns: `[[defaults]]` in site.toml, the nearest match first."""

import codecs
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from site_builder.facts.fields import FIELDS, LIST_FIELDS, is_list, read_value, value_of, with_values
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Metadata
from site_builder.toml_text import KeyLines, as_toml

_WILD = lazy_pattern(r"[*?\[]")
_TOKEN = lazy_pattern(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]")
_READING = ("encoding", "date_order", "repair_text")
"""Settings that decide how the articles of a folder are read."""
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
    repair_text: bool | None = None


class ArticleDefaults(msgspec.Struct, frozen=True):
    """The defaults that hold for one article."""

    fields: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    metadata: Metadata = Metadata()
    added: Metadata = Metadata()
    encoding: str = ""
    date_order: str = ""
    repair_text: bool | None = None

    def essence(self) -> tuple[object, ...]:
        """Return what shows in an article: all but the lines, which any edit of site.toml may move."""
        return self.fields, self.metadata, self.added, self.encoding, self.date_order, self.repair_text


_NONE = ArticleDefaults()


def defaults_for(path: str, rules: Sequence[DefaultRule]) -> ArticleDefaults:
    """Return the defaults for a path; for each field the nearest rule that matches decides.

    The more folders a pattern names before its first wildcard, the nearer it is; among equals the later rule is.
    """
    if not rules:
        return _NONE
    # Found by identity, as hashing the rules takes longer than combining them.
    matcher = _last[0] if _last and _last[0].rules is rules else _Matcher(rules)
    _last[:] = [matcher]
    return matcher.defaults_of(path)


class _Matcher:
    """The patterns of some rules, nearest first, and what the rules that match together come to."""

    def __init__(self, rules: Sequence[DefaultRule]) -> None:
        self.rules = rules
        patterns = [(_depth(each), number, each) for number, rule in enumerate(rules) for each in rule.match]
        self._patterns = [
            (number, _literal_start(pattern), _expression(pattern).match)
            for _, number, pattern in sorted(patterns, reverse=True)
        ]
        self._combined: dict[tuple[int, ...], ArticleDefaults] = {(): _NONE}

    def defaults_of(self, path: str) -> ArticleDefaults:
        """Combine the rules that match a path."""
        numbers = (
            number for number, start, match in self._patterns if path.startswith(start) and match(path)
        )
        nearest_first = tuple(dict.fromkeys(numbers))
        if nearest_first not in self._combined:
            self._combined[nearest_first] = _combine(self.rules, nearest_first)
        return self._combined[nearest_first]


_last: list[_Matcher] = []
"""The matcher that was used last; a process works for one site."""


def _literal_start(pattern: str) -> str:
    """Return the letters with which every path that a pattern matches begins."""
    bare = _bare(pattern)
    wild = _WILD.search(bare)
    return bare[: wild.start()] if wild else bare.rstrip("/")


def _bare(pattern: str) -> str:
    return pattern.removeprefix("./").lstrip("/")


def _combine(rules: Sequence[DefaultRule], nearest_first: tuple[int, ...]) -> ArticleDefaults:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    added: dict[str, Any] = {}
    reading: dict[str, Any] = {}
    for number in nearest_first:
        rule = rules[number]
        for field, line in zip(rule.fields, rule.lines, strict=True):
            if field not in lines:
                values[field], lines[field] = value_of(rule.metadata, field), line
        for field in (*LIST_FIELDS, *(key for key, _ in rule.added.labels)):
            added[field] = tuple(dict.fromkeys((*added.get(field, ()), *value_of(rule.added, field))))
        for key in _READING:
            value = getattr(rule, key)
            if value not in (None, ""):
                reading.setdefault(key, value)
    return ArticleDefaults(
        tuple(lines),
        tuple(lines.values()),
        with_values(Metadata(), values),
        with_values(Metadata(), added),
        **reading,
    )


def _depth(pattern: str) -> int:
    """Count the parts of a pattern before its first wildcard."""
    pattern = _bare(pattern)
    wild = _WILD.search(pattern)
    named = pattern[: wild.start()].rpartition("/")[0] if wild else pattern.rstrip("/")
    return len([part for part in named.split("/") if part])


def matches(path: str, pattern: str) -> bool:
    """Test whether a pattern matches a path: `*` within a name, `**` over folders; a folder means all below it."""
    return _expression(pattern).match(path) is not None


@lru_cache(maxsize=512)
def _expression(pattern: str) -> re.Pattern[str]:
    pattern = _bare(pattern)
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


def parse_defaults(
    tables: object, lines: KeyLines, label_keys: Sequence[str]
) -> tuple[tuple[DefaultRule, ...], list[SettingMistake]]:
    """Read the `[[defaults]]` of site.toml; returns the rules that are right, and the mistakes in the others.

    `label_keys` are the keys of the site's own facets.
    """
    mistakes: list[SettingMistake] = []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return (), [
            (lines.find("defaults"), "defaults is not a list of tables", "write [[defaults]] above it")
        ]
    fields = (*FIELDS, *label_keys)
    rules = [_rule(number, table, fields, lines, mistakes) for number, table in enumerate(tables)]
    return tuple(rule for rule in rules if rule), mistakes


def _rule(
    number: int, table: dict[str, Any], known: Sequence[str], lines: KeyLines, mistakes: list[SettingMistake]
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
    reading: dict[str, Any] = {}
    for key, value in table.items():
        if key in known:
            result, mistake = read_value(key, value)
            if mistake:
                mistakes.append((line(key), *mistake))
            else:
                values[key] = result
        elif key in _READING:
            reading[key] = _reading(key, value, line(key), mistakes)
        elif key not in ("match", "add"):
            hint = "keys: " + ", ".join(("match", *known, *_READING, "add"))
            mistakes.append((line(key), f"[[defaults]] has no {key!r}", hint))
    added = _added(table.get("add", {}), [key for key in known if is_list(key)], line, mistakes)
    return DefaultRule(
        match=tuple(patterns),
        line=line(),
        fields=tuple(values),
        lines=tuple(line(field) for field in values),
        metadata=with_values(Metadata(), values),
        added=with_values(Metadata(), added),
        **reading,
    )


def _is_pattern(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip("./ "))


def _reading(key: str, value: object, line: int, mistakes: list[SettingMistake]) -> Any:
    if key == "repair_text":
        if isinstance(value, bool):
            return value
        mistakes.append((line, f"repair_text = {as_toml(value)} is not true or false", "write true or false"))
        return None
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


def _added(table: object, lists: Sequence[str], line: Any, mistakes: list[SettingMistake]) -> dict[str, Any]:
    hint = 'write add = { themes = ["Politics"] }, with ' + ", ".join(lists)
    if not isinstance(table, dict):
        mistakes.append((line("add"), f"add = {as_toml(table)} is not a table", hint))
        return {}
    added: dict[str, Any] = {}
    for key, value in table.items():
        if key in lists:
            result, mistake = read_value(key, value)
            added[key] = result or ()
            if mistake:
                mistakes.append((line("add", key), *mistake))
        else:
            mistakes.append((line("add", key), f"{key!r} is no list that can be added to", hint))
    return added

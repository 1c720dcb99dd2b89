"""Heads without fences: `Key: value` lines, pandoc's title block, and lists of facts below a headline."""

import re
from collections.abc import Iterator

from site_builder.lazy_patterns import lazy_pattern
from site_builder.reading.front_matter import NONE, FrontMatter
from site_builder.reading.front_matter_values import Value
from site_builder.reading.saver_heads import KEY_LINES, LIST, keys_of, normal_key

_KEY_LINE = lazy_pattern(r"([A-Za-z][A-Za-z _-]{0,30}):[ \t]*(.*)")
_SPACED_KEYS = frozenset(["title", "urlsource", "publishedtime", "warning", "numberofpages", "description"])
_CONTENT = lazy_pattern(r"markdown content:[ \t]*", re.IGNORECASE)
_LIST_ITEM = lazy_pattern(
    r"[ \t]{0,3}[-*+][ ]+[*_]{0,2}([A-Za-z][A-Za-z ]{1,24}?)[*_]{0,2}:[*_]{0,2}[ \t]+(\S.*)"
)
_LIST_HEADING = lazy_pattern(r"#{1,6}[ ]+(?:metadata|info|properties|article info)[ \t#]*", re.IGNORECASE)
_PLAIN_SAVER_KEYS = frozenset(
    ["createdat", "updatedat", "sourceurl", "itemtype", "dateadded", "accessed", "fulltitle", "documenttags"]
)
"""Keys that only programs write."""
_LIST_SIGNS = (
    "# Metadata", "# Info", "# Properties", "# Article info", "Created at", "Updated at", "Source URL", "Item Type",
    "Date Added", "Accessed", "Full Title", "Document Tags",
)  # fmt: skip
"""Words that savers write in or above a list of facts, as they write them."""
_HEAD_CHARS = 4000
"""Characters at the top of a text in which a list of facts is looked for."""
_HEAD_LINES = 40
"""Lines at the top of a text in which a list of facts is looked for."""
_KEY_LINE_KEYS = keys_of(KEY_LINES) | {"slug", "summary", "status", "category", "series", "subtitle"}
_LIST_KEYS = keys_of(LIST) | {"title", "category", "summary", "tags", "type", "itemtype", "location"}


def find_plain_head(text: str) -> FrontMatter:
    """Return the head that a saver wrote above a text without fences; one without values where there is none."""
    start = text.lstrip("\ufeff")[:1]
    if start == "%":
        return _title_block(text)
    if text[:6].casefold() == "title:" or text[:5].casefold() == "date:":
        return _spaced_lines(text) or _key_lines(text) or NONE
    return _fact_list(text) if _may_have_fact_list(text[:_HEAD_CHARS]) else NONE


def _may_have_fact_list(head: str) -> bool:
    """Return whether the top of a text has a list and a word that savers write; few texts have both."""
    if "\n- " not in head and "\n* " not in head:
        return False
    return any(map(head.__contains__, _LIST_SIGNS))


def _spaced_lines(text: str) -> FrontMatter | None:
    """Read `Title: …`, `URL Source: …`, `Published Time: …`, `Markdown Content:` with blank lines between."""
    values: dict[str, Value] = {}
    line_of: dict[str, int] = {}
    length = end = lines = 0
    for number, line in enumerate(text.split("\n")[:_HEAD_LINES]):
        length += len(line) + 1
        match = _KEY_LINE.fullmatch(line)
        if _CONTENT.fullmatch(line):
            end, lines = length, number + 1
            break
        if match and normal_key(match[1]) in _SPACED_KEYS:
            values[match[1]] = match[2]
            line_of[match[1]] = number
            end, lines = length, number + 1
        elif line.strip():
            break
    if "urlsource" not in map(normal_key, values):
        return None
    return FrontMatter(min(end, len(text)), lines, values, line_of, form="head")


def _key_lines(text: str) -> FrontMatter | None:
    """Read lines `Title: …`, `Date: …` up to a blank one; every line has to be of a known key or go on with one."""
    values: dict[str, Value] = {}
    line_of: dict[str, int] = {}
    last, length = "", 0
    lines = text.split("\n")[:_HEAD_LINES]
    for number, line in enumerate(lines):
        length += len(line) + 1
        if not line.strip():
            known = {normal_key(key) for key in values}
            is_head = len(known) > 1 and "title" in known and known <= _KEY_LINE_KEYS
            return (
                FrontMatter(min(length, len(text)), number + 1, values, line_of, form="head")
                if is_head
                else None
            )
        match = _KEY_LINE.fullmatch(line)
        if match:
            last = match[1]
            values[last] = match[2].strip()
            line_of[last] = number
        elif last and line[:1] in " \t":
            values[last] = f"{values[last]} {line.strip()}"
        else:
            return None
    return None


def _title_block(text: str) -> FrontMatter:
    """Read pandoc's `% title`, `% authors`, `% date`; a line that begins with a blank goes on with the one above."""
    parts: list[str] = []
    starts: list[int] = []
    length = number = 0
    for number, line in enumerate(text.split("\n")[:_HEAD_LINES]):
        if line.startswith("%") and len(parts) < 3:
            parts.append(line[1:].strip())
            starts.append(number)
        elif parts and line[:1] == " " and line.strip():
            parts[-1] += f"; {line.strip()}" if len(parts) == 2 else f" {line.strip()}"
        else:
            break
        length += len(line) + 1
    if len(parts) < 2 or not parts[0] or text[length:].split("\n", 1)[0].strip():
        return NONE
    named = dict(zip(("title", "author", "date"), parts, strict=False))
    values: dict[str, Value] = {key: value for key, value in named.items() if value}
    return FrontMatter(
        min(length, len(text)), number, values, dict(zip(named, starts, strict=True)), form="title block"
    )


def _fact_list(text: str) -> FrontMatter:
    """Read a list of facts near the top, which stays part of the text."""
    values: dict[str, Value] = {}
    line_of: dict[str, int] = {}
    announced = False
    for number, key, value in _list_items(text):
        if not key:
            announced = True
            continue
        if normal_key(key) in _LIST_KEYS and key not in values:
            values[key] = value
            line_of[key] = number
    known = {normal_key(key) for key in values}
    if len(known) < 2 or not (announced or known & _PLAIN_SAVER_KEYS):
        return NONE
    return FrontMatter(0, 0, values, line_of, form="list")


def _list_items(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, key and value of the items of the first list; an empty key for a heading that announces it."""
    inside = False
    for number, line in enumerate(text.split("\n", _HEAD_LINES)[:_HEAD_LINES]):
        item = _LIST_ITEM.fullmatch(line.rstrip())
        if item:
            inside = True
            yield number, item[1], item[2]
        elif _LIST_HEADING.fullmatch(line):
            yield number, "", ""
        elif inside and line.strip():
            return

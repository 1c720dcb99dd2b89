"""The values of front matter, in whatever language it is written, and what they say as text."""

import re
from html import unescape

from site_builder.lazy_patterns import lazy_pattern
from site_builder.reading.saver_heads import SAVER_TAGS

Value = str | list["Value"] | dict[str, "Value"]

DEEPEST = 20
"""Lists and tables inside each other, at most."""
NAME_FIELDS = frozenset(["byline", "publisher", "source"])
"""Fields that an address never is the value of."""
_NOTHING = frozenset(["null", "~", "undefined", "none", "nan", "invalid date", "[]", "{}"])
"""What templates write for a value that is missing, in lower case."""
_SWITCHES = frozenset(["true", "false", "yes", "no", "on", "off"])
_ADDRESS = lazy_pattern(
    r"<?(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:)\S+|[\w.-]+\.[a-z]{2,20}/\S*", re.IGNORECASE
)
_MAIL = lazy_pattern(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
_NAMED_MAIL = lazy_pattern(
    r"(?:[\w.+-]+@[\w.-]+ \((?P<behind>[^()]+)\)|(?P<before>[^<>@]+?) <[^<>\s]+@[^<>\s]+>)"
)
"""`ada@holm.example (Ada Holm)` and `Ada Holm <ada@holm.example>`."""
_WIKI_LINK = lazy_pattern(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_LINK = lazy_pattern(r"\[([^\[\]]+)\]\([^()\s]*\)")
_REFERENCE = lazy_pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_NAME_KEYS = ("name", "title", "display_name", "displayName", "literal", "label")
"""Where a table holds the name of what it describes."""


_NAME_CHARS = 300
"""Characters of a name with a mail address beside it, at most."""


class BrokenError(Exception):
    """Front matter that cannot be read; `line` counts from 0 within it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def plain_value(value: Value) -> str:
    """Return the text of a value; of a table its name, of a list its first item; empty where it says nothing.

    Character references are the characters they name, and `[[Ada Holm]]` and `[Ada Holm](…)` are Ada Holm.
    """
    if isinstance(value, dict):
        value = next((value[key] for key in _NAME_KEYS if value.get(key)), _full_name(value))
    if isinstance(value, list):
        return plain_value(value[0]) if value else ""
    if not isinstance(value, str) or is_nothing(value):
        return ""
    text = unescaped(value)
    if "[" in text:
        text = _LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", text))
    if "@" in text and len(text) <= _NAME_CHARS:
        text = _NAMED_MAIL.sub(lambda match: match["behind"] or match["before"], text)
    text = " ".join(text.split())
    return text[1:-1] if text[:1] == "<" and text[-1:] == ">" and is_address(text) else text


def unescaped(text: str) -> str:
    """Return a text with its whole character references (`&#8211;`, `&amp;`) replaced by what they name."""
    return _REFERENCE.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def _full_name(table: dict[str, Value]) -> str:
    parts = (
        table.get("given") or table.get("first_name") or "",
        table.get("family") or table.get("last_name") or "",
    )
    return " ".join(part for part in parts if isinstance(part, str) and part)


def is_nothing(value: Value) -> bool:
    """Return whether a value is what a template writes for a missing one: `null`, `undefined`, `Invalid date`."""
    return isinstance(value, str) and value.strip().casefold() in _NOTHING


def is_switch(text: str) -> bool:
    """Return whether a text switches something on or off, as `published: true` does."""
    return text.casefold() in _SWITCHES


def is_address(text: str) -> bool:
    """Return whether a text is a web or mail address and so no name."""
    return _ADDRESS.fullmatch(text) is not None or _MAIL.fullmatch(text) is not None


def without_saver_tags(value: Value) -> Value:
    """Return tags without those that programs for saving pages add themselves, such as `clippings`."""
    if isinstance(value, list):
        return [tag for tag in value if not _is_saver_tag(plain_value(tag))]
    return "" if isinstance(value, str) and _is_saver_tag(value.strip()) else value


def _is_saver_tag(tag: str) -> bool:
    folded = tag.casefold()
    return folded in SAVER_TAGS or folded.lstrip("#") in SAVER_TAGS

"""Split YAML or TOML front matter off a text: keys with strings, lists and tables of strings, and their lines."""

import re
import tomllib
from datetime import date, datetime

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.reading.front_matter_values import DEEPEST, BrokenError, Value
from site_builder.reading.saver_heads import normal_key

LARGEST = 20_000
"""Bytes of front matter, at most."""

_OPENING = lazy_pattern(r"(---|\+\+\+)[ \t]*\n")
_CLOSING = {
    "---": lazy_pattern(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": lazy_pattern(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}
_YAML_KEY = lazy_pattern(r"[\"']?([A-Za-z_][\w .-]{0,40}?)[\"']?[ \t]*:(?=[ \t]|\Z)")
_YAML_LIKE = lazy_pattern(r"[ \t]|#|-[ \t]|-\Z|[\]})]|\Z")
_TOML_KEY = lazy_pattern(r"[ \t]*[\"']?([\w.-]{1,60})[\"']?[ \t]*=")
_IN_LINE = lazy_pattern(r"at line (\d+)")


class FrontMatter(msgspec.Struct, frozen=True):
    """Front matter as found: top-level keys with their values and 0-based lines."""

    end: int
    """Characters of the text it takes up, with its closing line; 0 where there is none."""
    lines: int
    values: dict[str, Value]
    key_lines: dict[str, int]
    error: str = ""
    """What is wrong with it; then it is read as text."""
    error_line: int = 0
    """0-based."""
    broken_lines: int = 0
    """How many lines at the top of the text it takes up where it cannot be read."""
    form: str = "front matter"
    """As provenance names it: `front matter`, or `head`, `title block` or `list` of a saver."""


NONE = FrontMatter(0, 0, {}, {})


def split_front_matter(text: str, known_keys: frozenset[str]) -> FrontMatter:
    """Find and read front matter: YAML between `---` lines, or TOML between `+++` lines.

    A text that merely opens with a rule has none: every line up to the closing one must look like a key,
    a list item, an indented line or a comment, and some key must be in `known` or written as keys are.
    """
    opening = _OPENING.match(text)
    if not opening:
        return NONE
    fence = opening[1]
    closing = _CLOSING[fence].search(text, opening.end())
    inside = text[opening.end() : closing.start() if closing else opening.end() + LARGEST]
    if not _looks_like(fence, inside, known_keys, closed=closing is not None):
        return NONE
    if closing is None:
        return _broken(f"the front matter is not closed by a line `{fence}`", 0, 1)
    lines = text.count("\n", 0, closing.end()) + (not closing[0].endswith("\n"))
    if len(inside.encode("utf-8", "surrogatepass")) > LARGEST:
        return _broken(f"the front matter has more than {LARGEST:,} bytes", 0, lines)
    try:
        values = _read_yaml(inside) if fence == "---" else _read_toml(inside)
    except BrokenError as error:
        return _broken(str(error), error.line + 1, lines)
    return FrontMatter(closing.end(), lines, values, _key_lines(fence, inside))


def _broken(message: str, line: int, lines: int) -> FrontMatter:
    return FrontMatter(0, 0, {}, {}, message, line, lines)


def _looks_like(fence: str, inside: str, known_keys: frozenset[str], *, closed: bool) -> bool:
    lines = inside.split("\n")
    pattern = _YAML_KEY if fence == "---" else _TOML_KEY
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    key = pattern.match(first)
    if key is None:
        return fence == "+++" and first.startswith("[") and closed
    name = normal_key(key[1])
    if not closed:
        return name in known_keys and not lines[0].isspace() and bool(lines[0])
    if fence == "+++":
        return True
    if not all(_YAML_LIKE.match(line) or _YAML_KEY.match(line) for line in lines):
        # A known key straight after the fence is front matter that went wrong, not prose.
        return name in known_keys and bool(lines[0].strip()) and "" not in lines[:-1]
    keys = [match[1] for match in map(_YAML_KEY.match, lines) if match]
    return any(normal_key(key) in known_keys or (key.islower() and " " not in key) for key in keys)


def _key_lines(fence: str, inside: str) -> dict[str, int]:
    pattern = _YAML_KEY if fence == "---" else _TOML_KEY
    line_of: dict[str, int] = {}
    for number, line in enumerate(inside.split("\n"), 1):
        match = pattern.match(line)
        if match:
            line_of.setdefault(match[1], number)
    return line_of


def _read_yaml(text: str) -> dict[str, Value]:
    # Most archives have no front matter, and the library takes long to load.
    from site_builder.reading.yaml_front_matter import read_yaml

    return read_yaml(text)


def _read_toml(text: str) -> dict[str, Value]:
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        line = _IN_LINE.search(str(error))
        reason = str(error).partition(" (at ")[0]
        raise BrokenError(
            f"the front matter is not TOML: {reason}", int(line[1]) - 1 if line else 0
        ) from error
    except RecursionError as error:
        raise BrokenError(f"the front matter is nested more than {DEEPEST} deep", 0) from error
    try:
        value = _as_text(data, 0)
    except ValueError as error:  # an integer of thousands of digits
        raise BrokenError("a number in the front matter is too long", 0) from error
    return value if isinstance(value, dict) else {}


def _as_text(value: object, depth: int) -> Value:
    if depth > DEEPEST:
        raise BrokenError(f"the front matter is nested more than {DEEPEST} deep", 0)
    if isinstance(value, dict):
        return {str(key): _as_text(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item, depth + 1) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)

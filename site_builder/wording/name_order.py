"""Names written last name first, in lists with semicolons: `Farrant, Odile; Ruske, Tam`."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.bylines import OUTLET_WORDS, PARTICLES, ROLE_WORDS

_SUFFIX = lazy_pattern(r"(?:jr|sr|ph\.?[ ]?d|m\.?d|esq|ii|iii|iv)\.?", re.IGNORECASE)
_LIST_END = lazy_pattern(r"[|\n•·]")
_WIDE_MARKS = str.maketrans("，،؛；", ",,;;")


def narrow_marks(text: str) -> str:
    """Return a text with the commas and semicolons of Chinese and Arabic as those of Latin; offsets hold."""
    return text if text.isascii() else text.translate(_WIDE_MARKS)


def first_names_first(text: str) -> str:
    """Return a list of names with each in the order it is spoken; lists without semicolons stay as they are.

    `García Márquez, Gabriel; Ruske, Tam` is `Gabriel García Márquez; Tam Ruske`.
    A list in which no name before a comma is a single word, as in `Ada Holm, Merrow; Tam Ruske, Holm`, stays.
    """
    if ";" not in text:
        return text
    end = _LIST_END.search(text)
    names = text[: end.start()] if end else text
    members = [[part.strip() for part in member.split(",")] for member in names.split(";")]
    if not any(_is_inverted(parts) and _is_single(parts[0]) for parts in members):
        return text
    reordered = "; ".join(_spoken(parts) if _is_inverted(parts) else ", ".join(parts) for parts in members)
    return reordered + text[len(names) :]


def _is_inverted(parts: list[str]) -> bool:
    """Return whether a member is `Last, First` or `Last, First, Jr.`"""
    if not (len(parts) == 2 or (len(parts) == 3 and _SUFFIX.fullmatch(parts[2]))):
        return False
    return all(map(_is_part, parts[:2])) and not _SUFFIX.fullmatch(parts[1])


def _is_part(text: str) -> bool:
    parts = text.split()
    words = {part.strip(".").lower() for part in parts}
    capital = any(part[0].isupper() for part in parts)
    return 0 < len(parts) <= 4 and capital and not words & (OUTLET_WORDS | ROLE_WORDS)


def _is_single(text: str) -> bool:
    """Return whether a family name is one word, particles left out: `van der Berg`."""
    return sum(part.lower() not in PARTICLES for part in text.split()) == 1


def _spoken(parts: list[str]) -> str:
    last, first, *suffix = parts
    return ", ".join([f"{first} {last}", *suffix])

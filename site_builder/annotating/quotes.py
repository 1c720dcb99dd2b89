"""Find the one place where quoted words stand: exactly, or not at all."""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from site_builder.annotating.normal_form import NormalText, normal_form
from site_builder.lazy_patterns import lazy_pattern

MIN_LETTERS = 8
"""Letters and digits of words that tell a place by themselves; fewer need the words before and after them."""
_MIN_ALONE, _MIN_AMONG, _MIN_BESIDE_SHORT = 3, 8, 16
"""Letters and digits that a prefix or suffix has at least, where only one of the two agrees: beside words that stand
once, that stand several times, and that are short."""

# Scripts that put no blanks between words: an edge of a quote may fall anywhere in them.
_UNSPACED = lazy_pattern(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff01-\uffef\U00020000-\U0003ffff]"
)
# Joiners of letters and of emoji, and the skin tones of emoji, belong to the sign before them.
_JOINS = lazy_pattern("[\u200c\u200d]")
_JOINED = lazy_pattern("[\u200c\u200d\U0001f3fb-\U0001f3ff]")
_CLOSING = frozenset('.,;:!?%)]}"')
_OPENING = frozenset('([{"')
_BEFORE_OPENING = _OPENING | {"-", "'"}
"""What an opening quotation mark follows, besides blanks."""
_INSIDE_NUMBER = frozenset(".,:/")


class Quote(NamedTuple):
    """Words to be found, in normal form."""

    words: str
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, words: str, prefix: str = "", suffix: str = "") -> "Quote":
        """Return a quote of words as they were written, with what stood before and after them."""
        return cls(normal_form(words), normal_form(prefix), normal_form(suffix))

    @property
    def is_short(self) -> bool:
        """Whether the words alone are too few to tell a place."""
        return count_letters(self.words) < MIN_LETTERS


class Outcome(StrEnum):
    """How a search for quoted words ended."""

    PLACED = "placed"
    MOVED = "moved"
    """Placed, although what stood before or after the words is another now."""
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    ELSEWHERE = "elsewhere"
    """The words stand only where other words are around them."""
    TOO_SHORT = "too-short"


class Found(NamedTuple):
    """The result of a search."""

    outcome: Outcome
    places: tuple[tuple[int, int], ...]
    """Where the words stand, in the normal form: the one place, or all that were considered."""

    @property
    def place(self) -> tuple[int, int] | None:
        """The one place, or None where there is none."""
        return self.places[0] if self.outcome in (Outcome.PLACED, Outcome.MOVED) else None


def find_quote(text: NormalText, quote: Quote) -> Found:
    """Find where a quote stands in a text.

    The words must stand exactly once. Where a prefix or suffix is given, exactly one place must agree with all that
    is given, or else exactly one with one of them, and then the words have moved.
    Words never begin or end inside other words.
    """
    places = tuple(_places(text.text, quote.words))
    if not places:
        return Found(Outcome.MISSING, ())
    contexts = [_agreement(text.text, place, quote) for place in places]
    given = bool(quote.prefix), bool(quote.suffix)
    if quote.is_short and not _has_both(text.text, places, quote):
        return Found(Outcome.TOO_SHORT, places)
    whole = _whole_words(text.text, places, contexts, quote)
    if not any(given):
        return _only(whole, Outcome.PLACED) or Found(Outcome.AMBIGUOUS if whole else Outcome.MISSING, whole)
    full = tuple(
        place for place, context in zip(places, contexts, strict=True) if place in whole and context == given
    )
    if full:
        return _only(full, Outcome.PLACED) or Found(Outcome.AMBIGUOUS, full)
    if not whole:
        return Found(Outcome.MISSING, ())
    if all(given):
        least = _MIN_BESIDE_SHORT if quote.is_short else _MIN_AMONG if len(whole) > 1 else _MIN_ALONE
        near = tuple(
            place
            for place, context in zip(places, contexts, strict=True)
            if place in whole and _is_telling(context, quote, least)
        )
        return _only(near, Outcome.MOVED) or Found(
            Outcome.AMBIGUOUS if near else Outcome.ELSEWHERE, near or whole
        )
    return Found(Outcome.ELSEWHERE, whole)


def has_words(text: str, words: str) -> bool:
    """Return whether words stand in a text, both in normal form, and neither begin nor end inside other words."""
    return any(
        not (is_inside_word(text, start) or is_inside_word(text, end)) for start, end in _places(text, words)
    )


def count_letters(text: str) -> int:
    """Count the letters and digits of a text."""
    return sum(map(str.isalnum, text))


def _only(places: tuple[tuple[int, int], ...], outcome: Outcome) -> Found | None:
    return Found(outcome, places) if len(places) == 1 else None


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + 1)


def _agreement(text: str, place: tuple[int, int], quote: Quote) -> tuple[bool, bool]:
    """Return whether the given prefix and suffix stand before and after a place."""
    start, end = place
    return (
        bool(quote.prefix) and _ends_with(text[max(0, start - len(quote.prefix) - 1) : start], quote.prefix),
        bool(quote.suffix) and _starts_with(text[end : end + len(quote.suffix) + 1], quote.suffix),
    )


def _ends_with(before: str, prefix: str) -> bool:
    before, prefix = before.rstrip(" "), prefix.rstrip(" ")
    if len(before) < len(prefix):
        # The words stand so near the beginning that the text has less before them than the quote.
        return count_letters(before) >= MIN_LETTERS and prefix.endswith(before)
    return before.endswith(prefix)


def _starts_with(after: str, suffix: str) -> bool:
    after, suffix = after.lstrip(" "), suffix.lstrip(" ")
    if len(after) < len(suffix):
        return count_letters(after) >= MIN_LETTERS and suffix.startswith(after)
    return after.startswith(suffix)


def _is_telling(context: tuple[bool, bool], quote: Quote, least: int) -> bool:
    """Return whether the one side that agrees has letters enough to tell a place."""
    before, after = context
    return (before and count_letters(quote.prefix) >= least) or (
        after and count_letters(quote.suffix) >= least
    )


def _has_both(text: str, places: tuple[tuple[int, int], ...], quote: Quote) -> bool:
    """Return whether words have a prefix and a suffix, or stand where the text has nothing before or after them."""
    has_prefix = quote.prefix or any(start == 0 for start, _ in places)
    has_suffix = quote.suffix or any(end == len(text) for _, end in places)
    return bool((quote.prefix or quote.suffix) and has_prefix and has_suffix)


def _whole_words(
    text: str, places: tuple[tuple[int, int], ...], contexts: list[tuple[bool, bool]], quote: Quote
) -> tuple[tuple[int, int], ...]:
    """Return the places where the quote begins and ends with a word, or with the part of one that its context has."""
    whole = []
    for (start, end), (before, after) in zip(places, contexts, strict=True):
        begins = not is_inside_word(text, start) or (before and quote.prefix[-1:] == text[start - 1])
        ends = not is_inside_word(text, end) or (after and quote.suffix[:1] == text[end])
        if begins and ends:
            whole.append((start, end))
    return tuple(whole)


def is_inside_word(text: str, at: int) -> bool:
    """Return whether an offset lies inside a word or a number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _JOINS.match(before) or _JOINED.match(after) or unicodedata.category(after)[0] == "M":
        return True
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return False
    if before.isalnum() and after.isalnum():
        return True
    # Dr.|s, (twice)|s and s|(twice), but not "|words" and words|"
    if (before in _CLOSING and after.isalpha()) or (before.isalpha() and after in _OPENING):
        return not _is_edge_of_quotation(text, at, before, after)
    # dog|'s, 5|,000 and 5,|000
    if before.isalnum() and after == "'":
        return text[at + 1 : at + 2].isalpha() and before.isalpha()
    if before == "'" and after.isalpha():
        return text[max(0, at - 2) : at - 1].isalpha()
    if before.isdigit() and after in _INSIDE_NUMBER:
        return text[at + 1 : at + 2].isdigit()
    return before in _INSIDE_NUMBER and after.isdigit() and text[max(0, at - 2) : at - 1].isdigit()


def _is_edge_of_quotation(text: str, at: int, before: str, after: str) -> bool:
    """Return whether a quotation mark before or after an offset opens or closes there, as its other side tells."""
    if before == '"':
        return at < 2 or text[at - 2].isspace() or text[at - 2] in _BEFORE_OPENING
    return after == '"' and not text[at + 1 : at + 2].isalnum()

"""The normal form in which quotes are compared with texts, with the way back from it to code points.

The form, in this order:

1. Characters that are not seen are left out: soft hyphens, zero-width spaces, marks of byte order, controls of text
   direction, variation selectors.
2. Canonical composition (NFC).
3. Every run of white space is one blank; there is none at the beginning and the end, nor between two characters of
   Han, kana and their punctuation, where only the wrapping of lines puts it.
4. Quotation marks are `'` (single ones and apostrophes) or `"` (double ones and guillemets), a run of dashes is `-`,
   an ellipsis and three dots or more are `...`.

Letters, digits, case and all other signs stay as they are.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern

_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff"
_SEEN = lazy_pattern(f"[^{_UNSEEN}]+")
_SINGLE = "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc\u02b9\uff07"
_DOUBLE = '"\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u301d\u301e\u301f\uff02'
_DASHES = "\\-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_SPECIAL = lazy_pattern(
    rf"(?P<blank>\s+)|(?P<dash>[{_DASHES}]+)|(?P<dots>\.{{3,}}|\u2026+)|(?P<single>[{_SINGLE}])|(?P<double>[{_DOUBLE}])"
)
_STANDS_FOR = {"blank": " ", "dash": "-", "dots": "...", "single": "'", "double": '"'}
# Han, kana, bopomofo, their punctuation and full-width forms: lines of them are wrapped anywhere.
_WIDE = lazy_pattern(
    "[\u2e80-\u30ff\u3100-\u312f\u31a0-\u9fff\uf900-\ufaff\uff01-\uffef\U00020000-\U0003ffff]"
)
_MAX_CLUSTER = 32
"""Characters that are composed together at most; longer runs of accents are no writing."""


class NormalText(NamedTuple):
    """A text in its normal form."""

    text: str
    starts: list[int]
    """For each of its characters, the code point of the original at which it begins."""
    ends: list[int]
    """For each of its characters, the code point of the original after it."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of the original that a stretch of the normal form stands for; it is not empty."""
        return self.starts[start], self.ends[end - 1]


def normal_form(text: str) -> str:
    """Return a text in the form in which it is compared."""
    return normalize(text).text


def normal_digest(text: str) -> str:
    """Return the SHA-256 of the normal form of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(normal_form(text).encode("utf-8", "replace")).hexdigest()


def normalize(text: str) -> NormalText:
    """Return a text in the form in which it is compared, with the way back to its code points."""
    composed, places = _composed(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _SPECIAL.finditer(composed):
        _copy(pieces, starts, ends, composed, places, at, match.start())
        at = match.end()
        sign = _STANDS_FOR[match.lastgroup or ""]
        if sign == " " and not _is_blank_kept(composed, match):
            continue
        pieces.append(sign)
        starts += [places[match.start()]] * len(sign)
        ends += [places[at]] * len(sign)
    _copy(pieces, starts, ends, composed, places, at, len(composed))
    return NormalText("".join(pieces), starts, ends)


def _copy(
    pieces: list[str], starts: list[int], ends: list[int], text: str, places: list[int], start: int, end: int
) -> None:
    """Append a stretch of a text as it is."""
    pieces.append(text[start:end])
    starts += places[start:end]
    ends += places[start + 1 : end + 1]


def _is_blank_kept(text: str, blank: re.Match[str]) -> bool:
    start, end = blank.span()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return bool(before and after) and not (_WIDE.match(before) and _WIDE.match(after))


def _composed(text: str) -> tuple[str, list[int]]:
    """Return a text without what is not seen, in NFC, and for each character where it begins; the last is the end."""
    places = [place for run in _SEEN.finditer(text) for place in range(run.start(), run.end())]
    seen = text if len(places) == len(text) else "".join(map(text.__getitem__, places))
    places.append(len(text))
    if unicodedata.is_normalized("NFC", seen):
        return seen, places
    pieces: list[str] = []
    starts: list[int] = []
    for start, end in _clusters(seen):
        piece = unicodedata.normalize("NFC", seen[start:end])
        pieces.append(piece)
        starts += [places[start]] * len(piece)
    return "".join(pieces), [*starts, len(text)]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that compose by themselves."""
    starts = [
        at
        for at, character in enumerate(text)
        if at == 0 or not (unicodedata.combining(character) or _composes(text[at - 1], character))
    ]
    for start, end in pairwise([*starts, len(text)]):
        for place in range(start, end, _MAX_CLUSTER):
            yield place, min(place + _MAX_CLUSTER, end)


def _composes(before: str, character: str) -> bool:
    """Return whether a character that is no accent joins the one before it, as Hangul vowels do."""
    if character < "\u0300":
        return False
    return len(unicodedata.normalize("NFC", before + character)) < len(
        unicodedata.normalize("NFC", before)
    ) + len(unicodedata.normalize("NFC", character))

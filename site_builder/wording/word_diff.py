"""Word-level differences between two versions of a short text."""

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = lazy_pattern(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
_MAX_WORDS = 1500
"""Longer texts are compared as wholes, as comparing words takes time that grows with their square."""
_SHORT_RUN = 2
"""Common words between two changes, at most, that are shown as part of one change."""


class WordChange(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


class DiffRun(NamedTuple):
    """Neighbouring words with one fate; where words were replaced, the removed ones come first."""

    change: WordChange
    text: str


def split_tokens(text: str) -> list[str]:
    """List the words of a text as they are; in scripts without blanks between words, the ideographs."""
    return _TOKEN.findall(text)


def word_diff(before: str, after: str) -> tuple[DiffRun, ...]:
    """Return the words of `after` with those of `before` that are gone, in order.

    Case and the marks between words make no difference; those of `after` are shown where words were kept.
    """
    old, new = list(_words(before)), list(_words(after))
    if max(len(old), len(new)) > _MAX_WORDS:
        if list(map(_folded, old)) == list(map(_folded, new)):
            return (DiffRun(WordChange.KEPT, after),)
        return (DiffRun(WordChange.REMOVED, before), DiffRun(WordChange.ADDED, after))
    matcher = SequenceMatcher(None, list(map(_folded, old)), list(map(_folded, new)), autojunk=False)
    runs: list[DiffRun] = []
    for removed, added, kept in _changes(matcher):
        runs += _run(WordChange.REMOVED, old[slice(*removed)])
        runs += _run(WordChange.ADDED, new[slice(*added)])
        runs += _run(WordChange.KEPT, new[slice(*kept)])
    return tuple(runs)


def _words(text: str) -> Iterator[str]:
    """Yield each word with the marks and blanks behind it; what stands before the first belongs to it."""
    starts = [match.start() for match in _TOKEN.finditer(text)]
    if not starts:
        if text:
            yield text
        return
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True):
        yield text[start:end]


def _folded(word: str) -> str:
    return "".join(_TOKEN.findall(unicodedata.normalize("NFKC", word).casefold()))


_Range = tuple[int, int]


def _changes(matcher: "SequenceMatcher[str]") -> Iterable[tuple[_Range, _Range, _Range]]:
    """Return what was removed and added before each run of kept words, as ranges of words."""
    changes: list[tuple[_Range, _Range, _Range]] = []
    old_at = new_at = 0
    for old, new, size in matcher.get_matching_blocks():
        removed, added, kept = (old_at, old), (new_at, new), (new, new + size)
        if changes and size:
            before = changes[-1]
            is_short = before[2][1] - before[2][0] <= _SHORT_RUN
            both = _is_replaced(before) and removed[0] < removed[1] and added[0] < added[1]
            if is_short and both:
                removed, added = (before[0][0], old), (before[1][0], new)
                changes.pop()
        changes.append((removed, added, kept))
        old_at, new_at = old + size, new + size
    return changes


def _is_replaced(change: tuple[_Range, _Range, _Range]) -> bool:
    removed, added, _ = change
    return removed[0] < removed[1] and added[0] < added[1]


def _run(change: WordChange, words: list[str]) -> Iterator[DiffRun]:
    if words:
        yield DiffRun(change, "".join(words))

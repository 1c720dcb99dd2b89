"""Word-level differences between two versions of a text."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.matching_words import MatchingRun, matching_runs

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = lazy_pattern(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
PARAGRAPH_END = "\n\n"
"""What `paragraph_diff` takes for a word."""
_SHORT_RUN = 2
"""Common words between two changes, at most, that are shown as part of one change."""

_CHANCE_RUN = 4
"""Words that two passages have in common by chance, at most; between changes as long they are part of one change."""


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
    return _diff(list(_words(before)), list(_words(after)))


def paragraph_diff(before: Iterable[str], after: Iterable[str]) -> tuple[DiffRun, ...]:
    """Return the same for texts of several paragraphs, with a `PARAGRAPH_END` behind each."""
    return _diff(list(_paragraph_words(before)), list(_paragraph_words(after)), chance=_CHANCE_RUN)


def _diff(old: Sequence[str], new: Sequence[str], *, chance: int = 0) -> tuple[DiffRun, ...]:
    old_keys, new_keys = list(map(_folded, old)), list(map(_folded, new))
    matches = matching_runs(old_keys, new_keys)
    if chance:
        matches = _at_paragraphs(matches, old_keys, new_keys)
    runs: list[DiffRun] = []
    for removed, added, kept in _changes(matches, new, chance=chance):
        runs += _run(WordChange.REMOVED, old[slice(*removed)])
        runs += _run(WordChange.ADDED, new[slice(*added)])
        runs += _run(WordChange.KEPT, new[slice(*kept)])
    return tuple(runs)


def _at_paragraphs(
    matches: Iterable[MatchingRun], old: Sequence[str], new: Sequence[str]
) -> list[MatchingRun]:
    """Move what was cut or added to the beginning of a paragraph, where the same words stand before and in it."""
    moved: list[MatchingRun] = []
    for run in matches:
        before = moved[-1] if moved else MatchingRun(0, 0, 0)
        old_at, new_at = before.old + before.size, before.new + before.size
        shift = 0
        if new_at == run.new and old_at < run.old:
            shift = _shift(old, old_at, run.old, before.size, run.size)
        elif old_at == run.old and new_at < run.new:
            shift = _shift(new, new_at, run.new, before.size, run.size)
        if shift:
            moved[-1:] = [before._replace(size=before.size + shift)]
        moved.append(MatchingRun(run.old + shift, run.new + shift, run.size - shift))
    return moved


def _shift(words: Sequence[str], start: int, end: int, before: int, behind: int) -> int:
    """Return by how many words a range can move on to begin a paragraph, less than 0 if back; 0 where it cannot.

    It can move over as many words as were kept `before` and `behind` it.
    """
    for step, most in ((-1, before), (1, behind)):
        shift = 0
        while True:
            at = start + shift
            if not at or not words[at - 1]:
                return shift
            moved_over = at + min(step, 0)
            if abs(shift) == most or words[moved_over] != words[moved_over + end - start]:
                break
            shift += step
    return 0


def _paragraph_words(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from _words(f"{paragraph} ")
        yield PARAGRAPH_END


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


def _changes(
    matches: Iterable[MatchingRun], words: Sequence[str], *, chance: int
) -> Iterable[tuple[_Range, _Range, _Range]]:
    """Return what was removed and added before each run of kept ones among the new words, as ranges of words."""
    changes: list[tuple[_Range, _Range, _Range]] = []
    old_at = new_at = 0
    for old, new, size in matches:
        removed, added, kept = (old_at, old), (new_at, new), (new, new + size)
        if changes and (size or chance):
            before = changes[-1]
            between = words[slice(*before[2])]
            is_short = len(between) <= _SHORT_RUN and _is_replaced(before) and _is_replaced((removed, added))
            is_chance = 0 < len(between) <= min(chance, _size(before), _size((removed, added))) and (
                _is_replaced(before) or _is_replaced((removed, added))
            )
            if (is_short or is_chance) and PARAGRAPH_END not in between:
                removed, added = (before[0][0], old), (before[1][0], new)
                changes.pop()
        changes.append((removed, added, kept))
        old_at, new_at = old + size, new + size
    return changes


def _is_replaced(change: Sequence[_Range]) -> bool:
    removed, added = change[:2]
    return removed[0] < removed[1] and added[0] < added[1]


def _size(change: Sequence[_Range]) -> int:
    removed, added = change[:2]
    return max(removed[1] - removed[0], added[1] - added[0])


def _run(change: WordChange, words: Sequence[str]) -> Iterator[DiffRun]:
    if words:
        yield DiffRun(change, "".join(words))

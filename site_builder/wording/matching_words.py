"""Find what two sequences of words have in common, in order, in a time that grows with their length."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

_FEW = 200
"""Words that are compared each with each, at most, in texts that are as short as this."""
_SHORT_GAP = 40
"""The same between two anchors of longer texts, of which there may be many."""


class MatchingRun(NamedTuple):
    """Neighbouring words that stand in both sequences, as positions of the first and their number."""

    old: int
    new: int
    size: int


class _Range(NamedTuple):
    """A part of both sequences."""

    old: int
    old_end: int
    new: int
    new_end: int


def matching_runs(old: Sequence[str], new: Sequence[str]) -> list[MatchingRun]:
    """Return what both have in common, in order; an empty run at the end of both comes last.

    Long sequences are taken apart at pairs of words that stand once in each (as in a patience diff);
    where there are none, as in what was written anew, longer parts count as replaced as wholes.
    """
    if max(len(old), len(new)) <= _FEW:
        return _matches(old, new)
    pairs: list[tuple[int, int]] = []
    waiting = [_Range(0, len(old), 0, len(new))]
    while waiting:
        inner = _trim(old, new, waiting.pop(), pairs)
        if inner.old == inner.old_end or inner.new == inner.new_end:
            continue
        before, after = old[inner.old : inner.old_end], new[inner.new : inner.new_end]
        if max(len(before), len(after)) <= _SHORT_GAP:
            for run in _matches(before, after):
                pairs += ((inner.old + run.old + k, inner.new + run.new + k) for k in range(run.size))
        elif anchors := _anchors(before, after):
            waiting += _between(inner, anchors)
    return [*_runs(sorted(pairs)), MatchingRun(len(old), len(new), 0)]


def _matches(old: Sequence[str], new: Sequence[str]) -> list[MatchingRun]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [MatchingRun(*block) for block in matcher.get_matching_blocks()]


def _trim(old: Sequence[str], new: Sequence[str], whole: _Range, pairs: list[tuple[int, int]]) -> _Range:
    """Return what is left of a range without equal words at both ends, which are added to `pairs`."""
    start, end, new_start, new_end = whole
    while start < end and new_start < new_end and old[start] == new[new_start]:
        pairs.append((start, new_start))
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
        pairs.append((end, new_end))
    return _Range(start, end, new_start, new_end)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions of pairs of words that stand once in each, as many as are in the same order in both."""
    places = _single_pairs(new)
    shared = [(place, places[pair]) for pair, place in _single_pairs(old).items() if pair in places]
    return _longest_rise(shared)


def _single_pairs(words: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return the position of each pair of neighbours that stands once, in order."""
    places: dict[tuple[str, str], int] = {}
    repeated: set[tuple[str, str]] = set()
    for place, pair in enumerate(pairwise(words)):
        if pair in places:
            repeated.add(pair)
        else:
            places[pair] = place
    return {pair: place for pair, place in places.items() if pair not in repeated}


def _longest_rise(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest series in which the second numbers rise, of pairs whose first ones do."""
    lowest: list[int] = []
    """The lowest number with which a series of each length ends."""
    ends: list[int] = []
    """The index of the pair with that number."""
    pairs = list(places)
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect_left(lowest, number)
        before.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [number]
        ends[length : length + 1] = [index]
    series = []
    index = ends[-1] if ends else -1
    while index >= 0:
        series.append(pairs[index])
        index = before[index]
    return series[::-1]


def _between(whole: _Range, anchors: Sequence[tuple[int, int]]) -> Iterator[_Range]:
    """Yield the parts of a range that begin at its start and at each anchor."""
    start, new_start = whole.old, whole.new
    for anchor, new_anchor in anchors:
        yield _Range(start, whole.old + anchor, new_start, whole.new + new_anchor)
        start, new_start = whole.old + anchor, whole.new + new_anchor
    yield _Range(start, whole.old_end, new_start, whole.new_end)


def _runs(pairs: Iterable[tuple[int, int]]) -> Iterator[MatchingRun]:
    run = MatchingRun(0, 0, 0)
    for old, new in pairs:
        if (old, new) == (run.old + run.size, run.new + run.size):
            run = run._replace(size=run.size + 1)
            continue
        if run.size:
            yield run
        run = MatchingRun(old, new, 1)
    if run.size:
        yield run

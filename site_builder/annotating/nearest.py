"""The passages of a text that are most like words which do not stand in it."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern

_WORD = lazy_pattern(r"\w+|[^\w\s]")
_MIN_LIKENESS = 0.5
"""Likeness below which a passage is no candidate, from 0 to 1."""
_MAX_WORDS = 60
"""Words of a quote that are compared."""
_MAX_LETTERS = 600
"""Characters of it that are compared letter by letter."""
_MAX_TEXT_WORDS = 200_000
"""Words of a text that are looked at."""
_MAX_WINDOWS = 12
"""Passages that are compared letter by letter, the likeliest by their words."""


class Candidate(NamedTuple):
    """A passage that the words of a quote may mean."""

    start: int
    end: int
    likeness: float


def nearest_passages(text: str, words: str, count: int) -> tuple[Candidate, ...]:
    """Return the passages of a text that are most like some words, the likeliest first; none overlaps another.

    Linear in the text: windows of as many words as the quote has are ranked by the words they share with it.
    """
    wanted = [match[0].casefold() for match in _WORD.finditer(words)][:_MAX_WORDS]
    found = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)][
        :_MAX_TEXT_WORDS
    ]
    if not wanted or not found:
        return ()
    shares = _shared_counts([word for _, _, word in found], wanted)
    ranked = sorted(range(len(shares)), key=lambda at: (-shares[at], at))
    candidates: list[Candidate] = []
    for at in _spread(ranked, len(wanted) // 2):
        last = min(at + len(wanted), len(found)) - 1
        start, end = found[at][0], found[last][1]
        likeness = SequenceMatcher(
            None, words[:_MAX_LETTERS], text[start:end][:_MAX_LETTERS], autojunk=False
        ).ratio()
        if likeness >= _MIN_LIKENESS:
            candidates.append(Candidate(start, end, likeness))
    return _apart(candidates)[:count]


def _spread(ranked: list[int], distance: int) -> list[int]:
    """Return the first of some windows, without those that begin near an earlier one."""
    kept: list[int] = []
    for at in ranked[: _MAX_WINDOWS * (distance + 1)]:
        if len(kept) < _MAX_WINDOWS and all(abs(at - other) > distance for other in kept):
            kept.append(at)
    return kept


def _shared_counts(found: list[str], wanted: list[str]) -> list[int]:
    """Return for each window how many words it shares with the quote, pairs of neighbours counted as words too."""
    needed = Counter([*wanted, *map(" ".join, pairwise(wanted))])
    terms = [(word, " ".join(pair)) for word, pair in zip(found, [*pairwise(found), ("", "")], strict=False)]
    width = len(wanted)
    held: Counter[str] = Counter()
    shared = 0
    shares: list[int] = []
    for at, entering in enumerate(terms):
        for term in entering:
            held[term] += 1
            shared += held[term] <= needed[term]
        if at >= width:
            for term in terms[at - width]:
                shared -= held[term] <= needed[term]
                held[term] -= 1
        if at >= width - 1:
            shares.append(shared)
    return shares or [shared]


def _apart(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates without those that overlap a likelier one."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: (-each.likeness, each.start)):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in kept):
            kept.append(candidate)
    return tuple(kept)

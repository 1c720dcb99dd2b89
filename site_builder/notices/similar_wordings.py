"""Pairs of wordings that may be versions of one notice: near-duplicates by the words and word pairs they share."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from site_builder.model import Role
from site_builder.roles import CLASS_OF

_SIMILAR = 0.5
"""Share of word pairs that two wordings of one role have in common, at least."""
_OTHER_ROLE = 0.75
"""The same for two wordings that most articles give different roles."""
_LONE = 0.8
"""The same for two wordings each of which stands in one article only."""
_BIOGRAPHIES = 0.75
"""The same for lines about authors, which are alike whoever they are about."""
_SHORT = 12
"""Words of a notice; shorter ones are compared by single words, too."""
_MOST_WORDINGS = 64
"""Wordings that have a word pair in common; a pair in more of them is common speech and leads to no candidates."""
_CANDIDATE_SHARE = 0.25
"""Share of the shorter wording's pairs that have to be in common before two are compared."""


class ComparedWording(NamedTuple):
    """What comparing needs to know of a wording."""

    words: int
    """Its digest."""
    role: Role
    is_lone: bool
    """Whether it stands in one article only."""
    tokens: tuple[str, ...]


def similar_pairs(wordings: Sequence[ComparedWording]) -> Iterator[tuple[int, int]]:
    """Yield the digests of each two wordings of an outlet that may be versions of one notice, in no order."""
    ordered = sorted(wordings, key=lambda wording: (wording.is_lone, wording.words))
    bigrams = [frozenset(pairwise(("", *wording.tokens, ""))) for wording in ordered]
    postings: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, wording in enumerate(ordered):
        shared: Counter[int] = Counter()
        for bigram in bigrams[index]:
            holders = postings[bigram]
            if len(holders) < _MOST_WORDINGS:
                shared.update(holders)
                holders.append(index)
        for other, count in shared.items():
            fewest = min(len(bigrams[index]), len(bigrams[other]))
            if count >= _CANDIDATE_SHARE * fewest and _are_similar(
                wording, ordered[other], bigrams[index], bigrams[other]
            ):
                yield ordered[other].words, wording.words


def _are_similar(
    first: ComparedWording,
    second: ComparedWording,
    first_bigrams: frozenset[tuple[str, str]],
    second_bigrams: frozenset[tuple[str, str]],
) -> bool:
    if CLASS_OF[first.role] is not CLASS_OF[second.role] and first.is_lone != second.is_lone:
        return False
    share = _dice(first_bigrams, second_bigrams)
    if min(len(first.tokens), len(second.tokens)) < _SHORT:
        share = max(share, (share + _dice(frozenset(first.tokens), frozenset(second.tokens))) / 2)
    return share >= _threshold(first, second)


def _threshold(first: ComparedWording, second: ComparedWording) -> float:
    if first.is_lone and second.is_lone:
        return _LONE
    if first.role is not second.role:
        return _OTHER_ROLE
    return _BIOGRAPHIES if first.role is Role.BIO else _SIMILAR


def _dice(first: frozenset[object], second: frozenset[object]) -> float:
    return 2 * len(first & second) / (len(first) + len(second))

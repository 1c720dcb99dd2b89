"""What the recurrence of a passage in the archive adds to the score of each role."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from site_builder.model import Reading, Recurrence, Recurrences, Role
from site_builder.roles import ROLES
from site_builder.segmenting.evidence import HEAD, Evidence
from site_builder.segmenting.weights import SCALE, Weights

ENOUGH = 3
"""Articles; fewer may repeat a passage by chance."""

_SHORT_WORDS = 7
"""Bylines, datelines and section labels of the head recur too; they have fewer words than this."""

_MOST_NATS = 3.5
_NEAR_NATS = 1.2
"""For nearly the same words in other articles, however many those are: they may be alike by chance."""

_RUNNING_TEXT = frozenset({Role.BODY, Role.STANDFIRST})
_STEP = 2
"""Counts are rounded down to 1, 2, 5, 10, …: a count and one that is half as large may be the same."""
_NEIGHBOURS = 3
_NEIGHBOURS_OF_OTHER_TITLE = 5
"""Paragraphs that recur together in copies of an article, at least: where it has no title of some length, and where
each copy has another."""


def recurrence_scores(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    weights: Weights,
    scores: Sequence[Sequence[int]],
) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the blocks whose recurrence speaks for a role, with what it adds to each label, in 1/1024 nat.

    `scores` are those of the blocks by themselves, one row per block.
    """
    copies = count_copies(reading, evidence, recurrences, weights, scores)
    for index, fingerprint in enumerate(reading.fingerprints):
        recurrence = recurrences.get(fingerprint)
        if recurrence is not None and speaks(recurrence, evidence, index, copies):
            yield index, _scores(recurrence.articles // copies, weights.roles)
            continue
        near = near_recurrence(recurrences, evidence, index)
        if near is not None and speaks(near, evidence, index, copies):
            yield index, _scores(0, weights.roles)


def near_recurrence(recurrences: Recurrences, evidence: Evidence, block: int) -> Recurrence | None:
    """Return the most frequent recurrence of a passage that is nearly this block's; None where there is none."""
    keys = evidence.near_duplicate_keys[block]
    if not keys:
        return None
    near = [recurrences[key] for key in keys if key in recurrences]
    return max(near, key=lambda recurrence: recurrence.articles, default=None)


def speaks(recurrence: Recurrence, evidence: Evidence, block: int, copies: int) -> bool:
    """Return whether the recurrence of a block's passage says something of its role.

    It does where the passage stands in articles that are no copies of this one.
    """
    if recurrence.articles < ENOUGH * copies:
        return False
    return evidence.zones[block] != HEAD or evidence.words[block] >= _SHORT_WORDS


@lru_cache(maxsize=1024)
def _scores(articles: int, roles: tuple[Role, ...]) -> Sequence[int]:
    """Return what so many articles with the same passage add to each role; 0 stands for nearly the same."""
    nats = min(_MOST_NATS, 1.5 + 0.5 * log(articles / ENOUGH, 2)) if articles else _NEAR_NATS
    return tuple([round(SCALE * ROLES[role].recurrence * nats) for role in roles])


class _Passage(NamedTuple):
    """A paragraph of running text, by the model alone."""

    articles: int
    outlets: int
    words: int


def count_copies(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    weights: Weights,
    scores: Sequence[Sequence[int]],
) -> int:
    """Return in how many articles of the archive this one stands as a whole, or nearly; 1 where only here.

    Of an article that is copied, most of the running text recurs, and does so as often as its title, under different
    outlets, or in many paragraphs. Around the few own words of a short article, notices may recur as much.
    """
    passages: list[_Passage] = []
    headline: int | None = None
    for index, row in enumerate(scores):
        role = weights.roles[row.index(max(row))]
        recurrence = recurrences.get(reading.fingerprints[index])
        if role in _RUNNING_TEXT:
            articles, outlets = (recurrence.articles, recurrence.outlets) if recurrence else (1, 1)
            passages.append(_Passage(articles, outlets, evidence.words[index]))
        elif role is Role.TITLE and headline is None and reading.fingerprints[index]:
            headline = recurrence.articles if recurrence else 1
    typical = _median(passages)
    if typical is None or typical.articles < ENOUGH:
        return 1
    return typical.articles if _are_copies(typical, passages, headline) else 1


def _median(passages: Sequence[_Passage]) -> _Passage | None:
    """Return the passage that recurs so often that passages with half of the words recur as often or oftener."""
    left = sum(passage.words for passage in passages) / 2
    for passage in sorted(passages, reverse=True):
        left -= passage.words
        if left <= 0:
            return passage
    return None


def _are_copies(typical: _Passage, passages: Sequence[_Passage], headline: int | None) -> bool:
    """Return whether articles have one text, and are not different ones with the same notices around few own words."""
    if headline is not None and headline * _STEP >= typical.articles:
        return True
    if typical.outlets * _STEP >= typical.articles:
        return True
    together = sum(passage.articles * _STEP >= typical.articles for passage in passages)
    return together >= (_NEIGHBOURS if headline is None else _NEIGHBOURS_OF_OTHER_TITLE)

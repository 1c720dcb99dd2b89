"""Turn how often a passage recurs in the archive into evidence for its role."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log

from site_builder import roles
from site_builder.model import Reading, Recurrence, Recurrences
from site_builder.segmenting.evidence import HEAD, Evidence
from site_builder.segmenting.weights import ROLES, SCALE

ENOUGH = 3
"""Fewer articles may repeat a passage by chance."""

_SHORT = 7
"""Bylines, datelines and section labels repeat too; they have fewer words than this."""

_MOST = 3.5
_NEARLY = 1.2
"""What nearly the same words in other articles count for, however many those are: they may be alike by chance."""

_SHARES = [SCALE * roles.ROLES[role].recurrence for role in ROLES]


def added_scores(
    reading: Reading, evidence: Evidence, recurrences: Recurrences
) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the blocks whose recurrence says something of their roles, with what it adds to each, in 1/1024 nat."""
    for index, (own, echoes) in enumerate(zip(reading.fingerprints, evidence.echoes, strict=True)):
        scores = recurrence_scores(recurrences.get(own), evidence, index)
        if scores is None and echoes:
            near = near_recurrence(recurrences, evidence, index)
            scores = recurrence_scores(near, evidence, index, nearly=True)
        if scores is not None:
            yield index, scores


def near_recurrence(recurrences: Recurrences, evidence: Evidence, block: int) -> Recurrence | None:
    """Give the most frequent recurrence of a passage that is nearly this block's; None where there is none."""
    found = [each for each in map(recurrences.get, evidence.echoes[block]) if each is not None]
    return max(found, key=lambda each: each.articles, default=None)


def recurrence_scores(
    recurrence: Recurrence | None, evidence: Evidence, block: int, *, nearly: bool = False
) -> Sequence[int] | None:
    """Give what the recurrence of a block's passage adds to each role, in 1/1024 nat; None where it says nothing."""
    if recurrence is None or recurrence.articles < ENOUGH:
        return None
    if evidence.zones[block] == HEAD and evidence.words[block] < _SHORT:
        return None
    return _scores(0 if nearly else recurrence.articles)


@lru_cache(maxsize=1024)
def _scores(articles: int) -> Sequence[int]:
    """Give what so many articles with the same passage add to each role; none stands for nearly the same."""
    strength = min(_MOST, 1.5 + 0.5 * log(articles / ENOUGH, 2)) if articles else _NEARLY
    return tuple([round(share * strength) for share in _SHARES])

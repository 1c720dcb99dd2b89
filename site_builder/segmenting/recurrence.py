"""What the recurrence of a passage in the archive adds to the score of each role."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log

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


def recurrence_scores(
    reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights
) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the blocks whose recurrence speaks for a role, with what it adds to each label, in 1/1024 nat."""
    for index, fingerprint in enumerate(reading.fingerprints):
        if speaks(recurrences.get(fingerprint), evidence, index):
            yield index, _scores(recurrences[fingerprint].articles, weights.roles)
        elif evidence.near_duplicate_keys[index] and speaks(
            near_recurrence(recurrences, evidence, index), evidence, index
        ):
            yield index, _scores(0, weights.roles)


def near_recurrence(recurrences: Recurrences, evidence: Evidence, block: int) -> Recurrence | None:
    """Return the most frequent recurrence of a passage that is nearly this block's; None where there is none."""
    near = [recurrences[key] for key in evidence.near_duplicate_keys[block] if key in recurrences]
    return max(near, key=lambda recurrence: recurrence.articles, default=None)


def speaks(recurrence: Recurrence | None, evidence: Evidence, block: int) -> bool:
    """Tell whether the recurrence of a block's passage says something of its role."""
    if recurrence is None or recurrence.articles < ENOUGH:
        return False
    return evidence.zones[block] != HEAD or evidence.words[block] >= _SHORT_WORDS


@lru_cache(maxsize=1024)
def _scores(articles: int, roles: tuple[Role, ...]) -> Sequence[int]:
    """Return what so many articles with the same passage add to each role; 0 stands for nearly the same."""
    nats = min(_MOST_NATS, 1.5 + 0.5 * log(articles / ENOUGH, 2)) if articles else _NEAR_NATS
    return tuple([round(SCALE * ROLES[role].recurrence * nats) for role in roles])

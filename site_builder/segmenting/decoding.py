"""Forward-backward over the blocks of an article: scores of each role to probabilities of each role."""

from collections.abc import Sequence
from math import exp
from struct import unpack, unpack_from

from site_builder.segmenting.weights import SCALE, Weights

Marginals = dict[int, float]
"""Label to probability, for one block; labels that were pruned are left out."""

PRUNED = 4 * SCALE
"""A label that scores four nats less than another on its own evidence is pruned."""

_ODDS = tuple(exp(-behind / SCALE) for behind in range(PRUNED))
"""How likely a label is that scores so much less than the best, compared with it."""

_LEAST_PROBABILITY = 1e-2

_BYTES = 4
"""Of one score in `Evidence.scores`."""


def add_up(totals: Sequence[int], weights: Weights) -> bytes:
    """Return the scores of each block: its own features, those of its neighbours, and the ends of the article.

    `totals` are sums of packed weights, one per block.
    A score is an unsigned number of 32 bits, little end first, in 1/1024 nat, one per block and label; only
    differences between the labels of one block mean anything.
    """
    if not totals:
        return b""
    width = weights.width
    row = (1 << width) - 1
    # A neighbour that does not exist adds nothing, lifted like the others.
    nothing = weights.lift & row
    lifted = [total + weights.lift for total in totals]
    before = [nothing, *[total >> width & row for total in lifted[:-1]]]
    after = [*[total >> (2 * width) for total in lifted[1:]], nothing]
    scores = [
        (total & row) + above + below for total, above, below in zip(lifted, before, after, strict=True)
    ]
    scores[0] += weights.edges[0]
    scores[-1] += weights.edges[1]
    return b"".join([score.to_bytes(width // 8, "little") for score in scores])


def unpack_scores(scores: bytes, labels: int) -> list[list[int]]:
    """Return what `add_up` packed: one row per block, one number per label."""
    numbers = unpack(f"<{len(scores) // _BYTES}I", scores)
    return [list(numbers[at : at + labels]) for at in range(0, len(numbers), labels)]


def unpack_row(scores: bytes, block: int, labels: int) -> tuple[int, ...]:
    """Return the row of one block: one number per label."""
    return unpack_from(f"<{labels}I", scores, block * labels * _BYTES)


def marginals(scores: Sequence[Sequence[int]], weights: Weights) -> list[Marginals]:
    """Return the probability of each label for each block, with the odds of what follows what.

    `scores` are in 1/1024 nat; only differences between the labels of one block mean anything.
    """
    odds = weights.odds
    lattice = [_column(row) for row in scores]
    forward: list[Marginals] = []
    before: Marginals = {}
    for column in lattice:
        if before and len(column) > 1:
            before = _normalised(_step_forward(column, before, odds))
        else:
            before = _normalised(column) if len(column) > 1 else column
        forward.append(before)
    result: list[Marginals] = []
    ahead: Marginals = {}
    for reached, column in zip(reversed(forward), reversed(lattice), strict=True):
        if len(reached) == 1:
            result.append(reached)
            ahead = reached
            continue
        back = _step_backward(reached, ahead, odds) if ahead else dict.fromkeys(reached, 1.0)
        result.append(_normalised({label: chance * back[label] for label, chance in reached.items()}))
        ahead = _normalised({label: weight * column[label] for label, weight in back.items()})
    result.reverse()
    return result


def _column(row: Sequence[int]) -> Marginals:
    """Return the odds of each label of a block on its own evidence, without those that are pruned."""
    ranked = sorted(row)
    best = ranked[-1]
    floor = best - PRUNED
    if len(ranked) == 1 or ranked[-2] <= floor:
        return {row.index(best): 1.0}
    return {label: _ODDS[best - score] for label, score in enumerate(row) if score > floor}


def _step_forward(column: Marginals, before: Marginals, odds: Sequence[Sequence[float]]) -> Marginals:
    """Weigh each label by the labels it may follow."""
    if len(before) == 1:
        (only,) = before
        following = odds[only]
        return {label: chance * following[label] for label, chance in column.items()}
    rows = [(chance, odds[label]) for label, chance in before.items()]
    return {
        label: weight * sum([chance * following[label] for chance, following in rows])
        for label, weight in column.items()
    }


def _step_backward(column: Marginals, ahead: Marginals, odds: Sequence[Sequence[float]]) -> Marginals:
    """Weigh each label by the labels it may precede."""
    if len(ahead) == 1:
        (only,) = ahead
        return {label: odds[label][only] for label in column}
    chances_ahead = list(ahead.items())
    return {
        label: sum([following[after] * chance for after, chance in chances_ahead])
        for label, following in ((label, odds[label]) for label in column)
    }


def _normalised(column: Marginals) -> Marginals:
    """Return the column with a sum of one; what is next to impossible is left out."""
    total = sum(column.values())
    floor = total * _LEAST_PROBABILITY
    return {label: chance / total for label, chance in column.items() if chance > floor}

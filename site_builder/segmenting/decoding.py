"""Weigh the signals of all blocks together and give the chances of each role for each block."""

from collections.abc import Sequence
from math import exp

from site_builder.segmenting.weights import LANE, ROLES, SCALE, Weights

Chances = dict[int, float]
"""Role number to probability; roles that are out of the question are left out."""

_COUNT = len(ROLES)
_MARGIN = 5.0
"""A role that is this many nats behind another one on its own evidence is out of the question."""

_NEXT_TO_NONE = 1e-3

_LANES = 3 * _COUNT
_HALF = 1 << (LANE - 1)
# Lifts every lane above zero, so that no lane borrows from the next.
_LIFT = sum(_HALF << (LANE * lane) for lane in range(_LANES))
_BYTES = _LANES * LANE // 8


def add_up(signals: Sequence[Sequence[int]], weights: Weights) -> list[list[float]]:
    """Add up, for each block, what its own signals and its neighbours' say: one score in nats per role."""
    packed = weights.packed
    sums: list[list[int]] = []
    for numbers in signals:
        total = sum([packed[number] for number in numbers], _LIFT)
        sums.append(memoryview(total.to_bytes(_BYTES, "little")).cast("I").tolist())
    scores = []
    last = len(sums) - 1
    level = 3 * _HALF
    for index, own in enumerate(sums):
        before = sums[index - 1][_COUNT : 2 * _COUNT] if index else _NONE
        after = sums[index + 1][2 * _COUNT :] if index < last else _NONE
        scores.append(
            [(a + b + c - level) / SCALE for a, b, c in zip(own[:_COUNT], before, after, strict=True)]
        )
    if scores:
        scores[0] = [a + b for a, b in zip(scores[0], weights.edges[0], strict=True)]
        scores[-1] = [a + b for a, b in zip(scores[-1], weights.edges[1], strict=True)]
    return scores


_NONE = [_HALF] * _COUNT


def chances(scores: Sequence[Sequence[float]], weights: Weights) -> list[Chances]:
    """Give the probability of each role for each block, taking in what may follow what."""
    odds = weights.odds
    lattice: list[Chances] = []
    forward: list[Chances] = []
    before: Chances = {}
    for row in scores:
        best = max(row)
        floor = best - _MARGIN
        column = {role: exp(score - best) for role, score in enumerate(row) if score > floor}
        lattice.append(column)
        if before:
            column = _follow(column, before, odds)
        before = _normal(column)
        forward.append(before)
    result: list[Chances] = []
    ahead: Chances = {}
    for reached, own in zip(reversed(forward), reversed(lattice), strict=True):
        if len(reached) == 1:
            result.append(reached)
            ahead = reached
            continue
        back = _precede(reached, ahead, odds) if ahead else dict.fromkeys(reached, 1.0)
        result.append(_normal({role: chance * back[role] for role, chance in reached.items()}))
        ahead = _normal({role: weight * own[role] for role, weight in back.items()})
    result.reverse()
    return result


def _follow(column: Chances, before: Chances, odds: Sequence[Sequence[float]]) -> Chances:
    """Weigh each role by the roles it may follow."""
    if len(before) == 1:
        (only,) = before
        turn = odds[only]
        return {role: own * turn[role] for role, own in column.items()}
    turns = [(chance, odds[role]) for role, chance in before.items()]
    return {role: own * sum([chance * turn[role] for chance, turn in turns]) for role, own in column.items()}


def _precede(column: Chances, ahead: Chances, odds: Sequence[Sequence[float]]) -> Chances:
    """Weigh each role by the roles it may precede."""
    if len(ahead) == 1:
        (only,) = ahead
        return {role: odds[role][only] for role in column}
    chances_ahead = list(ahead.items())
    return {
        role: sum([turn[after] * chance for after, chance in chances_ahead])
        for role, turn in ((role, odds[role]) for role in column)
    }


def _normal(column: Chances) -> Chances:
    """Make the chances add up to one; what has next to none is left out."""
    total = sum(column.values())
    floor = total * _NEXT_TO_NONE
    return {role: chance / total for role, chance in column.items() if chance > floor}

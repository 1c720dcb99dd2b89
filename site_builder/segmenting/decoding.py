"""Weigh the signals of all blocks together and give the chances of each role for each block."""

from collections.abc import Sequence
from math import exp

from site_builder.segmenting.weights import LANE, ROLES, SCALE, Weights

Chances = dict[int, float]
"""Role number to probability; roles that are out of the question are left out."""

_COUNT = len(ROLES)
_MARGIN = 6.5
"""A role that is this many nats behind another one on its own evidence is out of the question."""

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
    turns = _odds(weights)
    lattice: list[Chances] = []
    for row in scores:
        best = max(row)
        floor = best - _MARGIN
        lattice.append({role: exp(score - best) for role, score in enumerate(row) if score > floor})
    forward: list[Chances] = []
    previous: Chances = {}
    for column in lattice:
        reached = column
        if previous:
            reached = {
                role: own * sum([chance * turns[before][role] for before, chance in previous.items()])
                for role, own in column.items()
            }
        previous = _normal(reached)
        forward.append(previous)
    result: list[Chances] = []
    ahead: Chances = {}
    for index in range(len(lattice) - 1, -1, -1):
        reached = forward[index]
        if ahead:
            back = {
                role: sum([turns[role][after] * chance for after, chance in ahead.items()])
                for role in reached
            }
            result.append(_normal({role: reached[role] * back[role] for role in reached}))
        else:
            back = dict.fromkeys(reached, 1.0)
            result.append(reached)
        ahead = _normal({role: back[role] * lattice[index][role] for role in back})
    result.reverse()
    return result


def _normal(column: Chances) -> Chances:
    total = sum(column.values())
    return {role: chance / total for role, chance in column.items()}


def _odds(weights: Weights) -> list[list[float]]:
    return [[exp(turn) for turn in row] for row in weights.turns]

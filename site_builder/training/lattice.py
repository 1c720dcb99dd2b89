"""Compute how likely the labels of an article are, and what chances a model gives each role."""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

_MARGIN = 12.0
"""A role this many nats behind on its own evidence is left out."""

_UNLIKELY = -60.0

Column = dict[int, float]


class Judgement(NamedTuple):
    """What a model makes of one labelled article."""

    loss: float
    """Minus the logarithm of the probability of the labels."""
    columns: list[Column]
    """Per block, role to probability."""
    pairs: list[dict[tuple[int, int], float]]
    """Per pair of neighbours, roles to probability."""


def judge(
    scores: Sequence[Sequence[float]], odds: Sequence[Sequence[float]], roles: Sequence[int]
) -> Judgement:
    """Run forward and backward over an article; `odds` say how readily a role follows another."""
    lattice, loss = _lattice(scores, roles)
    forward: list[Column] = []
    for index, own in enumerate(lattice):
        reached = own
        if forward:
            before = forward[-1].items()
            reached = {
                role: weight * sum([chance * odds[last][role] for last, chance in before])
                for role, weight in own.items()
            }
            loss -= log(odds[roles[index - 1]][roles[index]])
        total = sum(reached.values())
        loss += log(total)
        forward.append({role: weight / total for role, weight in reached.items()})
    return Judgement(loss, *_backward(lattice, forward, odds))


def _lattice(scores: Sequence[Sequence[float]], roles: Sequence[int]) -> tuple[list[Column], float]:
    """Keep the roles in question, and the true role however unlikely; start the loss with the true ones."""
    lattice = []
    loss = 0.0
    for row, role in zip(scores, roles, strict=True):
        best = max(row)
        floor = best - _MARGIN
        column = {other: exp(score - best) for other, score in enumerate(row) if score > floor}
        true = max(_UNLIKELY, row[role] - best)
        column.setdefault(role, exp(true))
        lattice.append(column)
        loss -= true
    return lattice, loss


def _backward(
    lattice: Sequence[Column], forward: Sequence[Column], odds: Sequence[Sequence[float]]
) -> tuple[list[Column], list[dict[tuple[int, int], float]]]:
    columns = [forward[-1]]
    pairs: list[dict[tuple[int, int], float]] = []
    ahead = lattice[-1]
    for index in range(len(lattice) - 2, -1, -1):
        reached = forward[index]
        joint = {
            (a, b): chance * odds[a][b] * after for a, chance in reached.items() for b, after in ahead.items()
        }
        total = sum(joint.values())
        pair = {both: weight / total for both, weight in joint.items()}
        column = dict.fromkeys(reached, 0.0)
        for (a, _), weight in pair.items():
            column[a] += weight
        pairs.append(pair)
        columns.append(column)
        back = {a: sum([odds[a][b] * after for b, after in ahead.items()]) for a in reached}
        top = max(back.values())
        ahead = {a: lattice[index][a] * weight / top for a, weight in back.items()}
    columns.reverse()
    pairs.reverse()
    return columns, pairs

"""Forward-backward over a labelled article: its log-likelihood and the marginals that its gradient needs."""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

_PRUNED = 12.0
"""A label that scores so many nats less than another on its own evidence is left out."""

_LEAST = -60.0
"""Nats of the true label compared with the best, at least, so that nothing overflows."""

Column = dict[int, float]


class Expectations(NamedTuple):
    """What weights make of one labelled article."""

    loss: float
    """Minus the logarithm of the probability of the labels."""
    columns: list[Column]
    """Per block, label to probability."""
    pairs: list[dict[tuple[int, int], float]]
    """Per pair of neighbours, labels to probability."""


def forward_backward(
    scores: Sequence[Sequence[float]], odds: Sequence[Sequence[float]], labels: Sequence[int]
) -> Expectations:
    """Return loss and marginals of an article; `odds` are those of one label following another."""
    lattice, loss = _lattice(scores, labels)
    forward: list[Column] = []
    for index, column in enumerate(lattice):
        reached = column
        if forward:
            before = forward[-1].items()
            reached = {
                label: weight * sum([chance * odds[last][label] for last, chance in before])
                for label, weight in column.items()
            }
            loss -= log(odds[labels[index - 1]][labels[index]])
        total = sum(reached.values())
        loss += log(total)
        forward.append({label: weight / total for label, weight in reached.items()})
    return Expectations(loss, *_backward(lattice, forward, odds))


def _lattice(scores: Sequence[Sequence[float]], labels: Sequence[int]) -> tuple[list[Column], float]:
    """Return the labels that are not pruned, the true ones among them, and the loss of the true ones alone."""
    lattice = []
    loss = 0.0
    for row, label in zip(scores, labels, strict=True):
        best = max(row)
        floor = best - _PRUNED
        column = {other: exp(score - best) for other, score in enumerate(row) if score > floor}
        true = max(_LEAST, row[label] - best)
        column.setdefault(label, exp(true))
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

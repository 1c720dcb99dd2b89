"""Calibration: how often roles of each probability are right, learnt from predictions for unseen outlets."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from site_builder.training.predicting import Prediction

Knots = list[tuple[int, int]]
"""In 1/1000: a probability by the model, and the share of such roles that were right; both rise."""

_STEPS = (0, 300, 400, 500, 550, 600, 650, 700, 750, 800, 850, 900, 930, 960, 980, 990, 995, 999, 1001)
"""In 1/1000: probabilities between which the share that is right is measured."""
_FEWEST = 20
"""Blocks between two steps; the share of fewer is chance."""


class _Bin(NamedTuple):
    """The blocks whose probability lies between two steps."""

    chance: float
    """The sum of their probabilities."""
    right: float
    size: int


def learn_calibration(predictions: Iterable[Prediction]) -> Knots:
    """Return the map from probability to share that is right, by pooling neighbouring steps until it rises."""
    blocks = _blocks(predictions)
    pools: list[list[_Bin]] = []
    for low, high in pairwise(_STEPS):
        inside = [(chance, right) for chance, right in blocks if low <= 1000 * chance < high]
        if len(inside) < _FEWEST:
            continue
        pools.append([_Bin(sum(c for c, _ in inside), sum(r for _, r in inside), len(inside))])
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    knots = [
        (round(1000 * part.chance / part.size), round(1000 * _share(pool))) for pool in pools for part in pool
    ]
    return [knot for index, knot in enumerate(knots) if not index or knot[0] > knots[index - 1][0]]


def _share(pool: Sequence[_Bin]) -> float:
    return sum(part.right for part in pool) / sum(part.size for part in pool)


def _blocks(predictions: Iterable[Prediction]) -> list[tuple[float, bool]]:
    """Return probability and whether the role is right, block by block."""
    return [
        (chance, role is true)
        for prediction in predictions
        for chance, role, true in zip(
            prediction.chances, prediction.roles, prediction.article.roles, strict=True
        )
    ]


def calibration_table(predictions: Sequence[Prediction], *, calibrated: Sequence[float]) -> list[str]:
    """Return, in ten bins of confidence, how sure the labels were and how many of them are right.

    `calibrated` has the confidence for each probability in 1/1000.
    """
    bins = [[0.0, 0, 0] for _ in range(10)]
    for chance, right in _blocks(predictions):
        confidence = calibrated[min(1000, round(1000 * chance))]
        row = bins[min(9, int(10 * confidence))]
        row[0] += confidence
        row[1] += right
        row[2] += 1
    return [
        f"  {number / 10:.1f} to {(number + 1) / 10:.1f}  {size:7} blocks"
        f"  said {total / size:.3f}  right {right / size:.3f}"
        for number, (total, right, size) in enumerate(bins)
        if size
    ]

"""Stochastic gradient descent for a linear-chain conditional random field, in plain Python."""

import random
from collections.abc import Callable, Mapping, Sequence
from math import exp, log
from operator import itemgetter
from typing import NamedTuple

from site_builder.model import Role
from site_builder.segmenting import SCALE, StoredWeights, store_weights
from site_builder.training.examples import Example, FeatureIndex
from site_builder.training.forward_backward import Expectations, forward_backward

_LEAST_ERROR = 1e-3
"""A smaller error of a probability does not move its features."""
_FAVOURED: Mapping[Role, float] = {
    Role.SUPPORT: 0.5,
    Role.CONTACT: 0.8,
    Role.COPYRIGHT: 0.5,
    Role.BIO: 0.5,
}
"""Nats that are added to rare roles wherever they stand: as much recall as costs no right block elsewhere."""
_EVERYWHERE = "bias"
"""The feature that every block has."""
_LEAST_WEIGHT = 0.07
"""Nats; features that weigh less for every role are not stored."""

Getter = Callable[[list[float]], tuple[float, ...]]


class TrainingPlan(NamedTuple):
    """The settings of the descent."""

    rounds: int = 18
    """How often every article is seen."""
    rate: float = 0.013
    """How far one article moves the weights at first."""
    penalty: float = 2.0
    """The factor of an L2 penalty on the whole, which draws weights to zero."""
    dropout: float = 0.3
    """Share of the features that is left out each time an article is seen, so that none is relied on alone."""
    seed: int = 1


class RandomField(NamedTuple):
    """Weights in nats."""

    features: list[list[float]]
    """Per label, one number per feature."""
    edges: list[list[float]]
    """Per label, for the first and for the last block."""
    transitions: list[list[float]]
    """From label to label."""

    def scores(self, rows: Sequence[Sequence[int]]) -> list[list[float]]:
        """Return the score of each label of each block; a row is never empty."""
        return _scores(self, rows, 1.0)


def fit(
    examples: Sequence[Example], features: int, labels: int, plan: TrainingPlan, *, say: Callable[[str], None]
) -> RandomField:
    """Return the mean of the weights after each of the later half of the rounds, an article at a time.

    `features` and `labels` are how many there are; ten thousand blocks take a few seconds a round.
    """
    work = [example for example in examples if example.rows]
    decay = plan.penalty / sum(example.weight for example in work)
    rng = random.Random(plan.seed)
    field = _zero(features, labels)
    total, kept, step = _zero(features, labels), 0, 0
    # The weights are `scale` times the numbers kept: drawing all of them to zero is then one multiplication.
    scale = 1.0
    for turn in range(plan.rounds):
        rng.shuffle(work)
        loss = 0.0
        for whole in work:
            example = whole._replace(rows=[_with_dropout(row, plan.dropout, rng) for row in whole.rows])
            step += 1
            rate = plan.rate / (1 + decay * plan.rate * step)
            odds = [[exp(weight) for weight in row] for row in field.transitions]
            expected = forward_backward(_scores(field, example.rows, scale), odds, example.labels)
            loss += expected.loss * example.weight
            scale *= 1 - rate * decay
            _move_features(field, example, expected, rate * example.weight / scale)
            _move_transitions(field, example, expected, rate * example.weight)
        field = RandomField(_times(field.features, scale), field.edges, field.transitions)
        scale = 1.0
        say(f"round {turn + 1} of {plan.rounds}: {loss:.0f} nats off")
        if 2 * turn >= plan.rounds - 1:
            kept += 1
            total = RandomField(*(_plus(part, other) for part, other in zip(total, field, strict=True)))
    mean = RandomField(*(_times(part, 1 / max(1, kept)) for part in total))
    # Later no feature is left out.
    return mean._replace(features=_times(mean.features, 1 - plan.dropout))


def _with_dropout(row: list[int], dropout: float, rng: random.Random) -> list[int]:
    """Return a row without a share of its features; the first one, which every block has, stays."""
    if not dropout:
        return row
    # Skipping from one that is left out to the next is much faster than asking for each.
    heard = row.copy()
    at = len(row)
    stretch = 1 / log(1 - dropout)
    while (at := at - 1 - int(log(1 - rng.random()) * stretch)) > 0:
        del heard[at]
    return heard


def _getter(row: Sequence[int]) -> Getter:
    # The first number stands twice, so that a getter returns a tuple even for one feature.
    return itemgetter(*row, row[0])


def _zero(features: int, labels: int) -> RandomField:
    return RandomField(
        [[0.0] * features for _ in range(labels)],
        [[0.0] * labels for _ in range(2)],
        [[0.0] * labels for _ in range(labels)],
    )


def _times(rows: list[list[float]], factor: float) -> list[list[float]]:
    return [[value * factor for value in row] for row in rows]


def _plus(rows: list[list[float]], others: list[list[float]]) -> list[list[float]]:
    return [[a + b for a, b in zip(row, other, strict=True)] for row, other in zip(rows, others, strict=True)]


def _scores(field: RandomField, rows: Sequence[Sequence[int]], scale: float) -> list[list[float]]:
    getters = map(_getter, rows)
    scores = [
        [(sum(get(column)) - column[row[0]]) * scale for column in field.features]
        for get, row in zip(getters, rows, strict=True)
    ]
    for at in (0, -1):
        scores[at] = [a + b for a, b in zip(scores[at], field.edges[at], strict=True)]
    return scores


def _move_features(field: RandomField, example: Example, expected: Expectations, rate: float) -> None:
    for row, column, true in zip(example.rows, expected.columns, example.labels, strict=True):
        for label, chance in column.items():
            error = chance - 1.0 if label == true else chance
            if error > _LEAST_ERROR or error < -_LEAST_ERROR:
                step = rate * error
                weights = field.features[label]
                for number in row:
                    weights[number] -= step


def _move_transitions(field: RandomField, example: Example, expected: Expectations, rate: float) -> None:
    """Move the weights of what follows what, and of what stands first and last."""
    labels = example.labels
    for at in (0, -1):
        for label, chance in expected.columns[at].items():
            field.edges[at][label] -= rate * chance
        field.edges[at][labels[at]] += rate
    for index, pair in enumerate(expected.pairs):
        for (before, after), chance in pair.items():
            field.transitions[before][after] -= rate * chance
        field.transitions[labels[index]][labels[index + 1]] += rate


def to_weights(field: RandomField, index: FeatureIndex, roles: Sequence[Role]) -> StoredWeights:
    """Return fitted weights in the form that is stored, without features that hardly matter."""

    def row(number: int) -> list[int]:
        return [round(column[number] * SCALE) for column in field.features]

    shared: dict[str, list[int]] = {}
    own: dict[str, list[int]] = {}
    for name, number in index.own.items():
        weights = row(number)
        if name == _EVERYWHERE:
            weights = [
                w + round(SCALE * _FAVOURED.get(role, 0)) for w, role in zip(weights, roles, strict=True)
            ]
        if name in index.before:
            weights += row(index.before[name]) + row(index.after[name])
        if max(map(abs, weights)) >= _LEAST_WEIGHT * SCALE:
            (shared if name in index.before else own)[name] = weights
    edges, transitions = (
        [[round(value * SCALE) for value in line] for line in part]
        for part in (field.edges, field.transitions)
    )
    return store_weights(roles, shared, own, edges, transitions)

"""Fit a linear-chain conditional random field to labelled articles, in plain Python."""

import random
from collections.abc import Callable, Sequence
from math import exp, log
from operator import itemgetter
from typing import NamedTuple

from site_builder.segmenting import ROLES, SCALE, Learned, store
from site_builder.training.examples import Example, Signals
from site_builder.training.lattice import Judgement, judge

_COUNT = len(ROLES)
_IDLE = 1e-3
"""A smaller error of a probability does not move its signals."""

Getter = Callable[[list[float]], tuple[float, ...]]


class Plan(NamedTuple):
    """How to fit."""

    rounds: int = 18
    """How often every article is looked at."""
    rate: float = 0.013
    """How far one article moves the weights at first."""
    pull: float = 2.0
    """How strongly weights are drawn to zero: the factor of an L2 penalty on the whole."""
    deaf: float = 0.3
    """Share of the signals that is not heard each time an article is looked at, so that none is relied on alone."""
    seed: int = 1


class Field(NamedTuple):
    """Weights in nats."""

    signals: list[list[float]]
    """Per role, one number per signal."""
    edges: list[list[float]]
    """Per role, for the first and for the last block."""
    turns: list[list[float]]
    """From role to role."""

    def scores(self, rows: Sequence[Sequence[int]]) -> list[list[float]]:
        """Add up the evidence for each role of each block; a row is never empty."""
        return _scores(self, rows, 1.0)


def fit(examples: Sequence[Example], size: int, plan: Plan, *, say: Callable[[str], None]) -> Field:
    """Fit by stochastic gradient descent, an article at a time; give the mean of the later half of the rounds.

    Looking at ten thousand blocks takes a few seconds a round.
    """
    work = [example for example in examples if example.rows]
    pull = plan.pull / sum(example.weight for example in work)
    rng = random.Random(plan.seed)
    field = _zero(size)
    total, kept, step = _zero(size), 0, 0
    # The weights are `scale` times the numbers kept: drawing all of them to zero is then one multiplication.
    scale = 1.0
    for turn in range(plan.rounds):
        rng.shuffle(work)
        loss = 0.0
        for whole in work:
            example = whole._replace(rows=[_heard(row, plan.deaf, rng) for row in whole.rows])
            step += 1
            rate = plan.rate / (1 + pull * plan.rate * step)
            odds = [[exp(weight) for weight in row] for row in field.turns]
            judgement = judge(_scores(field, example.rows, scale), odds, example.roles)
            loss += judgement.loss * example.weight
            scale *= 1 - rate * pull
            _move_signals(field, example, judgement, rate * example.weight / scale)
            _move_turns(field, example, judgement, rate * example.weight)
        field = Field(_times(field.signals, scale), field.edges, field.turns)
        scale = 1.0
        say(f"round {turn + 1} of {plan.rounds}: {loss:.0f} nats off")
        if 2 * turn >= plan.rounds - 1:
            kept += 1
            total = Field(*(_plus(mine, other) for mine, other in zip(total, field, strict=True)))
    mean = Field(*(_times(part, 1 / max(1, kept)) for part in total))
    # Later all signals are heard.
    return mean._replace(signals=_times(mean.signals, 1 - plan.deaf))


def _heard(row: list[int], deaf: float, rng: random.Random) -> list[int]:
    """Leave out a share of the signals; the first one, which every block has, stays."""
    if not deaf:
        return row
    # Skipping from one that is left out to the next is much faster than asking for each.
    heard = row.copy()
    at = len(row)
    stretch = 1 / log(1 - deaf)
    while (at := at - 1 - int(log(1 - rng.random()) * stretch)) > 0:
        del heard[at]
    return heard


def _getter(row: Sequence[int]) -> Getter:
    # The first number stands twice, so that a getter gives a tuple even for one signal.
    return itemgetter(*row, row[0])


def _zero(size: int) -> Field:
    return Field(
        [[0.0] * size for _ in ROLES],
        [[0.0] * _COUNT for _ in range(2)],
        [[0.0] * _COUNT for _ in ROLES],
    )


def _times(rows: list[list[float]], factor: float) -> list[list[float]]:
    return [[value * factor for value in row] for row in rows]


def _plus(rows: list[list[float]], others: list[list[float]]) -> list[list[float]]:
    return [[a + b for a, b in zip(row, other, strict=True)] for row, other in zip(rows, others, strict=True)]


def _scores(field: Field, rows: Sequence[Sequence[int]], scale: float) -> list[list[float]]:
    getters = map(_getter, rows)
    found = [
        [(sum(get(column)) - column[row[0]]) * scale for column in field.signals]
        for get, row in zip(getters, rows, strict=True)
    ]
    for at in (0, -1):
        found[at] = [a + b for a, b in zip(found[at], field.edges[at], strict=True)]
    return found


def _move_signals(field: Field, example: Example, judgement: Judgement, rate: float) -> None:
    for row, column, role in zip(example.rows, judgement.columns, example.roles, strict=True):
        for other, chance in column.items():
            error = chance - 1.0 if other == role else chance
            if error > _IDLE or error < -_IDLE:
                step = rate * error
                weights = field.signals[other]
                for number in row:
                    weights[number] -= step


def _move_turns(field: Field, example: Example, judgement: Judgement, rate: float) -> None:
    """Move the weights of what follows what, and of what stands first and last."""
    roles = example.roles
    for at in (0, -1):
        for other, chance in judgement.columns[at].items():
            field.edges[at][other] -= rate * chance
        field.edges[at][roles[at]] += rate
    for index, pair in enumerate(judgement.pairs):
        for (before, after), chance in pair.items():
            field.turns[before][after] -= rate * chance
        field.turns[roles[index]][roles[index + 1]] += rate


def learned(field: Field, signals: Signals, *, least: float = 0.07) -> Learned:
    """Bring fitted weights into the form that is stored; signals that hardly matter are left out."""

    def row(number: int) -> list[int]:
        return [round(column[number] * SCALE) for column in field.signals]

    shared: dict[str, list[int]] = {}
    own: dict[str, list[int]] = {}
    for name, number in signals.own.items():
        found = row(number)
        if name in signals.before:
            found += row(signals.before[name]) + row(signals.after[name])
        if max(map(abs, found)) >= least * SCALE:
            (shared if name in signals.before else own)[name] = found
    edges, turns = (
        [[round(value * SCALE) for value in line] for line in part] for part in (field.edges, field.turns)
    )
    return store(shared, own, edges, turns)

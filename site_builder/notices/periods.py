"""Periods of the wordings of a notice: one that went and came back was in use twice."""

from collections.abc import Sequence
from itertools import groupby

_SHORTEST = 2
"""Articles of a period, at least, where a wording has several."""


def cut_periods(wordings: Sequence[Sequence[int]], dated: int) -> list[list[list[int]]]:
    """Return the articles of each wording cut into periods, the first period first.

    `wordings` has the positions of the articles with each, the newest first; those from `dated` on have no date.
    A wording has several periods where another took its place for a time.
    Where two were in use side by side, so that articles with one and the other follow each other singly,
    each has one period.
    """
    owners = sorted(
        ((position, index) for index, articles in enumerate(wordings) for position in articles), reverse=True
    )
    in_time = [owner for owner in owners if owner[0] < dated]
    runs = [
        (index, [position for position, _ in run]) for index, run in groupby(in_time, lambda each: each[1])
    ]
    if len(runs) == len({index for index, _ in runs}) or any(len(run) < _SHORTEST for _, run in runs):
        return [[list(articles)] for articles in wordings]
    periods: list[list[list[int]]] = [[] for _ in wordings]
    for index, run in runs:
        periods[index].append(run[::-1])
    for position, index in owners:
        if position >= dated:
            periods[index] = periods[index] or [[]]
            periods[index][0].append(position)
    return periods

"""Weigh the signals of all blocks together and give the chances of each role for each block."""

from collections.abc import Sequence
from math import exp
from struct import Struct, unpack

from site_builder.segmenting.weights import COUNT, LANE, LIFT, SCALE, Weights

Chances = dict[int, float]
"""Role number to probability; roles that are out of the question are left out."""

MARGIN = 4 * SCALE
"""A role that is four nats behind another one on its own evidence is out of the question."""

_ODDS = tuple(exp(-behind / SCALE) for behind in range(MARGIN))
"""How likely a role is that is so far behind the first, compared with it."""

_NEXT_TO_NONE = 1e-2

_WIDTH = COUNT * LANE
_BYTES = _WIDTH // 8
_ROW = Struct(f"<{COUNT}I")
_LIFT = sum(LIFT << (LANE * lane) for lane in range(3 * COUNT))
_THIRD = (1 << _WIDTH) - 1
# Where there is no neighbour, what it says is nothing, lifted like the others.
_SILENT = _LIFT & _THIRD

_SURE: tuple[Chances, ...] = tuple({role: 1.0} for role in range(COUNT))


def add_up(totals: Sequence[int], weights: Weights) -> bytes:
    """Add to what each block's signals say of its role what its neighbours' say, and the ends of the article.

    `totals` are sums of packed weights, one per block.
    Returns one unsigned number of 32 bits per block and role, little end first, in 1/1024 nat; only differences
    between the roles of one block mean anything.
    """
    if not totals:
        return b""
    lifted = [total + _LIFT for total in totals]
    before = [_SILENT, *[total >> _WIDTH & _THIRD for total in lifted[:-1]]]
    after = [*[total >> (2 * _WIDTH) for total in lifted[1:]], _SILENT]
    sums = [(own & _THIRD) + above + below for own, above, below in zip(lifted, before, after, strict=True)]
    sums[0] += weights.edges[0]
    sums[-1] += weights.edges[1]
    return b"".join([total.to_bytes(_BYTES, "little") for total in sums])


def scores_of(sums: bytes) -> list[list[int]]:
    """Take apart what `add_up` gave: one row per block, one number per role."""
    numbers = unpack(f"<{len(sums) // 4}I", sums)
    return [list(numbers[at : at + COUNT]) for at in range(0, len(numbers), COUNT)]


def score_of(sums: bytes, block: int) -> tuple[int, ...]:
    """Give the row of one block: one number per role."""
    return _ROW.unpack_from(sums, block * _BYTES)


def chances(scores: Sequence[Sequence[int]], weights: Weights) -> list[Chances]:
    """Give the probability of each role for each block, taking in what may follow what.

    `scores` are in 1/1024 nat; only differences between the roles of one block mean anything.
    """
    odds = weights.odds
    lattice = [_column(row) for row in scores]
    forward: list[Chances] = []
    before: Chances = {}
    for column in lattice:
        if before and len(column) > 1:
            before = _normal(_follow(column, before, odds))
        else:
            before = _normal(column) if len(column) > 1 else column
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


def _column(row: Sequence[int]) -> Chances:
    """Give what a block's evidence says of each role that is in question."""
    ranked = sorted(row)
    best = ranked[-1]
    floor = best - MARGIN
    if ranked[-2] <= floor:
        return _SURE[row.index(best)]
    return {role: _ODDS[best - score] for role, score in enumerate(row) if score > floor}


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

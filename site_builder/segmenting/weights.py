"""Keep what was learned: how strongly each signal speaks for each role."""

import sys
from array import array
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import exp

import msgspec

from site_builder.model import Role

ROLES: tuple[Role, ...] = tuple(Role)
LANE = 32
SCALE = 1024
"""Weights are whole numbers of 1/1024 nat, so that sums are exact on every machine."""

_HALF = 1 << (LANE - 1)
_LIFTS = [sum(_HALF << (LANE * lane) for lane in range(lanes)) for lanes in range(3 * len(ROLES) + 1)]


class Learned(msgspec.Struct, frozen=True):
    """A trained model as it is stored; weights in 1/1024 nat."""

    shared: dict[str, list[int]]
    """By signal, one weight per role for the block itself, then for the block after it, then for the one before."""
    own: dict[str, list[int]]
    """By signal, one weight per role for the block itself."""
    edges: list[list[int]]
    """One weight per role for the first block of an article, then for the last."""
    turns: list[list[int]]
    """From role to role, for neighbouring blocks."""


class Weights(msgspec.Struct, frozen=True):
    """A trained model arranged for fast use."""

    index: dict[str, int]
    """Signal to number."""
    names: list[str]
    """Number to signal."""
    rows: list["array[int]"]
    """Number to weights: per role for the block itself, and for signals that say something of neighbours too,
    per role for the block after and for the block before."""
    packed: dict[int, int]
    """The same as one integer each, `LANE` bits a weight, so that adding two adds all their weights at once."""
    edges: list[list[float]]
    odds: list[list[float]]
    """From role to role, for neighbouring blocks: how readily one follows the other."""


class _Packed(dict[int, int]):
    """Packs the weights of a signal when they are first asked for; one article has a tenth of all signals."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, number: int) -> int:
        found = self[number] = pack(self._rows[number])
        return found


def pack(weights: Sequence[int]) -> int:
    """Put signed weights side by side into one integer."""
    # Lifted above zero, so that no lane borrows from the next while they are put together.
    lanes = array("I", [weight + _HALF for weight in weights])
    if sys.byteorder != "little":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little") - _LIFTS[len(weights)]


def arrange(learned: Learned) -> Weights:
    """Number the signals and pack their weights."""
    both = learned.shared | learned.own
    # Lists of numbers would take ten times the memory, in every process.
    rows = [array("i", row) for row in both.values()]
    return Weights(
        index={name: number for number, name in enumerate(both)},
        names=list(both),
        rows=rows,
        packed=_Packed(rows),
        edges=[[weight / SCALE for weight in row] for row in learned.edges],
        odds=[[exp(weight / SCALE) for weight in row] for row in learned.turns],
    )


@cache
def shipped() -> Weights:
    """Return the model that comes with the program."""
    data = files(__package__).joinpath("weights.msgpack").read_bytes()
    return arrange(msgspec.msgpack.decode(data, type=Learned))

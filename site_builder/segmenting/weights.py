"""Keep what was learned: how strongly each signal speaks for each role."""

import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from math import exp
from pathlib import Path

import msgspec

from site_builder.model import Role

ROLES: tuple[Role, ...] = tuple(Role)
COUNT = len(ROLES)
LANE = 32
SCALE = 1024
"""Weights are whole numbers of 1/1024 nat, so that sums are exact on every machine."""

LIFT = 1 << (LANE - 3)
"""What lifts a lane above zero, so that it borrows nothing from the next; three of them still fit into a lane."""

_LIFTED = sum(LIFT << (LANE * lane) for lane in range(3 * COUNT))
_STORED = 1 << 15
"""Stored weights have 16 bits, lifted by this."""
_STORED_LIFTS = {
    lanes: sum(_STORED << (LANE * lane) for lane in range(lanes)) for lanes in (COUNT, 3 * COUNT)
}
_MASK = (1 << LANE) - 1


class Bundle:
    """Signals that always come together; they are weighed together too."""

    __slots__ = ("names",)

    def __init__(self, *names: str) -> None:
        self.names = names


Signal = str | Bundle
"""What speaks for a role: a name, or several at once."""


class Learned(msgspec.Struct, frozen=True):
    """A trained model as it is stored."""

    shared: list[str]
    """Signals of a block that speak for its neighbours' roles too."""
    own: list[str]
    """Signals that speak for the block itself only."""
    weights: bytes
    """In 1/1024 nat, 16 bits each, little end first, lifted by 32768: of the shared signals one per role for the
    block itself, then for the block after it, then for the one before; of the others one per role."""
    edges: list[list[int]]
    """One weight per role for the first block of an article, then for the last."""
    turns: list[list[int]]
    """From role to role, for neighbouring blocks."""


class Sums(dict[Signal, int]):
    """The weights of each signal as one integer, `LANE` bits a weight, so that adding two adds all weights at once.

    What the model does not know weighs nothing.
    A signal is packed when it is first asked for, as one article has a tenth of all signals; those that always come
    together are added up then.
    """

    def __init__(self, learned: Learned) -> None:
        super().__init__()
        self._own = 3 * COUNT * len(learned.shared)
        self._places = dict(zip(learned.shared, count(0, 3 * COUNT), strict=False))
        self._places.update(zip(learned.own, count(self._own, COUNT), strict=False))
        self._weights = array("H", learned.weights)
        if sys.byteorder != "little":
            self._weights.byteswap()
        self.knows: Callable[[str], bool] = self._places.__contains__
        """Says whether a name weighs anything; of names that may be any words, asking first is faster."""

    def __missing__(self, signal: Signal) -> int:
        if not isinstance(signal, str):
            found = self[signal] = sum([self[name] for name in signal.names])
            return found
        at = self._places.get(signal, -1)
        if at < 0:
            return 0
        lanes = COUNT if at >= self._own else 3 * COUNT
        found = self[signal] = _packed(self._weights[at : at + lanes])
        return found


def _packed(weights: "array[int]") -> int:
    lanes = array("I", weights)
    if sys.byteorder != "little":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little") - _STORED_LIFTS[len(weights)]


class WordSums(dict[str, int]):
    """The weights of words that tell something wherever they stand in a block of some length, by the word alone."""

    def __init__(self, sums: Sums, names: Iterable[str]) -> None:
        super().__init__()
        self._sums = sums
        self.known = frozenset([name.removeprefix(WORD) for name in names if name.startswith(WORD)])
        """Words that weigh anything."""

    def __missing__(self, word: str) -> int:
        found = self[word] = self._sums[WORD + word]
        return found


class Weights(msgspec.Struct, frozen=True):
    """A trained model arranged for fast use."""

    sums: Sums
    words: WordSums
    edges: tuple[int, int]
    """What speaks for the first and for the last block being what it is, packed as the sums are."""
    odds: list[list[float]]
    """From role to role, for neighbouring blocks: how readily one follows the other."""


WORD = "m "
"""Begins the names of signals that are words of blocks of some length."""


def store(
    shared: Mapping[str, Sequence[int]],
    own: Mapping[str, Sequence[int]],
    edges: list[list[int]],
    turns: list[list[int]],
) -> Learned:
    """Bring weights by signal, in 1/1024 nat, into the form that is stored; beyond 32 nats they are cut off."""
    rows = [*shared.values(), *own.values()]
    lifted = array("H", [min(2 * _STORED - 1, max(0, weight + _STORED)) for row in rows for weight in row])
    if sys.byteorder != "little":
        lifted.byteswap()
    return Learned(list(shared), list(own), lifted.tobytes(), edges, turns)


def pack(weights: Sequence[int]) -> int:
    """Put signed weights side by side into one integer."""
    return sum(weight << (LANE * lane) for lane, weight in enumerate(weights))


def weight_of(packed: int, lane: int) -> int:
    """Take one signed weight, in 1/1024 nat, out of an integer that holds up to 45 side by side."""
    return ((packed + _LIFTED) >> (LANE * lane) & _MASK) - LIFT


def arrange(learned: Learned) -> Weights:
    """Make a stored model ready for use."""
    sums = Sums(learned)
    return Weights(
        sums=sums,
        words=WordSums(sums, learned.own),
        edges=(pack(learned.edges[0]), pack(learned.edges[1])),
        odds=[[exp(weight / SCALE) for weight in row] for row in learned.turns],
    )


@cache
def shipped() -> Weights:
    """Return the model that comes with the program."""
    data = Path(__file__).with_name("weights.msgpack").read_bytes()
    return arrange(msgspec.msgpack.decode(data, type=Learned))

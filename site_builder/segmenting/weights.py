"""Trained weights of the conditional random field: how strongly each feature speaks for each role."""

import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import count, pairwise
from math import exp
from pathlib import Path

import msgspec

from site_builder.model import Role, SiteError

LANE = 32
"""Bits of one weight in a packed integer."""
SCALE = 1024
"""Weights are whole numbers of 1/1024 nat, so that sums are exact on every machine."""

LIFT = 1 << (LANE - 3)
"""Added to a lane so that it is never negative and borrows nothing from the next; three of them fit into a lane."""

_STORED_LIFT = 1 << 15
"""Stored weights have 16 bits and are lifted by this."""
_LANE_MASK = (1 << LANE) - 1


class FeatureGroup:
    """Features that always occur together, so that their weights are added up once."""

    __slots__ = ("names",)

    def __init__(self, *names: str) -> None:
        self.names = names


Feature = str | FeatureGroup
"""The name of a feature, or several at once."""


class StoredWeights(msgspec.Struct, frozen=True):
    """Trained weights as they are stored in a file."""

    roles: list[Role]
    """The roles that were trained, in the order of the numbers below; others are never predicted."""
    shared: list[str]
    """Features of a block that speak for its neighbours' roles too."""
    own: list[str]
    """Features that speak for the block itself only."""
    weights: bytes
    """In 1/1024 nat, 16 bits each, little end first, lifted by 32768: of the shared features one per role for the
    block itself, then for the block after it, then for the one before; of the others one per role."""
    edges: list[list[int]]
    """One weight per role for the first block of an article, then for the last."""
    transitions: list[list[int]]
    """From role to role, for neighbouring blocks."""
    calibration: list[tuple[int, int]] = []
    """In 1/1000: the model's probability of a role, and the share of such roles that were right on outlets it had not
    seen; both rise. Empty where nothing was measured: then the probability counts as it is."""


class PackedWeights(dict[Feature, int]):
    """The weights of each feature as one integer, `LANE` bits a weight, so that one addition adds all of them.

    A feature that was not trained weighs nothing.
    Features are packed when they are first asked for, as one article has a tenth of all.
    """

    def __init__(self, stored: StoredWeights) -> None:
        super().__init__()
        self._roles = len(stored.roles)
        self._first_own = 3 * self._roles * len(stored.shared)
        self._offsets = dict(zip(stored.shared, count(0, 3 * self._roles), strict=False))
        self._offsets.update(zip(stored.own, count(self._first_own, self._roles), strict=False))
        self._weights = array("H", stored.weights)
        if sys.byteorder != "little":
            self._weights.byteswap()
        self.knows: Callable[[str], bool] = self._offsets.__contains__
        """Whether a name weighs anything."""

    def __missing__(self, feature: Feature) -> int:
        if not isinstance(feature, str):
            total = self[feature] = sum([self[name] for name in feature.names])
            return total
        offset = self._offsets.get(feature, -1)
        if offset < 0:
            return 0
        lanes = self._roles if offset >= self._first_own else 3 * self._roles
        packed = self[feature] = _packed(self._weights[offset : offset + lanes])
        return packed


def _packed(weights: "array[int]") -> int:
    lanes = array("I", weights)
    if sys.byteorder != "little":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little") - _in_lanes(_STORED_LIFT, len(weights))


@cache
def _in_lanes(value: int, lanes: int) -> int:
    """Return an integer with the same value in each of so many lanes."""
    return sum(value << (LANE * lane) for lane in range(lanes))


class WordWeights(dict[str, int]):
    """The packed weights of words of middling blocks, by the word alone."""

    def __init__(self, packed: PackedWeights, names: Iterable[str]) -> None:
        super().__init__()
        self._packed = packed
        self.trained = frozenset([name.removeprefix(WORD) for name in names if name.startswith(WORD)])
        """Words that weigh anything."""

    def __missing__(self, word: str) -> int:
        weight = self[word] = self._packed[WORD + word]
        return weight


class Weights(msgspec.Struct, frozen=True):
    """Trained weights arranged for fast use. A label is the number of a role in `roles`."""

    roles: tuple[Role, ...]
    labels: Mapping[Role, int]
    packed: PackedWeights
    words: WordWeights
    edges: tuple[int, int]
    """Packed weights of the first and of the last block of an article."""
    odds: list[list[float]]
    """By label and label of the next block: how readily one follows the other."""
    width: int
    """Bits of the lanes of all roles."""
    lift: int
    """`LIFT` in the lanes of a block, of the block after and of the one before."""
    confidences: tuple[float, ...]
    """By the model's probability of a role, in 1/1000: how often it is right."""

    def adding(self, role: Role, nats: float) -> int:
        """Return a packed weight that adds so much to one role; 0 for a role that was not trained."""
        label = self.labels.get(role)
        return 0 if label is None else round(nats * SCALE) << (LANE * label)


WORD = "m "
"""Begins the names of features that are words of middling blocks."""


def store_weights(
    roles: Sequence[Role],
    shared: Mapping[str, Sequence[int]],
    own: Mapping[str, Sequence[int]],
    edges: list[list[int]],
    transitions: list[list[int]],
) -> StoredWeights:
    """Return weights by feature, in 1/1024 nat, in the form that is stored; beyond 32 nats they are cut off."""
    rows = [*shared.values(), *own.values()]
    lifted = array(
        "H", [min(2 * _STORED_LIFT - 1, max(0, weight + _STORED_LIFT)) for row in rows for weight in row]
    )
    if sys.byteorder != "little":
        lifted.byteswap()
    return StoredWeights(list(roles), list(shared), list(own), lifted.tobytes(), edges, transitions)


def pack(weights: Sequence[int]) -> int:
    """Return signed weights side by side in one integer."""
    return sum(weight << (LANE * lane) for lane, weight in enumerate(weights))


def weight_of(packed: int, lane: int) -> int:
    """Return one signed weight, in 1/1024 nat, of an integer that holds several side by side."""
    return ((packed + _in_lanes(LIFT, lane + 1)) >> (LANE * lane) & _LANE_MASK) - LIFT


def arrange(stored: StoredWeights) -> Weights:
    """Return stored weights ready for use.

    Raises SiteError where there are not as many numbers as the roles and features need.
    """
    roles = len(stored.roles)
    needed = 2 * roles * (3 * len(stored.shared) + len(stored.own))
    tables = [*stored.edges, *stored.transitions]
    if len(stored.weights) != needed or len(tables) != 2 + roles or any(len(row) != roles for row in tables):
        raise SiteError(
            f"the weights are not those of {roles} roles: {', '.join(stored.roles)}", hint=_TRAIN_AGAIN
        )
    packed = PackedWeights(stored)
    return Weights(
        roles=tuple(stored.roles),
        labels={role: label for label, role in enumerate(stored.roles)},
        packed=packed,
        words=WordWeights(packed, stored.own),
        edges=(pack(stored.edges[0]), pack(stored.edges[1])),
        odds=[[exp(weight / SCALE) for weight in row] for row in stored.transitions],
        width=roles * LANE,
        lift=_in_lanes(LIFT, 3 * roles),
        confidences=calibrated(stored.calibration),
    )


def calibrated(knots: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """Return the confidence for each probability in 1/1000, by straight lines between some measured ones."""
    if not knots:
        return tuple([chance / 1000 for chance in range(1001)])
    points = [(0, 0), *knots, (1001, knots[-1][1])]
    confidences: list[float] = []
    for (left, low), (right, high) in pairwise(points):
        confidences += [
            round((low + (high - low) * (chance - left) / (right - left)) / 1000, 3)
            for chance in range(left, right)
        ]
    return tuple(confidences)


_TRAIN_AGAIN = "train them again: site-builder train FOLDER --output FILE"


def read_weights(path: Path) -> Weights:
    """Return the weights of a file.

    Raises SiteError where the file holds something else, or a role that this program does not have.
    """
    try:
        stored = msgspec.msgpack.decode(path.read_bytes(), type=StoredWeights)
    except msgspec.DecodeError as error:
        raise SiteError(f"{path.name}: cannot use these weights: {error}", hint=_TRAIN_AGAIN) from error
    return arrange(stored)


@cache
def shipped_weights() -> Weights:
    """Return the weights that come with the program."""
    return read_weights(Path(__file__).with_name("weights.msgpack"))

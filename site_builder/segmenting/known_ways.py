"""Turn what a profile knows of a publisher's notices into evidence for the roles of blocks."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from site_builder.model import Reading, Role
from site_builder.segmenting.weights import SCALE
from site_builder.wording import normalise

STRENGTH = 14 * SCALE
"""What a known phrase adds to its role, fourteen nats: enough to win unless everything else speaks against it."""

_ANYWHERE = 4


class Known(NamedTuple):
    """A phrase of the profile that a block has."""

    role: Role
    reason: str


def known_ways(reading: Reading) -> Mapping[int, Known]:
    """Give, by block, the longest phrase of the outlet's profile that stands in it."""
    profile = reading.profile
    if profile is None or not profile.phrases:
        return {}
    found: dict[int, Known] = {}
    for block in reading.blocks:
        normal = _normal(block.text)
        hits = [(len(phrase), role, phrase) for role, phrase in profile.phrases if _stands(phrase, normal)]
        if hits:
            _, role, phrase = max(hits)
            found[block.index] = Known(role, f"known way of {profile.name}: '{phrase}'")
    return found


def _stands(phrase: str, normal: str) -> bool:
    """Say whether a block has a phrase: one word only as the whole, a few at its start, four or more anywhere."""
    if phrase not in normal:
        return False
    words = phrase.count(" ") + 1
    if words == 1:
        return phrase == normal
    return words >= _ANYWHERE or normal.startswith(phrase)


@lru_cache(maxsize=2048)
def _normal(text: str) -> str:
    return normalise(text)

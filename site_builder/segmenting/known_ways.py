"""Turn what a profile knows of a publisher's notices into evidence for the roles of blocks."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from unicodedata import is_normalized

from site_builder.model import Reading, Role
from site_builder.segmenting.weights import SCALE
from site_builder.wording import normalise

STRENGTH = 14 * SCALE
"""What a known phrase adds to its role, fourteen nats: enough to win unless everything else speaks against it."""

_ANYWHERE = 4

_Telling = tuple[tuple[str, tuple[str, ...], Role, str], ...]
"""A word, others that must stand beside it, and the role and the phrase that they promise."""


class Known(NamedTuple):
    """A phrase of the profile that a block has."""

    role: Role
    reason: str


def known_ways(reading: Reading) -> Mapping[int, Known]:
    """Give, by block, the longest phrase of the outlet's profile that stands in it."""
    profile = reading.profile
    if profile is None or not profile.phrases:
        return {}
    telling = _telling(profile.phrases)
    found: dict[int, Known] = {}
    for block in reading.blocks:
        likely = _likely(block.text, telling)
        if not likely:
            continue
        normal = _normal(block.text)
        hits = [(len(phrase), role, phrase) for role, phrase in likely if _stands(phrase, normal)]
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


def _likely(text: str, telling: _Telling) -> list[tuple[Role, str]]:
    """Give the phrases a text may have; ligatures and letters in pieces may hide a word from this first look."""
    if not text.isascii() and not is_normalized("NFKC", text):
        return [(role, phrase) for _, _, role, phrase in telling]
    lower = text.lower()
    return [
        (role, phrase)
        for word, others, role, phrase in telling
        if word in lower and all(map(lower.__contains__, others))
    ]


@lru_cache(maxsize=256)
def _telling(phrases: tuple[tuple[Role, str], ...]) -> _Telling:
    """Put before each phrase its words, the longest first: a text without them need not be brought to its normal form.

    Digits are folded in phrases, so that words with a 0 may stand for others.
    """
    found = []
    for role, phrase in phrases:
        words = sorted(
            {word for word in phrase.split() if "0" not in word}, key=lambda word: (-len(word), word)
        )
        found.append((words[0] if words else "", tuple(words[1:]), role, phrase))
    return tuple(found)


@lru_cache(maxsize=2048)
def _normal(text: str) -> str:
    return normalise(text)

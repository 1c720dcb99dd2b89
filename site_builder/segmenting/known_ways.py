"""Find the phrases by which an outlet's profile knows its notices."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import is_normalized

from site_builder.model import Block, Reading, Role
from site_builder.segmenting.surface import LONG, Surface
from site_builder.wording import normalise

_ANYWHERE = 4


class Known(NamedTuple):
    """A phrase of the profile that a block has."""

    role: Role
    reason: str


class _Telling(NamedTuple):
    """What a block must show before it is brought to its normal form, which takes long."""

    words: frozenset[str]
    """One word of each phrase; empty where a phrase has no word that is sure to stand as it is."""
    phrases: tuple[tuple[str, tuple[str, ...], Role, str], ...]
    """A word, others that must stand beside it, and the role and the phrase that they promise."""


def known_ways(reading: Reading, surfaces: Sequence[Surface]) -> Mapping[int, Known]:
    """Give, by block, the longest phrase of the outlet's profile that stands in it."""
    profile = reading.profile
    if profile is None or not profile.phrases:
        return {}
    telling = _telling(profile.phrases)
    found: dict[int, Known] = {}
    for block, surface in zip(reading.blocks, surfaces, strict=True):
        if telling.words and telling.words.isdisjoint(surface.vocabulary) and _is_whole(block, surface):
            continue
        likely = _likely(block.text, telling)
        if not likely:
            continue
        normal = _normal(block.text)
        hits = [(len(phrase), role, phrase) for role, phrase in likely if _stands(phrase, normal)]
        if hits:
            _, role, phrase = max(hits)
            found[block.index] = Known(role, f"known way of {profile.name}: '{phrase}'")
    return found


def _is_whole(block: Block, surface: Surface) -> bool:
    """Say whether the vocabulary has all words of a block: none is in an address or in the midst of a long text."""
    return not surface.urls and len(block.text) <= LONG and _is_plain(block.text)


def _is_plain(text: str) -> bool:
    """Say whether words stand as they are; ligatures and letters in pieces may hide one."""
    return text.isascii() or is_normalized("NFKC", text)


def _stands(phrase: str, normal: str) -> bool:
    """Say whether a block has a phrase: one word only as the whole, a few at its start, four or more anywhere."""
    if phrase not in normal:
        return False
    words = phrase.count(" ") + 1
    if words == 1:
        return phrase == normal
    return words >= _ANYWHERE or normal.startswith(phrase)


def _likely(text: str, telling: _Telling) -> list[tuple[Role, str]]:
    """Give the phrases a text may have."""
    if not _is_plain(text):
        return [(role, phrase) for _, _, role, phrase in telling.phrases]
    lower = text.lower()
    return [
        (role, phrase)
        for word, others, role, phrase in telling.phrases
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
    first = frozenset([word for word, _, _, _ in found])
    return _Telling(first if "" not in first else frozenset(), tuple(found))


@lru_cache(maxsize=2048)
def _normal(text: str) -> str:
    return normalise(text)

"""Find the phrases by which an outlet's profile knows its notices."""

from functools import lru_cache
from typing import NamedTuple
from unicodedata import is_normalized

from site_builder.model import Profile, Role
from site_builder.segmenting.surface import LONG, Surface
from site_builder.wording import normalise

_ANYWHERE = 4


class Known(NamedTuple):
    """A phrase of the profile that a block has."""

    role: Role
    reason: str


class Telling(NamedTuple):
    """The phrases of a profile, with what a block must show before it is brought to its normal form."""

    name: str
    """Of the outlet."""
    words: frozenset[str]
    """One word of each phrase; empty where a phrase has no word that is sure to stand as it is."""
    phrases: tuple[tuple[frozenset[str], Role, str], ...]
    """The words that must stand in a block, and the role and the phrase that they promise."""


def telling(profile: Profile) -> Telling:
    """Put before each phrase of a profile its words; the same profile gives the same object."""
    return _telling(profile.name, profile.phrases)


def known_way(ways: Telling, surface: Surface) -> Known | None:
    """Give the longest phrase that a block has."""
    likely = _likely(ways, surface)
    if not likely:
        return None
    normal = normalise(surface.block.text)
    hits = [(len(phrase), role, phrase) for role, phrase in likely if _stands(phrase, normal)]
    if not hits:
        return None
    _, role, phrase = max(hits)
    return Known(role, f"known way of {ways.name}: '{phrase}'")


def _likely(ways: Telling, surface: Surface) -> list[tuple[Role, str]]:
    """Give the phrases a block may have; ligatures and letters in pieces may hide a word from this first look."""
    text = surface.block.text
    if not text.isascii() and not is_normalized("NFKC", text):
        return [(role, phrase) for _, role, phrase in ways.phrases]
    if not surface.urls and len(text) <= LONG:
        words = surface.vocabulary
        if ways.words and ways.words.isdisjoint(words):
            return []
        return [(role, phrase) for needed, role, phrase in ways.phrases if needed <= words]
    # The vocabulary lacks the words in addresses, and those in the midst of a long text.
    lower = text.lower()
    return [(role, phrase) for needed, role, phrase in ways.phrases if all(map(lower.__contains__, needed))]


def _stands(phrase: str, normal: str) -> bool:
    """Say whether a block has a phrase: one word only as the whole, a few at its start, four or more anywhere."""
    if phrase not in normal:
        return False
    words = phrase.count(" ") + 1
    if words == 1:
        return phrase == normal
    return words >= _ANYWHERE or normal.startswith(phrase)


@lru_cache(maxsize=256)
def _telling(name: str, phrases: tuple[tuple[Role, str], ...]) -> Telling:
    """Give phrases in their normal form, each behind its words."""
    # Digits are folded in phrases, so that words with a 0 may stand for others.
    found = [
        (frozenset([word for word in phrase.split() if "0" not in word]), role, phrase)
        for role, phrase in ((role, normalise(text)) for role, text in phrases)
        if phrase
    ]
    longest = [max(words, key=lambda word: (len(word), word), default="") for words, _, _ in found]
    return Telling(name, frozenset(longest) if all(longest) else frozenset(), tuple(found))

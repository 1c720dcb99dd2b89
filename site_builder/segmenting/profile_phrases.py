"""Phrases of a publisher's profile: which of them a block has."""

from functools import lru_cache
from typing import NamedTuple
from unicodedata import is_normalized

from site_builder.model import Profile, Role
from site_builder.segmenting.block_text import LONG, BlockText
from site_builder.wording import normalise

_ANYWHERE_WORDS = 4
"""A phrase of so many words counts wherever it stands in a block."""


class PhraseMatch(NamedTuple):
    """A phrase of the profile that a block has."""

    role: Role
    reason: str


class ProfilePhrases(NamedTuple):
    """The phrases of a profile, with words that a block must have before it is normalised."""

    name: str
    """Of the outlet."""
    words: frozenset[str]
    """One word of each phrase; empty where a phrase has no word that is sure to stand as it is."""
    phrases: tuple[tuple[frozenset[str], Role, str], ...]
    """The words that must stand in a block, the role and the normalised phrase."""


def profile_phrases(profile: Profile) -> ProfilePhrases:
    """Return the phrases of a profile; the same object for the same profile."""
    return _profile_phrases(profile.name, profile.phrases)


def match_profile(phrases: ProfilePhrases, text: BlockText) -> PhraseMatch | None:
    """Return the longest phrase of a profile that a block has."""
    likely = _likely(phrases, text)
    if not likely:
        return None
    normal = normalise(text.block.text)
    hits = [(len(phrase), role, phrase) for role, phrase in likely if _has_phrase(normal, phrase)]
    if not hits:
        return None
    _, role, phrase = max(hits)
    return PhraseMatch(role, f"known way of {phrases.name}: '{phrase}'")


def _likely(phrases: ProfilePhrases, text: BlockText) -> list[tuple[Role, str]]:
    """Return the phrases a block may have; ligatures and decomposed letters may hide a word from this first look."""
    raw = text.block.text
    if not raw.isascii() and not is_normalized("NFKC", raw):
        return [(role, phrase) for _, role, phrase in phrases.phrases]
    if not text.urls and len(raw) <= LONG and not text.unspaced:
        words = text.vocabulary
        if phrases.words and phrases.words.isdisjoint(words):
            return []
        return [(role, phrase) for needed, role, phrase in phrases.phrases if needed <= words]
    # The vocabulary lacks the words in addresses, and those in the midst of a long text.
    lower = raw.lower()
    return [
        (role, phrase) for needed, role, phrase in phrases.phrases if all(map(lower.__contains__, needed))
    ]


def _has_phrase(normal: str, phrase: str) -> bool:
    """Return whether a block has a phrase: one word only as the whole, a few at its start, four or more anywhere."""
    if phrase not in normal:
        return False
    words = phrase.count(" ") + 1
    if words == 1:
        return phrase == normal
    return words >= _ANYWHERE_WORDS or normal.startswith(phrase)


@lru_cache(maxsize=256)
def _profile_phrases(name: str, phrases: tuple[tuple[Role, str], ...]) -> ProfilePhrases:
    """Return phrases in their normal form, each with its words."""
    # Digits are folded in phrases, so that words with a 0 may stand for others.
    normal = [
        (frozenset([word for word in phrase.split() if "0" not in word]), role, phrase)
        for role, phrase in ((role, normalise(text)) for role, text in phrases)
        if phrase
    ]
    longest = [max(words, key=lambda word: (len(word), word), default="") for words, _, _ in normal]
    return ProfilePhrases(name, frozenset(longest) if all(longest) else frozenset(), tuple(normal))

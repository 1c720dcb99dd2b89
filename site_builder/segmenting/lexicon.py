"""Look for the phrases of the furniture, in many languages."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_APART = re.compile(r"[\W_]+")

ROOT = 4
"""Letters by which a phrase whose only long word may go on is found."""

SHARED = 6
"""Phrases of fewer characters are looked for in texts of their own language only."""


class Phrase(NamedTuple):
    """One phrase and what it speaks for."""

    needle: str
    """The phrase between blanks; no blank behind where the last word may go on."""
    groups: tuple[str, ...]
    languages: frozenset[str]
    """Empty where the phrase is looked for in every language."""


class Lexicon(NamedTuple):
    """Phrases by the word a text must show before they are looked for."""

    by_word: dict[str, tuple[Phrase, ...]]
    by_root: dict[str, tuple[Phrase, ...]]
    """Phrases that end in a word that may go on, by its first letters."""
    words: frozenset[str]
    roots: frozenset[str]


def find_phrases(text: str, words: Iterable[str], *, language: str | None) -> list[Phrase]:
    """List the phrases that a text contains; `text` is its lower-case words, each between blanks."""
    by_word, by_root, known, roots = shipped_lexicon()
    own = set(words)
    candidates = [phrase for word in own & known for phrase in by_word[word]]
    for root in {word[:ROOT] for word in own} & roots:
        candidates += by_root[root]
    found = [
        phrase
        for phrase in candidates
        if (not phrase.languages or language is None or language in phrase.languages)
        and phrase.needle in text
    ]
    return sorted(found) if len(found) > 1 else found


@cache
def shipped_lexicon() -> Lexicon:
    """Return the phrases that come with the program."""
    return index_phrases(files(__package__).joinpath("phrases.txt").read_text("utf-8").splitlines())


def index_phrases(lines: Sequence[str]) -> Lexicon:
    """Arrange the lines of a phrase list by each phrase's longest word."""
    groups: dict[str, dict[str, None]] = {}
    languages: dict[str, set[str]] = {}
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line.strip("[] ")
        elif line and not line.startswith("#"):
            language, _, phrases = line.partition(":")
            for phrase in phrases.split("|"):
                plain = _APART.sub(" ", phrase.lower()).split()
                if plain:
                    needle = f" {' '.join(plain)}" + ("" if phrase.rstrip().endswith("*") else " ")
                    groups.setdefault(needle, {})[group] = None
                    languages.setdefault(needle, set()).add(language.strip())
    by_word: dict[str, list[Phrase]] = {}
    by_root: dict[str, list[Phrase]] = {}
    for needle, named in groups.items():
        own = frozenset(languages[needle]) if len(needle.strip()) < SHARED else frozenset[str]()
        found = Phrase(needle, tuple(named), own)
        words = needle.split()
        if needle.endswith(" "):
            by_word.setdefault(max(words, key=len), []).append(found)
        else:
            by_root.setdefault(words[-1][:ROOT], []).append(found)
    return Lexicon(
        {word: tuple(phrases) for word, phrases in by_word.items()},
        {root: tuple(phrases) for root, phrases in by_root.items()},
        frozenset(by_word),
        frozenset(by_root),
    )

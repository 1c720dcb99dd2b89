"""Look for the phrases of the furniture, in many languages."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

ROOT = 4
"""Letters of a phrase's longest word that a text must show before the phrase is looked for."""

SHARED = 6
"""Phrases of fewer characters are looked for in texts of their own language only."""


class Phrase(NamedTuple):
    """One phrase and what it speaks for."""

    needle: str
    """The phrase between blanks; no blank behind where the last word may go on."""
    groups: tuple[str, ...]
    languages: frozenset[str]
    """Empty where the phrase is looked for in every language."""


def find_phrases(text: str, words: Iterable[str], *, language: str | None) -> list[Phrase]:
    """List the phrases that a text contains; `text` is its lower-case words, each between blanks."""
    index = _index()
    found = []
    for root in {word[:ROOT] for word in words} & index.keys():
        for phrase in index[root]:
            if phrase.needle in text and (
                not phrase.languages or language is None or language in phrase.languages
            ):
                found.append(phrase)
    return sorted(found) if len(found) > 1 else found


@cache
def _index() -> dict[str, tuple[Phrase, ...]]:
    return index_phrases(files(__package__).joinpath("phrases.txt").read_text("utf-8").splitlines())


def index_phrases(lines: Sequence[str]) -> dict[str, tuple[Phrase, ...]]:
    """Arrange the lines of a phrase list by the root of each phrase's longest word."""
    groups: dict[str, dict[str, None]] = {}
    languages: dict[str, set[str]] = {}
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line.strip("[] ")
        elif line and not line.startswith("#"):
            language, _, phrases = line.partition(":")
            for phrase in phrases.split("|"):
                words = "".join(sign if sign.isalnum() else " " for sign in phrase.lower()).split()
                if words:
                    needle = f" {' '.join(words)}" + ("" if phrase.rstrip().endswith("*") else " ")
                    groups.setdefault(needle, {})[group] = None
                    languages.setdefault(needle, set()).add(language.strip())
    index: dict[str, list[Phrase]] = {}
    for needle, named in groups.items():
        own = frozenset(languages[needle]) if len(needle.strip()) < SHARED else frozenset[str]()
        root = max(needle.split(), key=len)[:ROOT]
        index.setdefault(root, []).append(Phrase(needle, tuple(named), own))
    return {root: tuple(phrases) for root, phrases in index.items()}

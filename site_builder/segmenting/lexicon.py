"""Look for the phrases of the furniture, in many languages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from site_builder.wording import SMALL_WORDS

ROOT = 4
"""Letters by which a phrase whose only long word may go on is found."""

_FEW_ROOTS = 4
"""As many are looked for one by one."""

SHARED = 6
"""Phrases of fewer characters are looked for in texts of their own language only."""


_KIN = {
    "be": "ru uk", "bg": "ru uk", "ca": "es fr", "cs": "sk", "da": "no sv", "fa": "ar", "hr": "sr", "ms": "id",
    "no": "da sv", "pt": "es", "sk": "cs", "sr": "hr", "sv": "da no", "uk": "ru", "ur": "ar", "ru": "uk",
}  # fmt: skip
"""Languages whose phrases a text may show too, as it may have been taken for one of them."""

_SIGNS = re.compile(r"[^\w|*]|_")


class Phrase(NamedTuple):
    """One phrase and what it speaks for."""

    needle: str
    """The phrase between blanks; no blank behind where the last word may go on."""
    groups: tuple[str, ...]
    languages: frozenset[str]
    """Empty where the phrase is looked for in every language."""


class Lexicon(NamedTuple):
    """Phrases by the word a text must show before they are looked for."""

    by_word: dict[str, tuple[tuple[str, Phrase], ...]]
    """With each phrase, another word of it that the text must show too; none where it has one word only."""
    by_root: dict[str, tuple[Phrase, ...]]
    """Phrases that end in a word that may go on, by its first letters."""
    words: frozenset[str]
    roots: frozenset[str]


def find_phrases(text: str, words: frozenset[str], *, language: str | None) -> list[Phrase]:
    """List the phrases that a text contains; `text` is its lower-case words, each between blanks.

    Phrases of other languages are not looked for, except English and those that are easily confused.
    Of `pt-br` the `pt` counts; front matter may also name a language that has no phrases, or that is none.
    """
    if language is not None:
        language = language.partition("-")[0]
        if language not in _codes():
            language = _OTHER
    by_word, by_root, known, roots = shipped_lexicon(language)
    found = [
        phrase
        for word in words & known
        for other, phrase in by_word[word]
        if not other or (other in words and phrase.needle in text)
    ]
    if len(roots) > _FEW_ROOTS:
        roots = roots.intersection([word[:ROOT] for word in words])
    found += [phrase for root in roots for phrase in by_root[root] if phrase.needle in text]
    if language is not None:
        found = [phrase for phrase in found if not phrase.languages or language in phrase.languages]
    if len(found) > 1:
        found.sort(key=_needle)
    return found


_needle = itemgetter(0)


@cache
def shipped_lexicon(language: str | None) -> Lexicon:
    """Return the phrases that come with the program, as far as a text in some language may have them."""
    if language is None:
        return index_phrases(_lines())
    read = {language, "en", *_KIN.get(language, "").split()}
    return index_phrases(
        [line for line in _lines() if line.startswith("[") or line.partition(":")[0] in read]
    )


@cache
def _codes() -> frozenset[str]:
    """Give the languages that have phrases."""
    return frozenset(line.partition(":")[0].strip() for line in _lines() if line and line[0] not in "[#")


_OTHER = "und"
"""Stands for every language without phrases, so that what archives state does not fill the memory."""


@cache
def _lines() -> Sequence[str]:
    return Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines()


def index_phrases(lines: Sequence[str]) -> Lexicon:
    """Arrange the lines of a phrase list by that word of each phrase that promises the fewest others."""
    groups: dict[str, dict[str, None]] = {}
    languages: dict[str, set[str]] = {}
    for group, language, needle in _entries(lines):
        groups.setdefault(needle, {})[group] = None
        languages.setdefault(needle, set()).add(language)
    common = Counter(word for needle in groups if needle.endswith(" ") for word in needle.split())
    # Long words are rare in texts, and words of few phrases are rare in the list; small words are in every text.
    rank = {word: (word in SMALL_WORDS, times / 8 - len(word), word) for word, times in common.items()}
    by_word: dict[str, list[tuple[str, Phrase]]] = {}
    by_root: dict[str, list[Phrase]] = {}
    everywhere = frozenset[str]()
    for needle, named in groups.items():
        own = frozenset(languages[needle]) if len(needle.strip()) < SHARED else everywhere
        found = Phrase(needle, tuple(named), own)
        words = needle.split()
        if not needle.endswith(" "):
            by_root.setdefault(words[-1][:ROOT], []).append(found)
        elif len(words) == 1:
            by_word.setdefault(words[0], []).append(("", found))
        else:
            # Any but a different word, as `donate, donate` has one only.
            rarest, *others = sorted(set(words), key=rank.__getitem__)
            by_word.setdefault(rarest, []).append((others[0] if others else rarest, found))
    return Lexicon(
        {word: tuple(phrases) for word, phrases in by_word.items()},
        {root: tuple(phrases) for root, phrases in by_root.items()},
        frozenset(by_word),
        frozenset(by_root),
    )


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield group, language and needle of every phrase in a list."""
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line.strip("[] ")
        elif line and not line.startswith("#"):
            language, _, phrases = line.partition(":")
            for phrase in _SIGNS.sub(" ", phrases.lower()).split("|"):
                words = phrase.split()
                if words:
                    needle = f" {' '.join(words)} "
                    yield group, language.strip(), needle[:-2] if needle.endswith("* ") else needle

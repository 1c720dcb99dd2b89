"""Phrases of boilerplate in many languages (phrases.txt), and which of them a text has."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.segmenting.unspaced import join_unspaced, split_unspaced
from site_builder.wording import SMALL_WORDS

ROOT = 4
"""Letters of a word that may go on (`spend*`), by which its phrase is looked up."""

_FEW_ROOTS = 4
"""So few are looked for one by one."""

SHARED = 6
"""Characters; a shorter phrase is looked for in texts of its own language only."""

_CONFUSABLE = {
    "be": "ru uk", "bg": "ru uk", "ca": "es fr", "cs": "sk", "da": "no sv", "fa": "ar", "hr": "sr", "ms": "id",
    "no": "da sv", "pt": "es", "sk": "cs", "sr": "hr", "sv": "da no", "uk": "ru", "ur": "ar", "ru": "uk",
}  # fmt: skip
"""Languages that a text of another may have been taken for, so that phrases of both are looked for."""

_NOT_WORDS = lazy_pattern(r"[^\w|*]|_")


class Phrase(NamedTuple):
    """One phrase and the groups it belongs to."""

    needle: str
    """The phrase between blanks; no blank behind where the last word may go on."""
    groups: tuple[str, ...]
    languages: frozenset[str]
    """Empty where the phrase is looked for in every language."""

    @property
    def words(self) -> str:
        """The phrase as people write it."""
        return join_unspaced(self.needle.strip())


class PhraseIndex(NamedTuple):
    """Phrases by a word that a text must have before they are looked for."""

    by_word: dict[str, tuple[tuple[str, Phrase], ...]]
    """With each phrase, another word of it that the text must have too; none where it has one word only."""
    by_root: dict[str, tuple[Phrase, ...]]
    """Phrases that end in a word that may go on, by its first letters."""
    words: frozenset[str]
    roots: frozenset[str]
    root_lengths: tuple[int, ...]
    """Letters of the roots; Korean ones have two or three."""


def find_phrases(text: str, words: frozenset[str], *, language: str | None) -> list[Phrase]:
    """Return the phrases that a text contains; `text` is its lower-case words, each between blanks.

    Phrases of other languages are not looked for, except English and those that are easily confused.
    Of `pt-br` the `pt` counts; front matter may also name a language that has no phrases, or that is none.
    """
    if language is not None:
        language = language.partition("-")[0]
        if language not in _codes():
            language = _OTHER
    by_word, by_root, indexed, roots, root_lengths = shipped_phrases(language)
    phrases = [
        phrase
        for word in words & indexed
        for other, phrase in by_word[word]
        if not other or (other in words and phrase.needle in text)
    ]
    if len(roots) > _FEW_ROOTS:
        roots = roots.intersection([word[:length] for length in root_lengths for word in words])
    phrases += [phrase for root in roots for phrase in by_root[root] if phrase.needle in text]
    if language is not None:
        phrases = [phrase for phrase in phrases if not phrase.languages or language in phrase.languages]
    if len(phrases) > 1:
        phrases.sort(key=_needle)
    return phrases


_needle = itemgetter(0)


@cache
def shipped_phrases(language: str | None) -> PhraseIndex:
    """Return the phrases that come with the program and that a text of this language may have."""
    if language is None:
        return index_phrases(_lines())
    read = {language, "en", *_CONFUSABLE.get(language, "").split()}
    return index_phrases(
        [line for line in _lines() if line.startswith("[") or line.partition(":")[0] in read]
    )


@cache
def _codes() -> frozenset[str]:
    """Return the languages that have phrases."""
    return frozenset(line.partition(":")[0].strip() for line in _lines() if line and line[0] not in "[#")


_OTHER = "und"
"""Stands for every language without phrases, so that what archives state does not fill the memory."""


@cache
def _lines() -> Sequence[str]:
    return Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines()


def index_phrases(lines: Sequence[str]) -> PhraseIndex:
    """Index the lines of a phrase list, each phrase by its rarest word."""
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
        only_in = frozenset(languages[needle]) if len(needle.strip()) < SHARED else everywhere
        phrase = Phrase(needle, tuple(named), only_in)
        words = needle.split()
        if not needle.endswith(" "):
            by_root.setdefault(words[-1][:ROOT], []).append(phrase)
        elif len(words) == 1:
            by_word.setdefault(words[0], []).append(("", phrase))
        else:
            # Any but a different word, as `donate, donate` has one only.
            rarest, *others = sorted(set(words), key=rank.__getitem__)
            by_word.setdefault(rarest, []).append((others[0] if others else rarest, phrase))
    return PhraseIndex(
        {word: tuple(phrases) for word, phrases in by_word.items()},
        {root: tuple(phrases) for root, phrases in by_root.items()},
        frozenset(by_word),
        frozenset(by_root),
        tuple(sorted(set(map(len, by_root)))),
    )


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield group, language and needle of every phrase in a list."""
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line.strip("[] ")
        elif line and not line.startswith("#"):
            language, _, phrases = line.partition(":")
            for phrase in _NOT_WORDS.sub(" ", phrases.lower()).split("|"):
                words = split_unspaced(phrase.split())
                # One sign of Chinese stands in too many words.
                if len(words) > 1 or (words and (len(words[0]) > 1 or words[0].isascii())):
                    needle = f" {' '.join(words)} "
                    yield group, language.strip(), needle[:-2] if needle.endswith("* ") else needle

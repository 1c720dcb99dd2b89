"""Find the words that tell one text from others: names, and long words that come again."""

from collections import Counter

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.languages import SMALL_WORDS
from site_builder.wording.tokens import split_words

MAX_KEYWORDS = 40
"""Keywords of one text, at most."""
_ADDRESSES = lazy_pattern(r"\]\([^()\s]*\)?|https?:[^\s<>()]*|<[^<>]*>|&#?\w{1,8};")
_NAME_INSIDE = lazy_pattern(r"[a-zß-öø-ÿ],? ([A-ZÀ-ÖØ-Þ][^\W\d_]{3,30})")
"""A word with a capital that no sentence begins with. hot: see tests/benchmarks/stages.py"""
_HAN = lazy_pattern(r"[\u3400-\u9fff]{2,}")
"""Scripts without blanks, of which two signs in a row are a word more often than not."""
_REACH = 20_000
"""Characters of a text that are looked at."""
_LETTERS = 4, 31
"""Letters that a keyword has, at least and at most."""
_MIN_LETTERS, _MIN_TIMES = 5, 2
"""What a word must have that is no name: letters, and times that it comes."""
_MAX_TIMES, _MAX_LENGTH = 5, 10
"""What counts of a word: how often it comes and how many letters it has, up to here."""
_NAME = 2
"""How many times as much a name counts."""


def find_keywords(text: str) -> tuple[str, ...]:
    """Return the words that a text, given as Markdown, is most likely to be found by, as it writes them.

    The likeliest come first; none differs from another in case alone.
    """
    plain = _ADDRESSES.sub(" ", text[:_REACH])
    names = set(_NAME_INSIDE.findall(plain))
    times: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for spelling, count in Counter(split_words(plain, fold=False)).items():
        if (count >= _MIN_TIMES or spelling in names) and _LETTERS[0] <= len(spelling) <= _LETTERS[1]:
            word = spelling.lower()
            times[word] += count
            if spelling in names or word not in forms:
                forms[word] = spelling
    if not plain.isascii():
        _read_pairs(plain, times, forms)
    ranked = sorted(
        (-_weight(word, count, is_name=forms[word] in names), word)
        for word, count in times.items()
        if (forms[word] in names or _is_telling(word, count)) and word not in SMALL_WORDS and word.isalpha()
    )
    return tuple([forms[word] for _, word in ranked[:MAX_KEYWORDS]])


def keyword_key(word: str) -> str:
    """Return what is equal for keywords that differ in case alone."""
    return word.lower()


def _is_telling(word: str, count: int) -> bool:
    return count >= _MIN_TIMES and (len(word) >= _MIN_LETTERS or not word[0].isascii())


def _weight(word: str, count: int, *, is_name: bool) -> int:
    return min(count, _MAX_TIMES) * min(len(word), _MAX_LENGTH) * (_NAME if is_name else 1)


def _read_pairs(text: str, times: Counter[str], forms: dict[str, str]) -> None:
    """Put pairs of neighbouring Han characters in the place of the runs that have them."""
    for run in _HAN.findall(text):
        times.pop(run, None)
        for place in range(len(run) - 1):
            pair = run[place : place + 2]
            times[pair] += 1
            forms[pair] = pair

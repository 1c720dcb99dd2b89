"""Find the words that tell one text from others: names and long words that come again, small words left out."""

import re
from collections import Counter

from site_builder.wording.languages import SMALL_WORDS

MAX_KEYWORDS = 40
"""Keywords of one text, at most."""
_ADDRESSES = re.compile(r"\]\([^()\s]*\)?|https?:[^\s<>()]*|<[^<>]*>|&#?\w{1,8};|\S*[@#/]\S*")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’]{3,30}")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
"""Scripts without blanks, of which two signs in a row are a word more often than not."""
_REACH = 40_000
"""Characters of a text that are looked at."""
_MAX_TIMES, _MAX_LENGTH = 5, 10
"""What counts of a word: how often it comes and how many letters it has, up to here."""
_NAME = 2
"""What a word counts for that is always written with a capital."""


def find_keywords(text: str) -> tuple[str, ...]:
    """Return the words that a text, given as Markdown, is most likely to be found by, as it writes them.

    The likeliest come first; none differs from another in case alone.
    """
    plain = _ADDRESSES.sub(" ", text[:_REACH])
    spellings = Counter(_WORD.findall(plain))
    if not plain.isascii():
        spellings = Counter({word: count for word, count in spellings.items() if not _HAN.search(word)})
        spellings.update(_pairs(plain))
    times: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for spelling, count in spellings.items():
        word = spelling.lower().removesuffix("'s").removesuffix("’s").rstrip("'’")
        times[word] += count
        if word not in forms or spelling[0].islower():
            forms[word] = spelling[: len(word)]
    ranked = sorted(
        (-_weight(word, forms[word], count), word) for word, count in times.items() if word not in SMALL_WORDS
    )
    return tuple([forms[word] for _, word in ranked[:MAX_KEYWORDS]])


def keyword_key(word: str) -> str:
    """Return what is equal for keywords that differ in case alone."""
    return word.lower()


def _weight(word: str, form: str, count: int) -> int:
    return min(count, _MAX_TIMES) * min(len(word), _MAX_LENGTH) * (_NAME if form[0].isupper() else 1)


def _pairs(text: str) -> Counter[str]:
    """Count the pairs of neighbouring Han characters."""
    return Counter(
        run[place : place + 2] for run in _HAN.findall(text) for place in range(0, len(run) - 1, 2)
    )

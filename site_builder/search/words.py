"""Words as the search index knows them: how text is cut into words, and which spellings count as one.

`templates/static/search-words.js` does the same with queries; a test compares the two.
"""

import re
import unicodedata
from functools import cache

from site_builder.lazy_patterns import lazy_pattern

_SCRIPTS_WITHOUT_BLANKS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Chinese characters
)
"""Letters of scripts that put no blank between words: each is a word of its own, so that a word is a phrase."""
_UNSEEN = lazy_pattern("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, direction marks and the like, which may stand inside a word."""
_ACCENTS = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
"""Marks without which a word is still the same word: accents, vowel points of Arabic and Hebrew."""
_TATWEEL = "\u0640"
"""The stroke that lengthens Arabic words."""
_ASCII_WORD = lazy_pattern("[a-z0-9]+")
_FIRST_LETTER = 0xA000
"""Letters of the Yi script from here on stand for marks that make another word; Pagefind drops all marks."""
_LETTERS = 0x400


def split_text(text: str) -> list[str]:
    """Cut text into words as they are written: `The well-known gauge’s` has `The`, `well`, `known`, `gauge` and `s`."""
    return _word_pattern().findall(visible_text(text))


def visible_text(text: str) -> str:
    """Return text without the characters that nobody sees."""
    return text if text.isascii() else _UNSEEN.sub("", text)


@cache
def _word_pattern() -> re.Pattern[str]:
    """Return the pattern of a word: letters, digits, and the marks on them."""
    marks = _marks()
    letter = rf"[^\W_{_SCRIPTS_WITHOUT_BLANKS}]"
    return re.compile(rf"(?=[^\W_])[{_SCRIPTS_WITHOUT_BLANKS}][{marks}]*|{letter}(?:{letter}|[{marks}])*")


@cache
def _marks() -> str:
    """Return all combining marks, as ranges of a character class."""
    codes = [code for code in (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)) if _is_mark(chr(code))]
    starts = [code for code, before in zip(codes, (0, *codes), strict=False) if code != before + 1]
    ends = [code for code, after in zip(codes, (*codes[1:], 0), strict=True) if code != after - 1]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"


def fold_word(word: str) -> str:
    """Return what all spellings of a word that differ in case, accents or width have in common."""
    if word.isascii():
        return word.lower()
    text = unicodedata.normalize("NFKD", word).lower()
    text = "".join([sign for sign in text if not _is_accent(sign)])
    text = unicodedata.normalize("NFC", text).replace("ς", "σ")
    return "".join([_as_letter(sign) for sign in text])


def _is_accent(sign: str) -> bool:
    code = ord(sign)
    return code > 0x2FF and (sign == _TATWEEL or any(first <= code <= last for first, last in _ACCENTS))


def _as_letter(sign: str) -> str:
    """Return a letter or digit as it is, a letter for a mark, and nothing for any other sign."""
    if _is_mark(sign):
        return chr(_FIRST_LETTER + ord(sign) % _LETTERS)
    return sign if sign.isalnum() else ""


def folded_words(text: str) -> list[str]:
    """Cut text into folded words; none of them is empty."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return [fold_word(word) or "_" for word in split_text(text)]

"""The order of names in an index: people by family name, other labels without their article, each with its letter."""

import re
import unicodedata

from anyascii import anyascii

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.bylines import OUTLET_WORDS, ROLE_WORDS

_SUFFIX = lazy_pattern(r"(?:jr|sr|ph\.?[ ]?d|m\.?d|esq|ii|iii|iv|obe|cbe|mba|msc|ma)\.?", re.IGNORECASE)
"""What stands behind a family name and is none."""
_ARTICLE = lazy_pattern(r"(?:the|der|die|das|le|la|les|el|los|las|il|de|het)[ ](?=\S)", re.IGNORECASE)
_SPACELESS = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts in which the family name is written first."""
OTHERS = "#"
"""Where names stand that begin with no letter."""


def person_order(name: str) -> tuple[str, str]:
    """Return the key by which people are sorted: family name first, without regard to case and accents.

    `Jan van der Berg, Jr.` is sorted as `berg jan van der`; outlets and names of one word as they are written.
    """
    words = name.replace(",", " ").split()
    while len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
        words.pop()
    lowered = {word.strip(".").lower() for word in words}
    if len(words) < 2 or _SPACELESS.search(name) or lowered & (OUTLET_WORDS | ROLE_WORDS):
        return label_order(name)
    return _folded(" ".join((words[-1], *words[:-1]))), name


def label_order(label: str) -> tuple[str, str]:
    """Return the key by which labels are sorted, without regard to case, accents and a leading article."""
    return _folded(_ARTICLE.sub("", label, count=1)), label


def index_letter(order: tuple[str, str]) -> str:
    """Return the letter under which a name with this key stands: `A` to `Z`, or `#` for all others."""
    letter = order[0][:1].upper()
    return letter if "A" <= letter <= "Z" else OTHERS


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return anyascii(plain).casefold().lstrip(" '\"“”‘’«».-_#@([")

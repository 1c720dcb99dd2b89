"""Slugs of labels: equal for labels that differ only in case, accents or punctuation, and for no others."""

import hashlib
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.slugs import slug

_LIMIT = 80
"""Characters of a label's slug, at most."""
_DIGITS = 6
"""Hex digits that stand for the whole of a label where its slug cannot."""
_SIMPLE = lazy_pattern(r"[a-z0-9]+(?:[ -][a-z0-9]+)*\Z")
_JOINED = lazy_pattern("['’ʼ`\u0640]")
"""Apostrophes, and the stroke that lengthens Arabic words: words go on behind them."""
_UNNAMED = lazy_pattern(r"x-[0-9a-f]{6}\Z")
"""The slug of text without a sign that has a name in Latin letters."""
_SIGNS = lazy_pattern(r"[+#]")
"""Signs that are no punctuation in labels: C, C++ and C# are three."""
# Marks that are accents after a letter of these scripts; in others they make another letter of it.
_ACCENTED = ("LATIN", "GREEK")
# Vowel points of Arabic and Hebrew, which most texts leave out, and the stress mark of Cyrillic.
_POINTS = frozenset(map(chr, (*range(0x064B, 0x0653), *range(0x05B0, 0x05C8), 0x0301)))


@lru_cache(maxsize=65536)
def label_slug(label: str) -> str:
    """Make the ASCII slug of a label from the label alone, in at most 80 characters.

    A label of Latin letters is its own slug: `Upper Vale` is `upper-vale`.
    Six hex digits of the whole follow where letters alone would not tell labels apart: where the slug was cut,
    where a label has letters of other scripts (`李伟` and `李薇` both sound like `li-wei`), or has `+` or `#`.
    """
    if len(label) <= _LIMIT and _SIMPLE.match(label.lower()):
        return slug(label)
    folded = fold_label(label)
    if folded and folded.isascii() and len(folded) <= _LIMIT and not _SIGNS.search(folded):
        return slug(folded)
    # Two labels without any letter differ in all they have.
    digits = hashlib.sha256((folded or label).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    words = slug(_named_signs(folded), limit=_LIMIT - _DIGITS - 1)
    return f"x-{digits}" if _UNNAMED.match(words) else f"{words}-{digits}"


def fold_label(label: str) -> str:
    """Reduce a label to what tells it from others: without case, accents, punctuation and runs of white space.

    Latin letters become ASCII (`Straße` is `strasse`), letters of other scripts stay themselves.
    """
    text = unicodedata.normalize("NFKC", label).casefold().replace("&", " and ")
    text = unicodedata.normalize("NFC", _without_accents(_JOINED.sub("", text)))
    kept = "".join(_kept(sign) for sign in text)
    return " ".join(kept.split())


def _without_accents(text: str) -> str:
    """Take off the marks that are accents; text comes back decomposed."""
    if text.isascii():
        return text
    signs: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(sign):
            base = sign
        elif sign in _POINTS or base.isascii() or unicodedata.name(base, "").startswith(_ACCENTED):
            continue
        signs.append(sign)
    return "".join(signs)


def _kept(sign: str) -> str:
    """Give what a sign contributes to a folded label: itself, its Latin letters, or a gap."""
    if sign.isascii():
        return sign if sign.isalnum() or sign in "+#" else " "
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if kind[0] == "L" and unicodedata.name(sign, "").startswith("LATIN"):
        return anyascii(sign).lower()
    # Format characters, such as joiners and direction marks, are not seen.
    if kind == "Cf":
        return ""
    return " " if kind[0] in "PZC" else sign


def _named_signs(folded: str) -> str:
    return folded.replace("+", " plus ").replace("#", " sharp ")

"""Bring a passage to a normal form in which printings of the same notice are equal."""

import hashlib
import re
import unicodedata

_TARGET = re.compile(r"\]\([^()\s]*\)")
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"[\W_]+")

SHORTEST = 12
"""Normal forms of fewer characters recur by chance and get no fingerprint."""


def normalise(text: str) -> str:
    """Give the passage in lower case with digits folded to `0` and marks, markup and link targets dropped."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _MARKS.sub(" ", _DIGITS.sub("0", _TARGET.sub("]", text).lower())).strip()


def fingerprint(text: str) -> int:
    """Give 64 bits that are equal for equal normal forms; 0 for a passage too short to recur meaningfully."""
    normal = normalise(text)
    if len(normal) < SHORTEST:
        return 0
    digest = hashlib.blake2b(normal.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") or 1

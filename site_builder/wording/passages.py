"""Bring a passage to a normal form in which printings of the same notice are equal."""

import hashlib
import unicodedata
from collections.abc import Sequence
from zlib import crc32

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.tokens import without_typography

_TARGET = lazy_pattern(r"\]\([^()\s]*\)")
_DIGITS = lazy_pattern(r"\d+")
_MARKS = lazy_pattern(r"[\W_]+")
_SIGNS = lazy_pattern(r"[^\w\x00-\x7f]")
# Letters and digits with a fold of their own: scripts other than Latin, Greek, Cyrillic, Hebrew and Arabic letters.
# Said by what they are not, as ranges beyond the first 65,536 characters take milliseconds to compile.
_FARTHER = lazy_pattern("[^\\0-\u065f\u2000-\u2fff]")
# One byte for one: capitals to small letters, digits to 0, other ASCII to blanks.
_FOLDED = bytes(
    byte
    if byte > 127
    else ord("0")
    if chr(byte).isdigit()
    else ord(chr(byte).lower() if chr(byte).isalpha() else " ")
    for byte in range(256)
)

SHORTEST = 12
"""Normal forms of fewer characters recur by chance and get no fingerprint."""


def normalise(text: str) -> str:
    """Return the passage in lower case with digits folded to `0` and marks, markup and link targets dropped."""
    return b" ".join(_fold(_unmarked(text))).decode("utf-8", "surrogatepass")


def _unmarked(text: str) -> str:
    """Drop link targets, and beyond ASCII what `_fold` does not: capitals, digits and marks."""
    if "]" in text and "](" in text:
        # With a blank, so that what follows the bracket is not taken for another target.
        text = _TARGET.sub("] ", text)
    if text.isascii():
        return text
    text = without_typography(text)
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = _TARGET.sub("] ", unicodedata.normalize("NFKC", text))
    text = text.lower()
    if _FARTHER.search(text):
        return _MARKS.sub(" ", _DIGITS.sub("0", text))
    return _SIGNS.sub(" ", text)


def _fold(text: str) -> list[bytes]:
    """Return the words with ASCII capitals and digits folded."""
    return _folded(text).split()


def _folded(text: str) -> bytes:
    """Fold ASCII capitals and digits, with blanks for marks; on bytes this takes half the time of expressions."""
    folded = text.encode("utf-8", "surrogatepass").translate(_FOLDED)
    while b"00" in folded:
        folded = folded.replace(b"00", b"0")
    return folded


def fingerprint(text: str) -> int:
    """Return 64 bits that are equal for equal normal forms; 0 for a passage too short to recur meaningfully.

    Its words are told apart by capitals, as parting a text at blanks takes most of the time of a normal form.
    """
    letters = _folded(_unmarked(text)).title().translate(None, b" ")
    # A character has four bytes at most.
    if len(letters) < 4 * SHORTEST and len(normalise(text)) < SHORTEST:
        return 0
    return int.from_bytes(hashlib.blake2b(letters, digest_size=8).digest(), "big") or 1


FEWEST = 8
"""Words; passages of fewer are alike by chance."""


def near_duplicate_keys(words: Sequence[str]) -> tuple[int, ...]:
    """Return three values of 64 bits, of which nearly equal passages share at least one; none for a few words.

    The passage is seen as its runs of three words.
    Each value stands for two of the three runs with the least checksums, and so for the same two runs elsewhere.
    A changed date, name or number changes three runs, and most likely leaves two of the least as they were.
    `words` are in lower case.
    """
    if len(words) < FEWEST:
        return ()
    folded = _fold(" ".join(words))
    least = sorted(set(map(crc32, map(b" ".join, zip(folded, folded[1:], folded[2:], strict=False)))))[:3]
    if len(least) < 3:
        return ()
    first, second, third = least
    return first << 32 | second, first << 32 | third, second << 32 | third

"""Turn any label into an ASCII slug that works in addresses and file names everywhere."""

import hashlib
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from site_builder.lazy_patterns import lazy_pattern

_SLUG = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_APART = lazy_pattern(r"[^a-z0-9]+")
_JOINED = lazy_pattern(r"['’ʼ`]")
# Names Windows keeps for devices, with or without an extension.
_RESERVED = lazy_pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")


# The same labels come back thousands of times.
@lru_cache(maxsize=65536)
def slug(text: str, *, limit: int = 80) -> str:
    """Return the ASCII slug of a label: lower case, words joined by `-`, cut at a word within `limit` characters.

    Labels that differ only in case, accents or punctuation share a slug.
    Text without a single letter or digit gets `x-` and six hex digits of its digest, so that no slug is empty.
    """
    if len(text) <= limit and _SLUG.fullmatch(text) and (len(text) > 4 or not _RESERVED.match(text)):
        return text
    plain = text if text.isascii() else anyascii(unicodedata.normalize("NFKD", text))
    plain = plain.lower().replace("&", " and ")
    words = _APART.sub("-", _JOINED.sub("", plain)).strip("-")
    if not words:
        return "x-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    if len(words) > limit:
        cut = words.rfind("-", 0, limit + 1)
        words = words[:cut] if cut > 0 else words[:limit]
    return words + "-x" if _RESERVED.match(words) else words

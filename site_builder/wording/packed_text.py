"""Texts that are kept in records: compressed, and none that is longer than a comparison needs."""

import zlib
from collections.abc import Sequence

_MAX_CHARACTERS = 400_000
"""Of a text that is kept, at most; longer ones take the records of many others."""


_BREAK = "\n"


def pack_paragraphs(paragraphs: Sequence[str]) -> bytes:
    """Pack paragraphs, each in one line; nothing comes back where they are too long to be kept."""
    text = _BREAK.join(paragraphs)
    if len(text) > _MAX_CHARACTERS:
        return b""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 9)


def unpack_paragraphs(packed: bytes) -> list[str]:
    """Return the paragraphs that were packed."""
    text = zlib.decompress(packed).decode("utf-8", "surrogatepass") if packed else ""
    return text.split(_BREAK) if text else []

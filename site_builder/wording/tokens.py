"""Split a text into words."""

import re

_WORD = re.compile(r"[^\W_]+")

# Of common marks these lie outside Latin-1; without them, the words of many languages split several times as fast.
_TYPOGRAPHY = "’“”‘–—…„•€"
_APART = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256))


def split_words(text: str) -> list[str]:
    """List the words of a text in lower case: runs of letters and digits."""
    if text.isascii():
        return text.encode().translate(_APART).decode().split()
    for mark in _TYPOGRAPHY:
        if mark in text:
            text = text.replace(mark, " ")
    try:
        return text.encode("latin-1").translate(_APART).decode("latin-1").split()
    except UnicodeEncodeError:
        return _WORD.findall(text.lower())

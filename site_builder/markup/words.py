"""Say what a reader would see of Markdown, as plain text, without parsing it."""

import re
from html import unescape

_WORD = re.compile(r"\w[\w'’\-]*")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^<>\s]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PREFIX = re.compile(r"^[ \t]*(?:#{1,6}[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])", re.MULTILINE)
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|[*_`~]+")


def plain(text: str) -> str:
    """Return the visible words of Markdown on one line: no marks, tags or addresses of links."""
    text = _IMAGE_OR_LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _PREFIX.sub("", text)
    text = _MARKS.sub(lambda match: match.group(1) or "", text)
    return " ".join(unescape(text).split())


def count_words(text: str) -> int:
    """Count the words a reader would see."""
    return len(_WORD.findall(plain(text)))

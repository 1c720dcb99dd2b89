"""See a block as its reader would: words and line breaks without marks, and which of the words are links."""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from site_builder.model import Block

_IMAGE = re.compile(r"!\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*+\)")
_PIECE = re.compile(
    r"\[(?P<label>[^\[\]]*)\]\([ ]?<?(?P<target>(?:[^()\s<>]|\([^()\s]*\))*+)>?[^()]*+\)"
    r"|<(?P<auto>https?://[^<>\s]*|[\w.+-]+@[\w.-]+)>"
    r"|</?[a-zA-Z][^<>]*>"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|[*`~]+|(?<!\w)_+|_+(?!\w)"
)
# Numbers of ordered lists stay: Markdown takes "6. November 2023" for the sixth item.
_PREFIX = re.compile(r"^[ \t]{0,8}(?:(?:#{1,6}|>|[-*+])[ \t]+)+", re.MULTILINE)
_ANY = re.compile(r"[\[*`~_<&\\]")
_WIDE = re.compile(r"[\t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]|  ")
_SPACES = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile("[\u00ad\u200b\ufeff]")


class ViewLink(NamedTuple):
    """A link in a view: where its words stand, the words and the target."""

    start: int
    end: int
    text: str
    target: str


class PlainView(NamedTuple):
    """What a block shows."""

    text: str
    """Words with the line breaks of the source; runs of blanks are one blank, images are left out."""
    links: tuple[ViewLink, ...]
    """In order, with offsets into `text`; links without words are left out."""

    @property
    def line(self) -> str:
        """The words on one line."""
        return " ".join(self.text.split())


def view(block: Block) -> PlainView:
    """Strip Markdown from a block by the shape of its marks; nothing is parsed."""
    text = block.text
    if block.type == "heading":
        text = _heading(text)
    return view_text(text, listed=block.type.endswith("list"), heading=block.type == "heading")


def _heading(text: str) -> str:
    """Strip the underline of a heading, or the marks that close it; no expression, as runs of them can be long."""
    bare = text.rstrip(" \t")
    above = bare.rstrip("=-")
    if len(bare) - len(above) > 2:
        text = above.removesuffix("\n")
        bare = text.rstrip(" \t")
    words = bare.rstrip("#")
    return words.rstrip(" \t") if words != bare and words[-1:] in (" ", "\t") else text


def view_text(text: str, *, listed: bool = True, heading: bool = True) -> PlainView:
    """Strip the marks of a piece of Markdown."""
    whole = listed or heading or text[:1] in ">#"
    return _remembered(text, whole) if len(text) <= _MEMO_LENGTH else _view(text, whole)


def _view(text: str, listed: bool) -> PlainView:
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if "![" in text:
        text = _IMAGE.sub("", text)
    if listed:
        text = _PREFIX.sub("", text)
    text = _mended(text)
    if not _ANY.search(text):
        return PlainView(_SPACES.sub(" ", text) if _WIDE.search(text) else text, ())
    pieces: list[str] = []
    links: list[ViewLink] = []
    length = floor = 0
    for match in _PIECE.finditer(text):
        length += _add(pieces, text[floor : match.start()])
        floor = match.end()
        label = match["label"] if match["label"] is not None else match["auto"]
        if label is not None:
            length += _link(pieces, links, length, _plain(label).replace("\n", " "), match["target"] or label)
        elif match["escaped"]:
            length += _add(pieces, match["escaped"])
        if label is not None or match[0][0] in "*_<":
            length += _apart(pieces, text[floor : floor + 1])
    _add(pieces, text[floor:])
    return PlainView("".join(pieces), tuple(links))


# Notices recur.
_MEMO_LENGTH = 2000
_remembered = lru_cache(maxsize=2048)(_view)


def _mended(text: str) -> str:
    """Mend a link that the conversion broke over two blocks: its beginning stands in one, its target in the other."""
    close = text.find("](")
    if 0 < close < 200 and text.find("[", 0, close) < 0:
        text = "[" + text
    opening = text.rfind("[")
    if opening >= 0 and text.find("]", opening) < 0:
        text = text[:opening] + text[opening + 1 :]
    return text


def _link(pieces: list[str], links: list[ViewLink], length: int, words: str, target: str) -> int:
    """Add the words of a link, apart from what stands before them; give how much was added."""
    # A handle or an address run into a name would be taken for one word with it.
    before = _add(pieces, " ") if "@" in words else _apart(pieces, words)
    if words.strip():
        start = length + before
        links.append(ViewLink(start, start + len(words), " ".join(words.split()), target))
    return before + _add(pieces, words)


def _plain(label: str) -> str:
    # A heading may stand in a link instead of the link in a heading.
    label = label.lstrip("# ") if label.startswith("#") and label.lstrip("#")[:1] == " " else label
    return _SPACES.sub(" ", _entities(_PIECE.sub(lambda match: match["escaped"] or "", label)))


def _apart(pieces: list[str], following: str) -> int:
    """Part what the conversion glued at a mark: `By[Ada Holm](…)2 May 2020` is `By Ada Holm 2 May 2020`."""
    before = pieces[-1][-1:] if pieces else ""
    after = following[:1]
    digits = (before.isdigit() or after.isdigit()) and before.isalnum() and after.isalnum()
    return _add(pieces, " ") if digits or (before.islower() and after.isupper()) else 0


def _add(pieces: list[str], text: str) -> int:
    if not text:
        return 0
    text = _entities(text)
    if _WIDE.search(text):
        text = _SPACES.sub(" ", text)
    pieces.append(text)
    return len(text)


def _entities(text: str) -> str:
    return unescape(text) if "&" in text else text

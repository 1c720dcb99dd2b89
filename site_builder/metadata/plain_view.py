"""Plain text of a block as its reader sees it: words and line breaks without Markdown, and its links with offsets."""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block

_IMAGE = lazy_pattern(r"!\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*+\)")
_PIECE = lazy_pattern(
    r"\[(?P<label>[^\[\]]*)\]\([ ]?<?(?P<target>(?:[^()\s<>]|\([^()\s]*\))*+)>?[^()]*+\)"
    r"|<(?P<auto>https?://[^<>\s]*|[\w.+-]+@[\w.-]+)>"
    r"|</?(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])|\\(?=\n)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?P<code>[^`]++)(?P=ticks)(?!`)"
    r"|(?P<run>\*+|~~+|(?<!\w)_+|_+(?!\w))"
)
# Numbers of ordered lists stay: Markdown takes "6. November 2023" for the sixth item.
_PREFIX = lazy_pattern(r"^[ \t]{0,8}(?:(?:#{1,6}|>|[-*+])[ \t]+)+", re.MULTILINE)
_HEADING_PREFIX = lazy_pattern(r"[ \t]{0,8}#{1,6}[ \t]+")
_BREAKING_TAGS = frozenset(["br", "p", "div", "li", "tr"])
_RAISED_TAGS = frozenset(["sub", "sup"])
_ANY = lazy_pattern(r"[\[*`~_<&\\]")
_WIDE = lazy_pattern(r"[\t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]|  ")
_SPACES = lazy_pattern(r"[^\S\n]+")
_UNSEEN = lazy_pattern("[\u00ad\u200b\ufeff]")


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
    if block.type == "heading":
        return view_text(_heading(block.text), heading=True)
    return view_text(block.text, listed=block.type.endswith("list"))


def _heading(text: str) -> str:
    """Strip the underline of a heading, or the marks that close it; no expression, as runs of them can be long."""
    bare = text.rstrip(" \t")
    above = bare.rstrip("=-")
    if len(bare) - len(above) > 2:
        text = above.removesuffix("\n")
        bare = text.rstrip(" \t")
    words = bare.rstrip("#")
    return words.rstrip(" \t") if words != bare and words[-1:] in (" ", "\t") else text


def view_text(text: str, *, listed: bool = False, heading: bool = False) -> PlainView:
    """Strip the marks of a piece of Markdown, those of lists and quotations too if it is `listed`."""
    listed = not heading and (listed or text[:1] in ">#")
    return (_remembered if len(text) <= _MEMO_LENGTH else _view)(text, listed, heading)


def _view(text: str, listed: bool, heading: bool) -> PlainView:
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if "![" in text:
        text = _IMAGE.sub("", text)
    if listed:
        text = _PREFIX.sub("", text)
    elif heading:
        text = _HEADING_PREFIX.sub("", text, count=1)
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
            length += _apart(pieces, text[floor : floor + 1])
        else:
            length += _add_mark(pieces, match, heading=heading)
    _add(pieces, text[floor:])
    return PlainView("".join(pieces), tuple(links))


# hot: notices recur; see tests/benchmarks/stages.py
_MEMO_LENGTH = 2000
_remembered = lru_cache(maxsize=2048)(_view)


def _add_mark(pieces: list[str], match: re.Match[str], *, heading: bool) -> int:
    """Add what a tag, an escaped character, code or a run of marks shows, and return its length."""
    if match["escaped"] or match["code"]:
        pieces.append(match["escaped"] or _code(match["code"]))
        return len(pieces[-1])
    tag = (match["tag"] or "").lower()
    if tag in _BREAKING_TAGS:
        return _add(pieces, "\n")
    if match["run"] and _is_literal(match):
        return _add(pieces, match["run"])
    # A browser shows no gap at a mark within a line, but conversions glue what stood apart: `**By**Ada Holm`.
    glued = not heading and tag not in _RAISED_TAGS and match[0] != "\\"
    return _apart(pieces, match.string[match.end() : match.end() + 1], marks=True) if glued else 0


def _code(text: str) -> str:
    """Return what a code span shows, without the blank that keeps its own backticks apart."""
    text = text.replace("\n", " ")
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == " " else text


def _is_literal(match: re.Match[str]) -> bool:
    """Return whether a run of `*`, `_` or `~` marks nothing: `3 * 4`, a lone `*` behind a word, one `~~` alone."""
    text, run = match.string, match["run"]
    start, end = match.span()
    alone = text.find(run, end) < 0 and text.rfind(run, 0, start) < 0
    if run[0] == "~":
        return alone
    if len(run) > 1:
        return False
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before.isspace() and after.isspace():
        return True
    return alone and before.isalnum() and not after.isalnum()


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
    return _SPACES.sub(" ", _entities(_PIECE.sub(_shown, label)))


def _shown(match: re.Match[str]) -> str:
    """Return what a mark inside the words of a link shows."""
    pieces: list[str] = []
    _add_mark(pieces, match, heading=True)
    return "".join(pieces) if match["label"] is None else ""


def _apart(pieces: list[str], following: str, *, marks: bool = False) -> int:
    """Part what the conversion glued at a link or mark: `By[Ada Holm](…)2 May 2020` is `By Ada Holm 2 May 2020`."""
    before = pieces[-1][-1:] if pieces else ""
    after = following[:1]
    digits = (before.isdigit() or after.isdigit()) and before.isalnum() and after.isalnum()
    if marks and before.isdigit() and after.isdigit():
        return 0
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

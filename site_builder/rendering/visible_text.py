"""Read safe HTML as a run of tags and texts: what a reader sees of a block, and the text of a whole page."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern

# Quotation marks are escaped in values, angle brackets need not be.
_TOKEN = lazy_pattern(r"<!--.*?-->|<(?:[^<>\"]|\"[^\"]*\")*>|[^<]+", re.DOTALL)
_NAME = lazy_pattern(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_CLASS = lazy_pattern(r'\bclass="([^"]*)"')
_NOTES = lazy_pattern(r'\bdata-notes="([^"]*)"')

_INLINE_NAMES = """
    a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup u var
"""
INLINE = frozenset(_INLINE_NAMES.split())
"""Elements that begin no line of their own."""
VOID = frozenset({"br", "hr", "img", "input", "wbr"})
# What this program writes into a block, and no words of the article.
_OWN_WORDS = frozenset(
    {"md-note", "md-back", "md-image", "md-lang", "md-handle", "md-noteref", "md-footnote-label"}
)


class Tag(NamedTuple):
    """A tag of safe HTML."""

    source: str
    name: str
    closes: bool
    classes: frozenset[str]

    @property
    def is_void(self) -> bool:
        """Whether nothing can stand in such an element."""
        return self.name in VOID


class Text(NamedTuple):
    """A run of text between two tags."""

    value: str
    """Its characters, without escapes."""


def tokens(html: str) -> Iterator[Tag | Text]:
    """Yield the tags and texts of safe HTML in their order, without comments."""
    for match in _TOKEN.finditer(html):
        source = match[0]
        if source[0] != "<":
            yield Text(unescape(source))
        elif name := _NAME.match(source):
            classes = _CLASS.search(source)
            yield Tag(
                source, name[1].lower(), source[1] == "/", frozenset(classes[1].split() if classes else ())
            )


class Run(NamedTuple):
    """A text of a block that belongs to the words of the article."""

    token: int
    """Its place among the tokens of the block."""
    start: int
    """Its place in the visible text of the block."""
    value: str


def visible_runs(html: str) -> list[Run]:
    """Return the texts of a block that are words of the article, with their places in its visible text.

    Between two elements that begin lines of their own there is at least one blank.
    References to footnotes, the names of pictures and of the languages of listings are none of its words.
    """
    runs: list[Run] = []
    at = 0
    hidden = ""
    depth = 0
    is_label_due = needs_blank = is_after_blank = False
    for index, token in enumerate(tokens(html)):
        if isinstance(token, Text):
            if hidden:
                continue
            if needs_blank and at and not token.value[0].isspace():
                at += 1
            runs.append(Run(index, at, token.value))
            at += len(token.value)
            needs_blank = False
            is_after_blank = token.value[-1].isspace()
            continue
        if hidden:
            depth += (token.name == hidden) * (-1 if token.closes else 1)
            hidden = hidden if depth else ""
            continue
        is_label = is_label_due and token.name == "sup"
        if not token.closes and not token.is_void and (is_label or token.classes & _OWN_WORDS):
            hidden, depth = token.name, 1
        if token.name not in INLINE:
            needs_blank = not is_after_blank
            is_label_due = "md-footnote" in token.classes or (is_label_due and token.name == "p")
        elif is_label:
            is_label_due = False
    return runs


def visible_text(html: str) -> str:
    """Return the words of the article that a block of safe HTML shows."""
    pieces: list[str] = []
    at = 0
    for run in visible_runs(html):
        if run.start > at:
            pieces.append(" " * (run.start - at))
        pieces.append(run.value)
        at = run.start + len(run.value)
    return "".join(pieces)


class PageText(NamedTuple):
    """The text of the main part of a page, as the DOM has it."""

    text: str
    notes: Mapping[str, tuple[int, int]]
    """Where the passage of each note begins and ends in it, in code points."""
    before: int
    """UTF-16 code units of the text of `<body>` that stands before it."""


def page_text(html: str) -> PageText:
    """Return the `textContent` of a page's `<main>` and the passages of notes that are marked in it."""
    pieces: list[str] = []
    notes: dict[str, tuple[int, int]] = {}
    marked: list[list[str]] = []
    at = before = 0
    is_pre_open = is_body = is_main = False
    for token in tokens(html):
        if isinstance(token, Tag):
            is_body = is_body or token.name == "body"
            if token.name == "main":
                is_main = not token.closes
            is_pre_open = token.name == "pre" and not token.closes
            if token.name == "mark" and is_main:
                if token.closes:
                    marked.pop()
                else:
                    ids = _NOTES.search(token.source)
                    marked.append(unescape(ids[1]).split() if ids else [])
            continue
        # A line end at the beginning of `<pre>` is no text.
        value = token.value.removeprefix("\n") if is_pre_open else token.value
        is_pre_open = False
        if not is_main:
            before += utf16_length(value) if is_body and not pieces else 0
            continue
        pieces.append(value)
        for name in (name for names in marked for name in names):
            notes[name] = notes[name][0] if name in notes else at, at + len(value)
        at += len(value)
    return PageText("".join(pieces), notes, before)


def utf16_length(text: str) -> int:
    """Return how many code units of UTF-16 a text has, in which scripts of browsers count."""
    return len(text) + sum(character > "\uffff" for character in text)

"""Write the text of blocks with control characters in place of links, images and other marks.

The parser and the inline renderer are those that make HTML; only the policy differs.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from itertools import zip_longest
from typing import Any

from markdown_it.token import Token

from site_builder.commonmark.document import Body, Document, FlatBlock
from site_builder.commonmark.emphasis import Elements
from site_builder.commonmark.inline import InlineRenderer
from site_builder.commonmark.tables import table_tokens
from site_builder.lazy_patterns import lazy_pattern

# What is not seen: controls, those of text direction, soft hyphens, marks of byte order.
_UNSEEN = lazy_pattern(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BLANKS = lazy_pattern(r"[^\S\n]+")

# Control characters stand for what has no text; those of the source are gone when they are written.
LINK, LINK_END, IMAGE, BOUNDARY, END = "\x01", "\x02", "\x03", "\x04", "\x05"
SIGNS = (LINK, LINK_END, IMAGE, BOUNDARY)
# hot: see tests/benchmarks/markdown.py. What opens with one class of characters is looked for quickly.
MARK = lazy_pattern(
    "([\x01-\x04](?:(?<=[\x02\x04])|(?<=\x01)[^\x05]*\x05|(?<=\x03)[^\x05]*\x05[^\x05]*\x05))"
)

_SPECIAL = tuple("\\`*_~[<&|")
FOOTNOTE_LABEL = lazy_pattern(r"^\[\^[^\s\[\]]+\]:[ \t]*", re.MULTILINE)
_UNKNOWN_REFERENCE = lazy_pattern(r"(?<!!)(?<!\])\[([^\[\]]*)\]\[[^\[\]]*\]")

_COMMENT_OR_TAG = lazy_pattern(r"<!--|<[/!?]?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
_TAG_NAME = lazy_pattern(r"</?([a-zA-Z][a-zA-Z0-9\-]*)")
_ATTRIBUTE = lazy_pattern(r"\s(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.IGNORECASE)
_INLINE_TAGS = """
    abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup
    tt u var
"""
_INLINE_TAG_NAMES = frozenset(_INLINE_TAGS.split())
_CELL_TAGS = frozenset({"td", "th"})


_MAX_BRACKETS = 500
"""Brackets of one paragraph; with more it is no text for readers, and is taken as it stands, marks included."""


class _AnyLabel:
    """A set of footnote labels that contains every label."""

    def __contains__(self, label: object) -> bool:
        return True

    def __len__(self) -> int:
        return 1


class _PlainPolicy:
    """Writes text as it is, and control characters in place of tags."""

    line_break = "\n"
    elements: Elements = dict.fromkeys(("em", "strong", "s", "code"), (BOUNDARY, BOUNDARY))

    @staticmethod
    def escape(text: str) -> str:
        return text if text.isprintable() else _BLANKS.sub(" ", _UNSEEN.sub("", text))

    def link(self, href: str, title: str) -> tuple[str, str]:
        return f"{LINK}{self.escape(href)}{END}", LINK_END

    def image(self, source: str, title: str, alt: str, *, linked: bool) -> str:
        return f"{IMAGE}{self.escape(source)}{END}{self.escape(alt)}{END}"

    def note(self, label: str) -> str:
        return BOUNDARY

    def tag(self, source: str) -> str:
        match = _TAG_NAME.match(source)
        name = match[1].lower() if match else ""
        if name in _INLINE_TAG_NAMES or not name:
            return BOUNDARY
        if name == "a":
            return LINK_END if source[1] == "/" else self.link(_attributes(source).get("href", ""), "")[0]
        if name == "img":
            attributes = _attributes(source)
            return self.image(attributes.get("src", ""), "", attributes.get("alt", ""), linked=False)
        return " " if name in _CELL_TAGS else "\n"

    def html_block(self, source: str) -> str:
        """Return the text of raw HTML with its tags replaced, and without its comments."""
        pieces: list[str] = []
        at = 0
        last_end = source.rfind("-->")
        while match := _COMMENT_OR_TAG.search(source, at):
            pieces.append(self.escape(unescape(source[at : match.start()])))
            at = match.end()
            if match[0] != "<!--":
                pieces.append(self.tag(match[0]))
            elif at <= last_end:
                at = source.index("-->", at) + 3
        return "".join((*pieces, self.escape(unescape(source[at:]))))


_POLICY = _PlainPolicy()
_ANY_LABEL = _AnyLabel()


def marked_document(document: Document, references: Mapping[str, Any]) -> str:
    """Return the text of all blocks, and of what is nested too deep to be a block, with marks."""
    texts = [marked_body(body, references) for body in document.bodies]
    texts += [_POLICY.escape(left.text) for left in document.leftovers if left.kind == "too-deep"]
    return "\n".join(texts)


def marked_body(body: Body, references: Mapping[str, Any]) -> str:
    """Return the text of a block with marks; `references` are the link definitions."""
    if isinstance(body, str) and not any(map(body.__contains__, _SPECIAL)):
        return _POLICY.escape(body)
    inline = _inline_renderer(references) if references else _inline
    if isinstance(body, str) and "|" not in body:
        return inline(body)
    return "\n".join(_lines(body, inline))


def _inline_renderer(references: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function that renders inline Markdown as text with marks."""
    render = InlineRenderer(_POLICY, references=references, footnotes=_ANY_LABEL).render

    def inline(text: str) -> str:
        if text.count("[") > _MAX_BRACKETS:
            return _POLICY.escape(text)
        if "[^" in text:
            text = FOOTNOTE_LABEL.sub("", text)
        if not references and "][" in text and "`" not in text:
            text = _UNKNOWN_REFERENCE.sub(r"[\1]()", text)
        return render(text)

    return inline


_inline = _inline_renderer({})


def _lines(body: Body, inline: Callable[[str], str]) -> Iterator[str]:
    """Yield the paragraphs, items, rows and listings of a block."""
    if isinstance(body, str):
        yield from _paragraph(body, inline)
    elif isinstance(body, FlatBlock):
        for number, text in zip_longest(body.marks, body.texts):
            yield from ([f"{number} {inline(text)}"] if number else _paragraph(text, inline))
    else:
        yield from _token_lines(body, inline)


def _paragraph(text: str, inline: Callable[[str], str]) -> Iterator[str]:
    table = table_tokens(text) if "|" in text else None
    if table is None:
        yield inline(text)
    else:
        yield from _token_lines(table, inline)


def _token_lines(tokens: Sequence[Token], inline: Callable[[str], str]) -> Iterator[str]:
    number = ""
    row: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            number += f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "list_item_close" and number:
            yield number
            number = ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield " ".join(row)
            row = None
        elif token.type == "inline" and row is not None:
            row.append(inline(token.content))
        elif token.type == "inline":
            first, *rest = _paragraph(token.content, inline)
            yield from (number + first, *rest)
            number = ""
        elif token.type in ("fence", "code_block"):
            yield number + _POLICY.escape(token.content)
            number = ""
        elif token.type == "html_block":
            yield number + _POLICY.html_block(token.content)
            number = ""


def _attributes(tag: str) -> dict[str, str]:
    """Return the addresses and the alternative text of a raw tag; the first of a name counts, as in browsers."""
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag):
        attributes.setdefault(name.lower(), unescape("".join(values)))
    return attributes

"""Extract the plain text of a block, with its links and images, as a reader sees them.

The text is that of the rendered block: the same parser and inline renderer make it, with control characters for tags.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from itertools import zip_longest
from typing import Any, NamedTuple

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.token import Token

from site_builder.commonmark.blocks import parse
from site_builder.commonmark.document import Body, Document, FlatBlock
from site_builder.commonmark.emphasis import Elements
from site_builder.commonmark.inline import InlineRenderer
from site_builder.commonmark.tables import table_tokens
from site_builder.memo import Memo
from site_builder.model import Block


class PlainLink(NamedTuple):
    """A link: `text[start:end]` are its words, perhaps none."""

    start: int
    end: int
    target: str
    """The address, normalised as in HTML; empty where it is not known."""


class PlainImage(NamedTuple):
    """An image, which has no characters in the text."""

    at: int
    alt: str
    source: str


class PlainText(NamedTuple):
    """What a block shows."""

    text: str
    """The words, with the line breaks of the source; runs of blanks are one blank.

    Without images, references to footnotes, control characters, and the addresses of links; the numbers of ordered
    lists are part of it, as `6. November` is often no list.
    """
    links: tuple[PlainLink, ...] = ()
    """In order of their beginnings."""
    images: tuple[PlainImage, ...] = ()
    boundaries: tuple[int, ...] = ()
    """Offsets at which a mark of emphasis, code, a link, an image or an inline tag stood: words may be glued there."""

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    @property
    def line_with_alt(self) -> str:
        """The text on one line, with the alternative texts of images in their places."""
        if not self.images:
            return self.line
        pieces, at = [], 0
        for image in self.images:
            pieces += [self.text[at : image.at], f" {image.alt} "]
            at = image.at
        return " ".join("".join((*pieces, self.text[at:])).split())


def plain_blocks(document: Document) -> tuple[PlainText, ...]:
    """Return the plain text of each block of a document."""
    references = document.references
    if references or document.joined:
        return tuple([_plain(_marked_body(body, references)) for body in document.bodies])
    return tuple(map(_memoized, document.blocks, document.bodies))


def plain_block(block: Block) -> PlainText:
    """Return the plain text of a block whose document is not at hand.

    As link definitions are not known then, `[text][label]` counts as a link to nowhere.
    """
    return _memoized(block, None)


def plain_text(markdown: str) -> str:
    """Return the plain text of some Markdown on one line, with the alternative texts of images."""
    return _memoized_text(markdown) if len(markdown) <= _MAX_MEMOIZED else _plain_markdown(markdown)


def count_words(text: str) -> int:
    """Count the words of a plain text; in scripts without blanks between words, the characters."""
    if not text:
        return 0
    characters = 0
    # Two bytes a character and more: hardly a Latin text, perhaps an ideographic one.
    if not text.isascii() and len(text.encode("utf-8", "replace")) > 1.5 * len(text):
        text, characters = _IDEOGRAPH.subn(" ", text)
        text = " ".join(text.split())
    return characters + text.count(" ") + bool(text) - len(_NO_WORD.findall(f" {text} "))


_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NO_WORD = re.compile(r" [^\w ]+(?= )")

# What is not seen: controls, those of text direction, soft hyphens, marks of byte order.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" *+\n *+")

# Control characters stand for what has no text; those of the source are gone when they are written.
_LINK, _LINK_END, _IMAGE, _BOUNDARY, _END = "\x01", "\x02", "\x03", "\x04", "\x05"
_SIGNS = (_LINK, _LINK_END, _IMAGE, _BOUNDARY)
_MARK = re.compile("(\x01[^\x05]*\x05|[\x02\x04]|\x03[^\x05]*\x05[^\x05]*\x05)")

_SPECIAL = tuple("\\`*_~[<&|")
_FOOTNOTE_LABEL = re.compile(r"^\[\^[^\s\[\]]+\]:[ \t]*", re.MULTILINE)
_UNKNOWN_REFERENCE = re.compile(r"(?<!!)(?<!\])\[([^\[\]]*)\]\[[^\[\]]*\]")

_COMMENT_OR_TAG = re.compile(r"<!--|<[/!?]?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9\-]*)")
_ATTRIBUTE = re.compile(r"\s(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.IGNORECASE)
_INLINE_TAGS = """
    abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup
    tt u var
"""
_INLINE_TAG_NAMES = frozenset(_INLINE_TAGS.split())
_CELL_TAGS = frozenset({"td", "th"})


_MAX_BRACKETS = 2000
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
    elements: Elements = dict.fromkeys(("em", "strong", "s", "code"), (_BOUNDARY, _BOUNDARY))

    @staticmethod
    def escape(text: str) -> str:
        return text if text.isprintable() else _BLANKS.sub(" ", _UNSEEN.sub("", text))

    def link(self, href: str, title: str) -> tuple[str, str]:
        return f"{_LINK}{self.escape(href)}{_END}", _LINK_END

    def image(self, source: str, title: str, alt: str, *, linked: bool) -> str:
        return f"{_IMAGE}{self.escape(source)}{_END}{self.escape(alt)}{_END}"

    def note(self, label: str) -> str:
        return _BOUNDARY

    def tag(self, source: str) -> str:
        match = _TAG_NAME.match(source)
        name = match[1].lower() if match else ""
        if name in _INLINE_TAG_NAMES or not name:
            return _BOUNDARY
        if name == "a":
            return _LINK_END if source[1] == "/" else self.link(_attributes(source).get("href", ""), "")[0]
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


# hot: see tests/benchmarks/markdown.py (a block is asked for more than once, and notices recur)
_MEMO = Memo[PlainText](2048)
_MAX_MEMOIZED = 4000
"""Characters of a block whose text is memoized."""


def _memoized(block: Block, body: Body | None) -> PlainText:
    text = block.text
    if len(text) > _MAX_MEMOIZED:
        return _plain_block(block, body)
    key = (block.type, text)
    plain = _MEMO.get(key)
    if plain is None:
        plain = _plain_block(block, body)
        _MEMO.put(key, plain)
    return plain


def _plain_block(block: Block, body: Body | None) -> PlainText:
    if body is None and block.type == "paragraph":
        body = block.text.strip(MD_TRIM_CHARS)
    if body is None:
        return _plain(_marked_document(parse(block.text), {}))
    return _plain(_marked_body(body, {}))


def _plain_markdown(markdown: str) -> str:
    if "[^" in markdown:
        markdown = _FOOTNOTE_LABEL.sub("", markdown)
    document = parse(markdown)
    return _plain(_marked_document(document, document.references)).line_with_alt


_memoized_text = lru_cache(maxsize=2048)(_plain_markdown)


def _marked_document(document: Document, references: Mapping[str, Any]) -> str:
    texts = [_marked_body(body, references) for body in document.bodies]
    texts += [_POLICY.escape(left.text) for left in document.leftovers if left.kind == "too-deep"]
    return "\n".join(texts)


def _marked_body(body: Body, references: Mapping[str, Any]) -> str:
    """Return the text of a parsed block with control characters where links, images and other marks are."""
    if isinstance(body, str) and not any(map(body.__contains__, _SPECIAL)):
        return _POLICY.escape(body)
    if references:
        return "\n".join(_lines(body, _inline_renderer(references)))
    return "\n".join(_lines(body, _inline))


def _inline_renderer(references: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function that renders inline Markdown as text with marks."""
    render = InlineRenderer(_POLICY, references=references, footnotes=_ANY_LABEL).render

    def inline(text: str) -> str:
        if text.count("[") > _MAX_BRACKETS:
            return _POLICY.escape(text)
        if "[^" in text:
            text = _FOOTNOTE_LABEL.sub("", text)
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


def _plain(marked: str) -> PlainText:
    """Take the control characters out, and note what they stand for."""
    marked = _single_blanks(marked).strip()
    if not any(map(marked.__contains__, _SIGNS)):
        return PlainText(marked)
    text, marks = _without_marks(marked)
    signs = {mark[0] for _, mark in marks}
    return PlainText(
        text,
        _links(marks, len(text)) if _LINK in signs else (),
        tuple([_image(at, mark) for at, mark in marks if mark[0] == _IMAGE]) if _IMAGE in signs else (),
        tuple(dict.fromkeys([at for at, _ in marks])),
    )


def _without_marks(marked: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the text and each mark with its offset; a blank on both sides of a mark is one blank."""
    texts: list[str] = []
    marks: list[tuple[int, str]] = []
    at = 0
    is_after_blank = True
    for index, piece in enumerate(_MARK.split(marked)):
        if index % 2:
            marks.append((at, piece))
            continue
        words = piece.lstrip(" " if at else None) if is_after_blank else piece
        if words:
            texts.append(words)
            at += len(words)
            is_after_blank = words[-1] in " \n"
    text = "".join(texts).rstrip()
    if len(text) < at:
        marks = [(min(offset, len(text)), mark) for offset, mark in marks]
    return text, marks


def _links(marks: Sequence[tuple[int, str]], end: int) -> tuple[PlainLink, ...]:
    """Pair the marks of links; a raw link without an end tag ends with the text."""
    links: list[PlainLink] = []
    open_links: list[int] = []
    for at, mark in marks:
        if mark[0] == _LINK:
            open_links.append(len(links))
            links.append(PlainLink(at, end, mark[1:-1]))
        elif mark[0] == _LINK_END and open_links:
            index = open_links.pop()
            links[index] = PlainLink(links[index].start, at, links[index].target)
    return tuple(links)


def _image(at: int, mark: str) -> PlainImage:
    source, alt, _ = mark[1:].split(_END)
    return PlainImage(at, alt, source)


def _single_blanks(text: str) -> str:
    """Make one blank of several, and none at the ends of lines; of blanks, `escape` leaves only the common one."""
    if " \n" in text or "\n " in text:
        text = _AROUND_LINE_END.sub("\n", text)
    return _BLANKS.sub(" ", text) if "  " in text else text


def _attributes(tag: str) -> dict[str, str]:
    """Return the addresses and the alternative text of a raw tag; the first of a name counts, as in browsers."""
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag):
        attributes.setdefault(name.lower(), unescape("".join(values)))
    return attributes

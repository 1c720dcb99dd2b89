"""Extract the plain text of a block, with its links and images, as a reader sees them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown_it.common.utils import MD_TRIM_CHARS

from site_builder.commonmark.blocks import parse
from site_builder.commonmark.document import Body, Document
from site_builder.commonmark.marked_text import (
    END,
    FOOTNOTE_LABEL,
    IMAGE,
    LINK,
    LINK_END,
    MARK,
    SIGNS,
    marked_body,
    marked_document,
)
from site_builder.lazy_patterns import lazy_pattern
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
        return " ".join(self.text.split()) if "\n" in self.text else self.text

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
        return tuple([_plain(marked_body(body, references)) for body in document.bodies])
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


_IDEOGRAPH = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NO_WORD = lazy_pattern(r" [^\w ]+(?= )")

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
        return _plain(marked_document(parse(block.text), {}))
    return _plain(marked_body(body, {}))


def _plain_markdown(markdown: str) -> str:
    if "[^" in markdown:
        markdown = FOOTNOTE_LABEL.sub("", markdown)
    document = parse(markdown)
    return _plain(marked_document(document, document.references)).line_with_alt


_memoized_text = lru_cache(maxsize=2048)(_plain_markdown)


def _plain(marked: str) -> PlainText:
    """Return the text without the control characters, and what they stand for."""
    marked = _single_blanks(marked).strip()
    # hot: see tests/benchmarks/stages.py; no sign is printable.
    if marked.isprintable() or not any(map(marked.__contains__, SIGNS)):
        return PlainText(marked)
    text, marks = _without_marks(marked)
    signs = {mark[0] for _, mark in marks}
    return PlainText(
        text,
        _links(marks, len(text)) if LINK in signs else (),
        tuple([_image(at, mark) for at, mark in marks if mark[0] == IMAGE]) if IMAGE in signs else (),
        tuple(dict.fromkeys([at for at, _ in marks])),
    )


def _without_marks(marked: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the text and each mark with its offset; a blank on both sides of a mark is one blank."""
    texts: list[str] = []
    marks: list[tuple[int, str]] = []
    at = 0
    is_after_blank = True
    for index, piece in enumerate(MARK.split(marked)):
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
        if mark[0] == LINK:
            open_links.append(len(links))
            links.append(PlainLink(at, end, mark[1:-1]))
        elif mark[0] == LINK_END and open_links:
            index = open_links.pop()
            links[index] = PlainLink(links[index].start, at, links[index].target)
    return tuple(links)


def _image(at: int, mark: str) -> PlainImage:
    source, alt, _ = mark[1:].split(END)
    return PlainImage(at, alt, source)


_BLANKS = lazy_pattern(r" {2,}")
_AROUND_LINE_END = lazy_pattern(r" *+\n *+")


def _single_blanks(text: str) -> str:
    """Make one blank of several, and none at the ends of lines; of blanks, `escape` leaves only the common one."""
    if " \n" in text or "\n " in text:
        text = _AROUND_LINE_END.sub("\n", text)
    return _BLANKS.sub(" ", text) if "  " in text else text

"""Repair links around several blocks, which converters write and CommonMark shows as stray brackets.

The link is put around the words of each block that it spans: `[`, `### Read on`, `](address)` become nothing,
`### [Read on](address)`, nothing. Blocks and lines stay those of CommonMark.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from markdown_it.token import Token

from site_builder.commonmark.document import Body, Document, FlatBlock
from site_builder.commonmark.parser import MARKDOWN
from site_builder.lazy_patterns import lazy_pattern

_MAX_SPANNED = 60
"""Paragraphs, headings and items that a link can span; brackets further apart are not a pair."""

_BRACKET = lazy_pattern(
    r"\\.|`[^`]*+`|!?\[|\](?P<target>\("
    r"[ \t\n]*+(?:<[^<>\n]*>|(?:[^()\s<>]|\([^()\s<>]*\))++)"
    r"(?:[ \t\n]++(?:\"[^\"]*\"|'[^']*'))?[ \t\n]*+\))?",
    re.DOTALL,
)


class _Text(NamedTuple):
    """A stretch of inline text, and where it stands: its block, and its number among the block's items or tokens."""

    block: int
    slot: int
    text: str


class _End(NamedTuple):
    """An unmatched `](target)`."""

    start: int
    stop: int
    target: str


class _Edit(NamedTuple):
    start: int
    stop: int
    text: str


def join_links(document: Document) -> Document:
    """Return a document in which each link that spans blocks is a link in each of them."""
    if not any(map(_may_hold_link_end, document.bodies)):
        return document
    texts = [
        _Text(index, slot, text)
        for index, body in enumerate(document.bodies)
        for slot, text in _inline_texts(body)
    ]
    edits = _edits(texts)
    if not edits:
        return document
    bodies = list(document.bodies)
    for number, changes in edits.items():
        block, slot, text = texts[number]
        bodies[block] = _with_text(bodies[block], slot, _edited(text, changes))
    joined = frozenset(texts[number].block for number in edits)
    for index in joined:
        bodies[index] = _without_empty(bodies[index])
    return msgspec.structs.replace(document, bodies=tuple(bodies), joined=joined)


def _inline_texts(body: Body) -> Iterator[tuple[int, str]]:
    if isinstance(body, str):
        yield 0, body
    elif isinstance(body, FlatBlock):
        yield from enumerate(body.texts)
    else:
        yield from ((slot, token.content) for slot, token in enumerate(body) if token.type == "inline")


def _may_hold_link_end(body: Body) -> bool:
    if isinstance(body, str):
        return _may_end_link(body)
    return any(_may_end_link(text) for _, text in _inline_texts(body))


def _may_end_link(text: str) -> bool:
    """Return whether a text can have a `](` without its `[`."""
    return "](" in text and (text.count("]") > text.count("[") or text.find("](") < text.find("["))


def _edits(texts: Sequence[_Text]) -> dict[int, list[_Edit]]:
    """Pair unmatched brackets with ends of links in later texts; return what changes, by number of the text."""
    edits: dict[int, list[_Edit]] = {}
    opening: tuple[int, int] | None = None
    for number, text in enumerate(texts):
        if "[" not in text.text and "]" not in text.text:
            continue
        starts, end = _unmatched(text.text)
        if end is not None and opening is not None and number - opening[0] <= _MAX_SPANNED:
            for edited, edit in _joined(texts, opening, number, end):
                edits.setdefault(edited, []).append(edit)
        if end is not None:
            opening = None
        if starts:
            opening = number, starts[-1]
    return edits


def _unmatched(text: str) -> tuple[list[int], _End | None]:
    """Return the offsets of the brackets that nothing closes, and the first end of a link that nothing opens."""
    starts: list[tuple[int, bool]] = []
    end: _End | None = None
    for match in _BRACKET.finditer(text):
        sign = match[0]
        if sign.endswith("[") and sign[0] != "`":
            starts.append((match.start(), sign == "["))
        elif sign[0] == "]" and starts:
            starts.pop()
        elif sign[0] == "]" and match["target"] and end is None:
            end = _End(match.start(), match.end(), match["target"])
    return [start for start, is_link in starts if is_link], end


def _joined(
    texts: Sequence[_Text], opening: tuple[int, int], last: int, end: _End
) -> list[tuple[int, _Edit]]:
    """Return the edits that make one link of each text between two brackets; none where no text can be one."""
    first, start = opening
    edits: list[tuple[int, _Edit]] = []
    is_link = False
    for number in range(first, last + 1):
        text = texts[number].text
        begin = start + 1 if number == first else 0
        stop = end.start if number == last else len(text)
        words = text[begin:stop].strip()
        link = f"[{words}]{end.target}"
        if words and _is_one_link(link):
            is_link = True
            words = link
        begin = start if number == first else begin
        edits.append((number, _Edit(begin, end.stop if number == last else stop, words)))
    return edits if is_link else []


def _is_one_link(text: str) -> bool:
    tokens = MARKDOWN.inline.parse(text, MARKDOWN, {}, [])
    opened = [token.type for token in tokens].count("link_open")
    return opened == 1 and tokens[0].type == "link_open" and tokens[-1].type == "link_close"


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    pieces, at = [], 0
    for edit in sorted(edits):
        pieces += [text[at : edit.start], edit.text]
        at = edit.stop
    return "".join((*pieces, text[at:])).strip()


def _with_text(body: Body, slot: int, text: str) -> Body:
    if isinstance(body, str):
        return text
    if isinstance(body, FlatBlock):
        return msgspec.structs.replace(body, texts=(*body.texts[:slot], text, *body.texts[slot + 1 :]))
    return (*body[:slot], body[slot].copy(content=text), *body[slot + 1 :])


def _without_empty(body: Body) -> Body:
    """Leave out the paragraphs and headings of which only a bracket was the text."""
    if isinstance(body, str | FlatBlock):
        return body
    kept: list[Token] = []
    for token in body:
        if token.type in ("paragraph_close", "heading_close") and kept and _is_empty(kept[-1]):
            del kept[-2:]
        else:
            kept.append(token)
    return tuple(kept)


def _is_empty(token: Token) -> bool:
    return token.type == "inline" and not token.content

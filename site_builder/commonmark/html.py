"""Render parsed blocks as HTML; under a policy that does as markdown-it-py, the bytes are those of markdown-it-py."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from markdown_it.token import Token

from site_builder.commonmark.document import Body, Document, FlatBlock
from site_builder.commonmark.inline import InlinePolicy, InlineRenderer
from site_builder.commonmark.tables import table_tokens
from site_builder.model import Block

_ALIGNED = {"text-align:center": ' class="md-center"', "text-align:right": ' class="md-right"'}


class Policy(InlinePolicy, Protocol):
    """What a caller decides about the HTML of a document: links, images, raw HTML, headings and code."""

    rule: str

    def heading(self, level: int) -> str:
        """Return the tag of a heading in the text."""

    def code(self, content: str, info: str) -> str:
        """Return a listing, with a line end behind it."""

    def html_block(self, source: str) -> str:
        """Return what stands for a block of raw HTML."""


def render(document: Document, policy: Policy, *, extended: bool) -> Iterator[str]:
    """Yield the HTML of each block.

    `extended` adds to CommonMark: tables, and the numbers of lists as they were written.
    """
    inline = InlineRenderer(policy, references=document.references)
    renderer = BlockRenderer(policy, inline.render, extended=extended)
    yield from map(renderer.render, document.blocks, document.bodies)


class BlockRenderer:
    """Renders the blocks of one document under a policy.

    `inline` renders the text of a paragraph, heading or cell; `extended` is that of `render`.
    """

    def __init__(self, policy: Policy, inline: Callable[[str], str], *, extended: bool) -> None:
        self._policy = policy
        self._inline = inline
        self._extended = extended

    def render(self, block: Block, body: Body) -> str:
        """Return the HTML of a top-level block."""
        if isinstance(body, str):
            return self._prose(block.type, block.level, body)
        if isinstance(body, FlatBlock):
            return self._flat(body)
        return self._tokens(body) if body else self._policy.rule

    def _prose(self, kind: str, level: int, text: str) -> str:
        """Render a top-level paragraph or heading, given its inline text."""
        if kind == "heading":
            tag = self._policy.heading(level)
            return f"<{tag}>{self._inline(text)}</{tag}>\n"
        table = self._table(text)
        return f"<p>{self._inline(text)}</p>\n" if table is None else table

    def _flat(self, body: FlatBlock) -> str:
        """Render a flat list or quotation."""
        if body.kind == "blockquote":
            return f"<blockquote>\n{''.join(self._prose('paragraph', 0, text) for text in body.texts)}</blockquote>\n"
        if body.kind == "ul":
            items = "".join(f"<li>{self._inline(text)}</li>\n" for text in body.texts)
            return f"<ul>\n{items}</ul>\n"
        if self._extended and len(body.texts) == 1 and body.marks[0] != "1.":
            # Not a list, but a sentence that begins with a number: a date, often.
            return f"<p>{body.marks[0]} {self._inline(body.texts[0])}</p>\n"
        values = self._values([int(mark[:-1]) for mark in body.marks])
        items = "".join(
            f"<li{value}>{self._inline(text)}</li>\n" for value, text in zip(values, body.texts, strict=True)
        )
        start = "" if int(body.marks[0][:-1]) == 1 else f' start="{int(body.marks[0][:-1])}"'
        return f"<ol{start}>\n{items}</ol>\n"

    def _values(self, numbers: Sequence[int]) -> list[str]:
        """Number items as their author did, where counting would not; one number for all means counting."""
        if not self._extended or len(set(numbers)) == 1:
            return [""] * len(numbers)
        expected = (numbers[0], *(number + 1 for number in numbers))
        return [
            "" if number == counted else f' value="{number}"'
            for number, counted in zip(numbers, expected, strict=False)
        ]

    def _tokens(self, tokens: Sequence[Token]) -> str:
        """Render block tokens, whose inline text is not parsed yet."""
        pieces: list[str] = []
        skip = 0
        for number, token in enumerate(tokens):
            if skip:
                skip -= 1
            elif token.type == "inline":
                pieces.append(self._inline(token.content))
            elif token.type in ("fence", "code_block"):
                pieces.append(self._policy.code(token.content, token.info))
            elif token.type == "html_block":
                pieces.append(self._policy.html_block(token.content))
            elif (
                token.type == "paragraph_open"
                and (table := self._table(tokens[number + 1].content)) is not None
            ):
                pieces.append(table)
                skip = 2
            elif not token.hidden:
                pieces.append(self._tag(tokens, number))
        return "".join(pieces)

    def _tag(self, tokens: Sequence[Token], number: int) -> str:
        """Write one tag with the line ends markdown-it puts around it."""
        token = tokens[number]
        before = "\n" if number and token.nesting != -1 and tokens[number - 1].hidden else ""
        if token.type == "hr":
            return before + self._policy.rule
        name = token.tag
        if name[0] == "h" and token.type.startswith("heading"):
            name = self._policy.heading(int(name[1]))
        if token.nesting < 0:
            return f"{before}</{name}>\n"
        follower = tokens[number + 1]
        hugs = (
            follower.type == "inline"
            or follower.hidden
            or (follower.nesting == -1 and follower.tag == token.tag)
        )
        return f"{before}<{name}{_attributes(token)}>" + ("" if hugs else "\n")

    def _table(self, text: str) -> str | None:
        """Render a paragraph that is a table; None if it is none."""
        tokens = table_tokens(text) if self._extended and "|" in text else None
        return None if tokens is None else self._tokens(tokens)


def _attributes(token: Token) -> str:
    """Return the attributes that markdown-it itself gives a tag."""
    if not token.attrs:
        return ""
    if "start" in token.attrs:
        return f' start="{int(token.attrs["start"])}"'
    return _ALIGNED.get(str(token.attrs.get("style", "")), "")

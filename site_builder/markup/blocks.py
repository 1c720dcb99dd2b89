"""Find the top-level blocks of a Markdown text and the lines that no block shows."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from site_builder.model import Block, Span

_LINE_END = re.compile(r"\r\n?")


class Leftover(msgspec.Struct, frozen=True):
    """Lines that the Markdown parser takes in but shows nowhere, such as link reference definitions."""

    lines: Span
    text: str
    owner: int
    """Index of the block the lines belong to."""


class Document(msgspec.Struct, frozen=True):
    """A Markdown text taken apart; every line has exactly one owner."""

    blocks: tuple[Block, ...]
    """The top-level tokens of CommonMark, in source order."""
    bodies: tuple[str | tuple[Token, ...], ...]
    """What each block is made of: the inline text of a plain paragraph, or block tokens not parsed further."""
    leftovers: tuple[Leftover, ...]
    references: Mapping[str, Mapping[str, Any]]
    """Link reference definitions by normalised label, as markdown-it keeps them."""
    lines: Span
    """The lines of the text in its file."""

    def owners(self) -> tuple[int, ...]:
        """Return the index of the owning block for each line of the text; empty when there are no blocks.

        A blank line, and a line that no block shows, belongs to the block before it; at the start, to the first.
        """
        starts = [block.lines.start for block in self.blocks]
        if not starts:
            return ()
        return tuple(
            max(0, bisect_right(starts, line) - 1) for line in range(self.lines.start, self.lines.end)
        )


def parse(text: str, *, first_line: int = 0) -> Document:
    """Take a Markdown text apart into its top-level blocks; no text is too odd for it.

    Line ends are normalised first, so that lines count the same on every system.
    `first_line` is the line of the file on which the text begins.
    A text in which no block is found although it says something is one paragraph.
    """
    text = _LINE_END.sub("\n", text)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    env: dict[str, Any] = {}
    tokens = _parser().parse(text, env)
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0 and token.nesting >= 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    blocks: list[Block] = []
    bodies: list[str | tuple[Token, ...]] = []
    for group in groups:
        start, end = group[0].map or (0, 0)
        kind = group[0].type.removesuffix("_open")
        blocks.append(
            Block(
                index=len(blocks),
                lines=Span(start + first_line, end + first_line),
                type=kind,
                text="\n".join(lines[start:end]),
                level=int(group[0].tag[1]) if kind == "heading" else 0,
            )
        )
        bodies.append(group[1].content if kind == "paragraph" else tuple(group))
    if not blocks and any(line.strip(" \t") for line in lines):
        blocks.append(
            Block(
                index=0,
                lines=Span(first_line, first_line + len(lines)),
                type="paragraph",
                text="\n".join(lines),
            )
        )
        bodies.append("\n".join(lines).strip())
    document = Document(
        blocks=tuple(blocks),
        bodies=tuple(bodies),
        leftovers=(),
        references=env.get("references", {}),
        lines=Span(first_line, first_line + len(lines)),
    )
    return msgspec.structs.replace(document, leftovers=_leftovers(document, lines))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


def _leftovers(document: Document, lines: list[str]) -> tuple[Leftover, ...]:
    """Collect the runs of non-blank lines outside every block."""
    base = document.lines.start
    found = []
    spans = [block.lines for block in document.blocks]
    gaps = zip(
        [base, *(span.end for span in spans)],
        [*(span.start for span in spans), document.lines.end],
        range(-1, len(spans)),
        strict=True,
    )
    for start, end, before in gaps:
        inside = [line for line in range(start, end) if lines[line - base].strip(" \t")]
        if inside:
            span = Span(inside[0], inside[-1] + 1)
            text = "\n".join(lines[span.start - base : span.end - base])
            found.append(Leftover(lines=span, text=text, owner=max(0, before)))
    return tuple(found)

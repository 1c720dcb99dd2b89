"""The values of a parsed Markdown text: its blocks, what they are made of, and the lines that no block shows."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from markdown_it.token import Token

from site_builder.model import Block, Span


class Leftover(msgspec.Struct, frozen=True):
    """Lines that a Markdown parser takes in but shows nowhere."""

    lines: Span
    text: str
    owner: int
    """Index of the block the lines belong to."""
    kind: Literal["definition", "footnote", "too-deep"]
    """A link's definition, a note's, or what lies past the limit of nesting; only the last deserves a warning."""
    label: str
    """The normalised label if this is the definition that links with the label use; otherwise empty."""


class FlatBlock(msgspec.Struct, frozen=True, gc=False):
    """A list with one line to an item, or a quotation of plain paragraphs."""

    kind: Literal["ul", "ol", "blockquote"]
    texts: tuple[str, ...]
    """The inline text of each item or paragraph."""
    marks: tuple[str, ...]
    """The number of each item as written, `08.`; empty but for ordered lists."""


class Footnote(msgspec.Struct, frozen=True):
    """The definition of a footnote, or text that stands before the first one of a paragraph."""

    label: str
    """As written; empty for text that is no footnote."""
    text: str
    """What it says, in Markdown without the indentation."""
    line: int
    """The line of the block or leftover that it begins in."""


Body = str | FlatBlock | tuple[Token, ...]
"""What a block is made of: the inline text of a paragraph or heading; a flat list or quotation; or block tokens with
inline text not parsed further, none for a rule."""


class Document(msgspec.Struct, frozen=True):
    """A Markdown text taken apart; every line has exactly one owner."""

    blocks: tuple[Block, ...]
    """The top-level tokens of CommonMark, in source order."""
    bodies: tuple[Body, ...]
    """One for each block."""
    leftovers: tuple[Leftover, ...]
    references: Mapping[str, Mapping[str, Any]]
    """Link definitions by normalised label, as markdown-it keeps them."""
    footnotes: tuple[Footnote, ...]
    """In source order."""
    continuations: frozenset[int]
    """Indices of the blocks that continue a footnote; what they say is part of it."""
    lines: Span
    """The lines of the text in its file."""
    joined: frozenset[int] = frozenset()
    """Indices of the blocks whose bodies have links that CommonMark does not see, by `join_links`."""

    def owners(self) -> tuple[int, ...]:
        """Return the index of the owning block for each line of the text; empty when there are no blocks.

        A blank line, and a line that no block shows, belongs to the block before it; at the start, to the first.
        """
        starts = [block.lines.start for block in self.blocks]
        if not starts:
            return ()
        lines = range(self.lines.start, self.lines.end)
        return tuple(max(0, bisect_right(starts, line) - 1) for line in lines)

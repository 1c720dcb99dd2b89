"""Find the definitions of footnotes, which CommonMark takes for paragraphs, link definitions and indented code."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from site_builder.commonmark.document import Body, Footnote, Leftover
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block

_DEFINITION = lazy_pattern(r"^ {0,3}\[\^([^\s\[\]]+)\]:[ \t]*", re.MULTILINE)
_INDENT = lazy_pattern(r"^(?: {1,4}|\t)", re.MULTILINE)


def starts_footnote(text: str) -> bool:
    """Return whether a paragraph has the definition of a footnote in it."""
    return "[^" in text and _DEFINITION.search(text) is not None


def find_footnotes(
    blocks: Sequence[Block], bodies: Sequence[Body], leftovers: Sequence[Leftover]
) -> tuple[tuple[Footnote, ...], frozenset[int]]:
    """Return the footnotes in source order, and the indices of the blocks that continue one.

    What is indented by four below the first paragraph of a footnote belongs to it: paragraphs, lists, quotations.
    """
    footnotes: list[Footnote] = []
    continuations: set[int] = set()
    is_open = False
    end = 0
    outside = [leftover for leftover in leftovers if leftover.kind == "footnote"]
    parts: list[Block | Leftover] = [*blocks, *outside]
    for part in sorted(parts, key=_line):
        if isinstance(part, Leftover) or (part.type == "paragraph" and starts_footnote(part.text)):
            footnotes += _split(part.text, _line(part))
            is_open = True
        elif is_open and part.type == "code_block":
            body = bodies[part.index]
            more = body[0].content if isinstance(body, tuple) else ""
            # A footnote of one word is a link definition, behind which its next line is indented code.
            between = "\n" if end == part.lines.start else "\n\n"
            footnotes[-1] = msgspec.structs.replace(footnotes[-1], text=footnotes[-1].text + between + more)
            continuations.add(part.index)
        else:
            is_open = False
        end = part.lines.end
    return tuple(footnotes), frozenset(continuations)


def _line(part: Block | Leftover) -> int:
    return part.lines.start


def _split(text: str, line: int) -> Iterator[Footnote]:
    """Split a paragraph into footnotes; text before the first has no label."""
    first, *rest = _DEFINITION.split(text)
    if first.strip():
        yield Footnote("", first.strip(), line)
    for label, words in zip(rest[::2], rest[1::2], strict=True):
        yield Footnote(label, _INDENT.sub("", words).strip(), line)

"""Features of a block's surroundings: the shapes of the blocks around it, each as one letter."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from site_builder.segmenting.block_text import BlockText

_BLOCKS_AHEAD = (1, 2, 3, 4, 6, 10, 16)
"""Steps of a number of blocks."""
_LENGTH_RATIOS = (0.4, 0.6, 0.8, 1.1, 1.6)
"""Steps of the length of a paragraph, compared with the mean of the others."""
_LENGTHS = (22, 30, 40, 55, 80)
"""Steps of a number of words."""
_MOST_PARAGRAPHS = 8
"""Paragraphs of running text; more tell no more."""


def shape(text: BlockText) -> str:
    """Return one letter for what a block looks like: `H` a heading, `P` running text, `L` a link, …"""
    if text.block.level:
        return "H"
    if text.images and text.count <= 30:
        return "I"
    if not text.words:
        return "R"
    if text.block.type.endswith("list"):
        return "N" if text.linked > 0.6 else "B"
    if text.prose:
        return "P"
    if text.dated > 0.3:
        return "D"
    if text.linked > 0.6:
        return "L"
    return "S" if text.count <= 6 else "M"


def shape_features(texts: Sequence[BlockText], *, first: int, last: int) -> list[tuple[str, str, str]]:
    """Return, for each block, the shapes around it; `first` and `last` are the ends of the running text."""
    shapes = ["^", "^", *map(shape, texts), "$", "$"]
    return [
        _windows(
            "head" if index < first else "tail" if index > last else "core",
            "".join(shapes[index : index + 5]),
        )
        for index in range(len(texts))
    ]


@cache
def _windows(zone: str, shapes: str) -> tuple[str, str, str]:
    """Return the features of five shapes, of which the third is the block's own."""
    return f"{zone} {shapes[1:4]}", f"{shapes[:2]}({shapes[2]})", f"({shapes[2]}){shapes[3:]}"


def first_paragraph_features(
    texts: Sequence[BlockText], index: int, *, paragraphs: int, words: int, until: int
) -> list[str]:
    """Return the features of the first block of running text, which may be a standfirst.

    `paragraphs` and `words` are the blocks and words of running text in all, `until` the blocks until more of it.
    """
    text = texts[index]
    others = max(1, paragraphs - 1)
    ratio = bisect_right(_LENGTH_RATIOS, text.count / max(1.0, (words - text.count) / others))
    size = bisect_right(_LENGTHS, text.count)
    raw = text.block.text.rstrip()
    end = "." if text.plain[-1] in "。।۔" else text.plain[-1]
    between = (
        f"{shape(texts[index - 1]) if index else '^'}"
        f"{shape(texts[index + 1]) if index + 1 < len(texts) else '$'}"
    )
    return [
        f"lead {size}",
        f"lead ratio {ratio}",
        f"lead {between}",
        f"lead {between}/{size}",
        f"lead until {bisect_right(_BLOCKS_AHEAD, until)}",
        f"lead ends {end if end in '.:!?…' else 'bare'}",
        f"lead {raw[:2]}{raw[-1]}" if raw[0] in "*_" else "lead plain",
        f"lead of {min(_MOST_PARAGRAPHS, others)}",
    ]

"""Find the paragraph that is set apart as a whole above the running text: the standfirst of most outlets."""

import re

from site_builder.model import Reading

_LEAST = 10
"""Words; fewer are a kicker, a name or a date."""

_PROSE = 18
"""Words of a paragraph from which on it may be the running text itself."""

_WHOLE = re.compile(r"(\*{1,3}|_{1,3})(?=\S)[^*_]*(?<=\S)\1")


def lead(reading: Reading) -> int | None:
    """Give the index of the first paragraph of some length, if it is emphasised as a whole and not the first block."""
    for block in reading.blocks:
        if block.type != "paragraph":
            continue
        words = block.text.count(" ") + 1
        if block.index and words >= _LEAST and _WHOLE.fullmatch(block.text.strip()):
            return block.index
        if words >= _PROSE:
            return None
    return None

"""Links whose label is spread over several blocks: converters write teasers that are links as a bracket, an image or
heading, and `](url)`."""

from collections.abc import Sequence

import msgspec

from site_builder.segmenting.block_text import BlockText

_REACH = 6
"""Blocks from the opening bracket of a broken link to its address, at most."""

_OPENS = "opens broken link"
_INSIDE = "in broken link"
_CLOSES = "closes broken link"
_UNOPENED = "closes link only"
"""An address without an opening bracket above it."""


def broken_link_features(texts: Sequence[BlockText]) -> dict[int, str]:
    """Return which blocks belong to links that are broken over several blocks: their index and the feature of each.

    CommonMark knows no such links, so their brackets are left in the plain text.
    """
    features: dict[int, str] = {}
    opened: int | None = None
    for index, text in enumerate(texts):
        plain = text.plain
        # hot: see tests/benchmarks/stages.py. One character is found sooner than two.
        if "[" not in plain and "]" not in plain:
            continue
        if "](" in plain:
            if opened is not None and index - opened <= _REACH:
                features.setdefault(opened, _OPENS)
                features.update(dict.fromkeys(range(opened + 1, index), _INSIDE))
                features[index] = _CLOSES
            else:
                features[index] = _UNOPENED
            opened = None
        if plain.rfind("[") > plain.rfind("]"):
            opened = index
    return features


def as_links(texts: Sequence[BlockText], broken: dict[int, str]) -> list[BlockText]:
    """Return the texts with those of whole broken links as what they are: links, not running text."""
    return [
        text
        if broken.get(index, _UNOPENED) is _UNOPENED
        else msgspec.structs.replace(text, linked=1.0, prose=False)
        for index, text in enumerate(texts)
    ]

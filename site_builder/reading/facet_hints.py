"""Guess which facets (indexes) an article states a label for, before roles are known."""

import re
from collections.abc import Iterator
from functools import lru_cache

from site_builder.facets import Facet
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Reading

_LABEL_BLOCK_CHARS = 400
"""Characters of a block that can be a line of labels, at most."""
_START = lazy_pattern(r"[\n|·•>]")
"""Where a label may begin, besides the start of a block."""


@lru_cache(maxsize=8)
def _label(facets: tuple[Facet, ...]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return the facets that label lines can be of, and what such a line begins with: a group for each of them."""
    words = {facet.key: _GROUP.sub("(?:", facet.words) for facet in facets if facet.words}
    alternatives = "|".join(f"({each})" for each in words.values())
    return tuple(words), re.compile(rf"[\s>*_#+-]{{0,8}}(?:{alternatives})[*_\s]{{0,4}}[:：]", re.IGNORECASE)


_GROUP = lazy_pattern(r"(?<!\\)\((?!\?)")


def labelled_facets(reading: Reading, facets: tuple[Facet, ...]) -> tuple[str, ...]:
    """Return the keys of the facets for which front matter or a label line of the text has labels, sorted.

    A guess, for the menu of a site that is built from nothing, before any article is finished.
    """
    keys, pattern = _label(facets)
    hinted = {facet.key for facet in facets if facet.is_stated and facet.labels(reading.stated)}
    for block in reading.blocks:
        text = block.text
        if len(text) < _LABEL_BLOCK_CHARS and (":" in text or "：" in text):
            hinted.update(keys[group - 1] for group in _labels(text, pattern))
    return tuple(sorted(hinted))


def _labels(text: str, pattern: re.Pattern[str]) -> Iterator[int]:
    for at in (0, *[mark.end() for mark in _START.finditer(text)]):
        label = pattern.match(text, at)
        if label and label.lastindex:
            yield label.lastindex

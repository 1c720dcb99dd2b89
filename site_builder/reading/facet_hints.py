"""Guess which facets (indexes) an article states a label for, before roles are known."""

import re
from collections.abc import Iterator

from site_builder.model import Reading
from site_builder.wording import LABEL_WORDS

_LABEL_BLOCK_CHARS = 400
"""Characters of a block that can be a line of labels, at most."""
_START = re.compile(r"[\n|·•]")
"""Where a label may begin, besides the start of a block."""
_LABEL = re.compile(
    r"[\s>*_#+-]{0,8}(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in LABEL_WORDS.items())
    + r")[*_\s]{0,4}[:：]",
    re.IGNORECASE,
)


def labelled_facets(reading: Reading) -> tuple[str, ...]:
    """Return the keys of the indexes that the front matter or a label line of the text names, sorted.

    It is the menu of the site that asks, before any article is finished; a label that turns out to be none
    costs a menu entry that leads to an empty index.
    """
    facets = {kind for kind in LABEL_WORDS if getattr(reading.stated, kind)}
    for block in reading.blocks:
        text = block.text
        if len(text) < _LABEL_BLOCK_CHARS and (":" in text or "：" in text):
            facets.update(_labels(text))
    return tuple(sorted(facets))


def _labels(text: str) -> Iterator[str]:
    for at in (0, *[mark.end() for mark in _START.finditer(text)]):
        label = _LABEL.match(text, at)
        if label and label.lastgroup:
            yield label.lastgroup

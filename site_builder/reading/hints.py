"""Tell before roles are known which indexes an article seems to state a label for."""

import re

from site_builder.model import Reading
from site_builder.reading.labels import LABEL_WORDS

_LONGEST = 400
_LABELS = tuple(
    (kind, re.compile(rf"(?im)(?:^|[|·•])[\s>*_#+-]{{0,8}}(?:{words})[*_\s]{{0,4}}[:：]"))
    for kind, words in LABEL_WORDS.items()
)


def labelled_facets(reading: Reading) -> tuple[str, ...]:
    """Give the keys of the indexes that the front matter or a label line of the text names, sorted.

    It is the menu of the site that asks, before any article is finished; a label that turns out to be none
    costs a menu entry that leads to an empty index.
    """
    found = {kind for kind, _ in _LABELS if getattr(reading.stated, kind)}
    for block in reading.blocks:
        if len(block.text) < _LONGEST and (":" in block.text or "：" in block.text):
            found.update(kind for kind, label in _LABELS if label.search(block.text))
    return tuple(sorted(found))

"""The words that tell one place of an article from all others, as notes files quote it."""

from collections.abc import Mapping, Sequence

import msgspec

from site_builder.annotating.corrections import anchor
from site_builder.annotating.normal_form import normal_form
from site_builder.annotating.placement import ArticleText, place_notes
from site_builder.commonmark import plain_block
from site_builder.model import Block, Correction, Corrections, KeeperNote

_QUOTE_WORDS = 6
"""Words a quote of a block has at least, where the block has so many; shorter ones get lost in the next edit."""

_LONG = 240
"""Characters of a passage that is quoted by its first and last words."""

_EDGE_WORDS = 8
"""First and last words of a long passage that are quoted."""


class QuoteError(Exception):
    """Words that cannot be told from others, with the reason."""


def quote_of_block(blocks: Sequence[Block], index: int) -> str:
    """Return the first words of a block, as many as tell it from all others. Raises QuoteError where no words do."""
    words = plain_block(blocks[index]).line_with_alt.split()
    if not words:
        raise QuoteError("this block has no words that could be quoted")
    for length in range(min(_QUOTE_WORDS, len(words)), len(words) + 1):
        quote = " ".join(words[:length])
        anchored, _ = anchor(blocks, Corrections(blocks=(Correction(quote, None, None, 1),)))
        if list(anchored) == [index]:
            return quote
    raise QuoteError(
        "another block has the same words, so that a quote could mean both; edit one of them first"
    )


def quote_of_passage(article: ArticleText, words: str, *, prefix: str, suffix: str) -> dict[str, str]:
    """Return the keys of a `[[note]]` that tell the one place of selected words, the shortest that do.

    `prefix` and `suffix` are what stands around them. Raises QuoteError where no keys do.
    """
    listed = words.split()
    quote = " ".join(listed)
    is_long = len(quote) > _LONG and len(listed) > 2 * _EDGE_WORDS
    edges = {"from": " ".join(listed[:_EDGE_WORDS]), "to": " ".join(listed[-_EDGE_WORDS:])}
    context = {"prefix": prefix, "suffix": suffix}
    choices: list[dict[str, str]] = [
        *([edges] if is_long else []),
        {"quote": quote},
        {"quote": quote, **context},
    ]
    wanted = _place(article, choices[-1])
    for fields in choices:
        place = _place(article, fields)
        if place and (wanted is None or place == wanted):
            return fields
    raise QuoteError(
        "these words cannot be told from others: select whole words, and more of them"
        if normal_form(quote) in article.normal.text
        else "these words do not stand in the article as one passage"
    )


def _place(article: ArticleText, fields: Mapping[str, str]) -> tuple[int, int, int, int] | None:
    keys = {"from": "first", "to": "last"}
    stated = {keys.get(key, key): value for key, value in fields.items()}
    note = msgspec.convert({"id": "", "name": "", "line": 1, "text": "x", **stated}, KeeperNote)
    placed = place_notes(article, (note,), display_path="").placed
    return (placed[0].first, placed[0].start, placed[0].last, placed[0].end) if placed else None

"""See what one block looks like, whatever stands around it."""

import re

import msgspec

from site_builder.model import Block
from site_builder.segmenting.lexicon import Phrase, find_phrases
from site_builder.wording import find_dates, split_words

# Brackets may hold brackets, and a link's title parentheses; nothing is read twice, so time grows with the text.
_LABEL = r"\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]"
_INSIDE = r"\(((?:[^()\s]|\([^()\s]*+\))*+)(?:[^()]|\([^()]*+\))*+\)"
_IMAGE = re.compile("!" + _LABEL + _INSIDE)
_LINK = re.compile(_LABEL + _INSIDE)
_ADDRESS = re.compile(r"<?https?://[^\s<>()]+>?")
_MARKS = "*_`#\\"

LONG = 1200
"""Characters; a longer block is read at both ends only, as what it is for shows there."""
_HEAD = 700
_TAIL = 400

_LETTERS = {"zh": 2, "ja": 2, "th": 4, "km": 4, "my": 4}
"""Letters of a word, where words stand side by side with no blanks between them."""

_PROSE = 18
"""Words of a paragraph from which on it counts as running text."""


class Surface(msgspec.Struct, frozen=True, gc=False):
    """What one block looks like."""

    block: Block
    plain: str
    """What a reader would see of it, without marks; the two ends only of a long block."""
    words: list[str]
    """In lower case."""
    vocabulary: frozenset[str]
    """Each word once."""
    count: int
    """Number of words, estimated for a long block."""
    links: int
    linked: float
    """Share of the words that are links."""
    images: int
    urls: list[str]
    phrases: list[Phrase]
    dates: int
    dated: float
    """Share of the characters that are dates."""

    prose: bool
    """Whether it reads like running text."""


def look(block: Block, *, language: str | None) -> Surface:
    """Take one block in."""
    text = block.text
    size = len(text)
    if size > LONG:
        text = text[:_HEAD] + " \n " + text[-_TAIL:]
    urls: list[str] = []
    labels: list[str] = []
    images = links = linked = 0
    # One sign is looked for many times as fast as two.
    if "[" in text and "](" in text:
        if "!" in text and "![" in text:
            # What stands between the images, then label and address of each: three pieces in turn.
            pieces = _IMAGE.split(text)
            images = len(pieces) // 3
            urls = pieces[2::3]
            del pieces[2::3]
            text = " ".join(pieces)
        pieces = _LINK.split(text)
        if len(pieces) > 1:
            links = len(pieces) // 3
            urls = pieces[2::3] + urls
            labels = pieces[1::3]
            linked = sum([label.count(" ") + 1 for label in labels if label.strip()])
            del pieces[2::3]
            text = "".join(pieces)
    if "/" in text and "://" in text:
        found = _ADDRESS.findall(text)
        urls += found
        links += len(found)
        linked += len(found)
        text = _ADDRESS.sub(" ", text)
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, "")
    plain = text.strip(" \t\n>|")
    words = split_words(plain)
    vocabulary = frozenset(words)
    written = len(plain.split()) if links else 0
    count = len(words)
    letters = _LETTERS.get(language.partition("-")[0]) if language else None
    if letters and words:
        written = count = max(count, len(plain) // letters)
        linked = linked and max(linked, sum(map(len, labels)) // letters)
    if size > LONG:
        count = count * size // (_HEAD + _TAIL)
    dates = find_dates(plain[:300], language=language) if count <= 60 else ()
    share = min(1.0, linked / max(1, written)) if links else 0.0
    return Surface(
        block=block,
        plain=plain,
        words=words,
        vocabulary=vocabulary,
        count=count,
        links=links,
        linked=share,
        images=images,
        urls=urls,
        phrases=find_phrases(f" {' '.join(words)} ", vocabulary, language=language),
        dates=len(dates),
        dated=sum([date.end - date.start for date in dates]) / len(plain) if dates else 0.0,
        prose=count >= _PROSE and share < 0.5 and block.type in ("paragraph", "blockquote"),
    )

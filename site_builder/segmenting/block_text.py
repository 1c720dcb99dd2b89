"""The words, links, dates and phrases of one block, from which its features are made."""

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block
from site_builder.segmenting.phrases import Phrase, find_phrases
from site_builder.segmenting.unspaced import is_unspaced, split_unspaced
from site_builder.wording import find_dates, split_words

# Brackets may hold brackets, and a link's title parentheses; nothing is read twice, so time grows with the text.
_LABEL = r"\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]"
_INSIDE = r"\(((?:[^()\s]|\([^()\s]*+\))*+)(?:[^()]|\([^()]*+\))*+\)"
_IMAGE = lazy_pattern("!" + _LABEL + _INSIDE)
_LINK = lazy_pattern(_LABEL + _INSIDE)
_ADDRESS = lazy_pattern(r"<?https?://[^\s<>()]+>?")
_MARKS = "*_`#\\"

LONG = 1200
"""Characters; of a longer block only the ends are read, as they show what it is for."""
_HEAD = 700
_TAIL = 400
"""Characters that are read of the ends of a long block."""

_LETTERS_PER_WORD = {"zh": 2, "ja": 2, "th": 4, "km": 4, "my": 4}
"""In languages that write words side by side."""

_PROSE_WORDS = 18
"""A paragraph of so many words is running text."""
_DATED_WORDS = 60
"""Words of a block in which dates are looked for."""
_DATED_CHARACTERS = 300
"""Characters of it in which they are looked for."""


class BlockText(msgspec.Struct, frozen=True, gc=False):
    """What can be read off one block."""

    block: Block
    plain: str
    """Its text without Markdown; of a long block only the two ends."""
    words: list[str]
    """In lower case; of scripts without blanks one sign each."""
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

    unspaced: bool
    """Whether it has signs of a script without blanks."""
    prose: bool
    """Whether it is running text."""


def block_text(block: Block, *, language: str | None) -> BlockText:
    """Return what can be read off a block, in an article of this language."""
    text = block.text
    size = len(text)
    if size > LONG:
        text = text[:_HEAD] + " \n " + text[-_TAIL:]
    text, urls, labels, images = _without_links(text)
    links = len(labels)
    linked = sum([label.count(" ") + 1 for label in labels if label.strip()])
    if "/" in text and "://" in text:
        addresses = _ADDRESS.findall(text)
        urls += addresses
        links += len(addresses)
        linked += len(addresses)
        text = _ADDRESS.sub(" ", text)
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, "")
    plain = text.strip(" \t\n>|")
    words = split_words(plain)
    unspaced = is_unspaced(plain)
    vocabulary = frozenset(words)
    written = len(plain.split()) if links else 0
    count = len(words)
    letters = _LETTERS_PER_WORD.get(language.partition("-")[0]) if language else None
    if letters and words:
        written = count = max(count, len(plain) // letters)
        linked = linked and max(linked, sum(map(len, labels)) // letters)
    if unspaced:
        words = split_unspaced(words)
        vocabulary |= frozenset(words)
    if size > LONG:
        count = count * size // (_HEAD + _TAIL)
    dates = find_dates(plain[:_DATED_CHARACTERS], language=language) if count <= _DATED_WORDS else ()
    share = min(1.0, linked / max(1, written)) if links else 0.0
    return BlockText(
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
        unspaced=unspaced,
        prose=count >= _PROSE_WORDS and share < 0.5 and block.type in ("paragraph", "blockquote"),
    )


def _without_links(text: str) -> tuple[str, list[str], list[str], int]:
    """Return the text with labels in place of links and nothing in place of images, addresses, labels, and images.

    The addresses of links stand before those of images.
    """
    urls: list[str] = []
    labels: list[str] = []
    images = 0
    # hot: see tests/benchmarks/stages.py. One character is found sooner than two.
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
            urls = pieces[2::3] + urls
            labels = pieces[1::3]
            del pieces[2::3]
            text = "".join(pieces)
    return text, urls, labels, images

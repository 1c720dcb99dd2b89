"""Features of how a block resembles others: the title, the author's line, the caption beside a picture."""

from bisect import bisect_right
from collections.abc import Sequence, Set
from itertools import pairwise

from site_builder.segmenting.block_text import BlockText

_COMMON_WORDS = 3
"""Blocks with fewer words in common are not alike."""
_COMMON_SHARE = 0.6
"""Of the words of the shorter block, in blocks that are alike."""
_CAPTION_WORDS = 80
_NAME_LINE_WORDS = 14
"""Words of a line above the running text that may hold the author's name."""
_ABOVE_TEXT = frozenset({"head", "before title", "title place"})


def author_names(texts: Sequence[BlockText]) -> Set[tuple[str, str]]:
    """Return the pairs of capitalised words in the lines above the running text: one may be the author's name."""
    pairs: set[tuple[str, str]] = set()
    for text in texts:
        if text.count <= _NAME_LINE_WORDS and not text.block.level:
            capitalised = {word.lower() for word in text.plain.replace(",", " ").split() if word[0].isupper()}
            pairs.update((a, b) for a, b in pairwise(text.words) if a in capitalised and b in capitalised)
    return pairs


def author_features(text: BlockText, authors: Set[tuple[str, str]], size: int, zone: str) -> list[str]:
    """Return the features of a block below the head that names the author again, as biographies do."""
    if not authors or zone in _ABOVE_TEXT:
        return []
    if text.vocabulary.isdisjoint([first for first, _ in authors]):
        return []
    words = text.words
    if any(pair in authors for pair in pairwise(words[:4])):
        return [f"opens with author/{size}", f"opens with author {zone}"]
    if text.count < 60 and any(pair in authors for pair in pairwise(words)):
        return [f"names author/{size}"]
    return []


def caption_features(texts: Sequence[BlockText], index: int) -> list[str]:
    """Return the features of a block that repeats the words of a neighbour, as captions repeat a picture's text."""
    text = texts[index]
    if len(text.vocabulary) < _COMMON_WORDS:
        return []
    features = []
    if index and _are_alike(text, texts[index - 1]):
        features.append("repeats above")
        if texts[index - 1].images:
            features.append("repeats image above")
    if index + 1 < len(texts) and _are_alike(text, texts[index + 1]):
        features.append("repeats below")
        if texts[index + 1].images:
            features.append("repeats image below")
    return features


def _are_alike(text: BlockText, other: BlockText) -> bool:
    """Return whether two blocks have most of their words in common; two of running text are not compared."""
    if (text.prose and other.prose) or other.count > _CAPTION_WORDS or len(other.vocabulary) < _COMMON_WORDS:
        return False
    words, others = text.vocabulary, other.vocabulary
    common = len(words & others)
    return common >= _COMMON_WORDS and common >= _COMMON_SHARE * min(len(words), len(others))


def title_features(text: BlockText, title: Set[str]) -> list[str]:
    """Return the features of how far a block repeats the words of the title."""
    if not title or not text.words:
        return []
    words = text.vocabulary
    if words == title:
        return ["same as title"]
    common = len(words & title)
    features = []
    if len(title) >= 4 and common >= 0.8 * len(title):
        features.append("holds title")
    if text.count <= 60:
        features.append(f"title words {bisect_right((0.01, 0.2, 0.4, 0.7), common / len(words))}")
    return features

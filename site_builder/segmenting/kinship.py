"""Name what speaks for a role in how a block resembles the others."""

from bisect import bisect_right
from collections.abc import Sequence, Set
from itertools import pairwise

from site_builder.segmenting.surface import Surface

_ALIKE = 3
"""Fewer words in common mean nothing."""
_CAPTION = 80
_ABOVE = frozenset({"head", "before title", "title place"})


def authors_of(surfaces: Sequence[Surface]) -> Set[tuple[str, str]]:
    """Collect the pairs of words that may be the author's name from the lines above the running text."""
    pairs: set[tuple[str, str]] = set()
    for surface in surfaces:
        if surface.count <= 14 and not surface.block.level:
            names = {word.lower() for word in surface.plain.replace(",", " ").split() if word[0].isupper()}
            pairs.update((a, b) for a, b in pairwise(surface.words) if a in names and b in names)
    return pairs


def author_signals(surface: Surface, authors: Set[tuple[str, str]], size: int, zone: str) -> list[str]:
    """Tell a block below the head that names the author again, as notes on authors do."""
    if not authors or zone in _ABOVE:
        return []
    if surface.vocabulary.isdisjoint([first for first, _ in authors]):
        return []
    words = surface.words
    if any(pair in authors for pair in pairwise(words[:4])):
        return [f"opens with author/{size}", f"opens with author {zone}"]
    if surface.count < 60 and any(pair in authors for pair in pairwise(words)):
        return [f"names author/{size}"]
    return []


def caption_signals(surfaces: Sequence[Surface], index: int) -> list[str]:
    """Tell a block that repeats the words under which its neighbour shows an image."""
    surface = surfaces[index]
    own = surface.vocabulary
    if len(own) < _ALIKE:
        return []
    signals = []
    if index and _repeats(surface, surfaces[index - 1]):
        signals.append("repeats above")
        if surfaces[index - 1].images:
            signals.append("repeats image above")
    if index + 1 < len(surfaces) and _repeats(surface, surfaces[index + 1]):
        signals.append("repeats below")
        if surfaces[index + 1].images:
            signals.append("repeats image below")
    return signals


def _repeats(surface: Surface, other: Surface) -> bool:
    """Tell whether two blocks have most of their words in common; running text is not compared with its like."""
    if (surface.prose and other.prose) or other.count > _CAPTION or len(other.vocabulary) < _ALIKE:
        return False
    own, words = surface.vocabulary, other.vocabulary
    common = len(own & words)
    return common >= _ALIKE and common >= 0.6 * min(len(own), len(words))


def title_signals(surface: Surface, title: Set[str]) -> list[str]:
    """Tell how far a block repeats the words of the title."""
    if not title or not surface.words:
        return []
    words = surface.vocabulary
    if words == title:
        return ["same as title"]
    common = len(words & title)
    signals = []
    if len(title) >= 4 and common >= 0.8 * len(title):
        signals.append("holds title")
    if surface.count <= 60:
        signals.append(f"title words {bisect_right((0.01, 0.2, 0.4, 0.7), common / len(words))}")
    return signals

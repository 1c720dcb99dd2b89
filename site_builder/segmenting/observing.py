"""Look at an article and list, block by block, what speaks for its roles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from site_builder.memo import Memo
from site_builder.model import Block, Reading
from site_builder.segmenting.places import place_signals
from site_builder.segmenting.signals import (
    phrase_signals,
    size_signals,
    surface_signals,
    url_signals,
    word_signals,
)
from site_builder.segmenting.surface import Surface, look

_MEMO_LENGTH = 2000
_MEMO_SIZE = 512


class Glance:
    """What a block says wherever it stands; the same passage comes back in many articles."""

    __slots__ = ("_index", "_numbers", "look", "phrases", "surface", "words")

    def __init__(self, block: Block, language: str | None) -> None:
        self.surface = look(block, language=language)
        self.phrases = phrase_signals(self.surface)
        self.look = surface_signals(self.surface)
        """Signals in its look."""
        self.words = size_signals(self.surface) + word_signals(self.surface)
        """Signals of its size and its words."""
        self._index: Mapping[str, int] | None = None
        self._numbers: tuple[int, ...] = ()

    def numbers(self, index: Mapping[str, int]) -> tuple[int, ...]:
        """Give the numbers of its signals, those that `index` has; they are remembered, as models seldom change."""
        if self._index is not index:
            names = chain(self.look, self.phrases, self.words)
            self._numbers = tuple([number for number in map(index.get, names) if number is not None])
            self._index = index
        return self._numbers


class Observation(NamedTuple):
    """What speaks for the roles of an article's blocks; one row of signals per block in each list."""

    surfaces: list[Surface]
    shared: list[list[str]]
    """Signals that also speak for the roles of the blocks before and after."""
    own: list[list[str]]
    """Signals that speak for the block itself only."""


def observe(reading: Reading) -> Observation:
    """Look at every block of an article."""
    glances = [glance(block, language=reading.language) for block in reading.blocks]
    surfaces = [each.surface for each in glances]
    around = surroundings(glances)
    return Observation(
        surfaces,
        [each.look + each.phrases for each in glances],
        [each.words + more for each, more in zip(glances, around, strict=True)],
    )


def surroundings(glances: Sequence[Glance]) -> list[list[str]]:
    """List, for each block, the signals that depend on the article around it: its place, and where its links lead."""
    surfaces = [each.surface for each in glances]
    home = _home(surfaces)
    places = place_signals(surfaces, [each.phrases for each in glances])
    return [
        placed + url_signals(surface, home=home) if surface.urls else placed
        for surface, placed in zip(surfaces, places, strict=True)
    ]


def glance(block: Block, *, language: str | None) -> Glance:
    """Take a block in, or recall how the same words looked elsewhere."""
    if len(block.text) > _MEMO_LENGTH:
        return Glance(block, language)
    key = (block.type, block.level, block.text, language)
    known = _MEMO.get(key)
    if known is None:
        known = Glance(block, language)
        _MEMO.put(key, known)
    return known


_MEMO = Memo[Glance](_MEMO_SIZE)


def _home(surfaces: list[Surface]) -> str:
    """Name the host that most links of the article lead to."""
    hosts = Counter(
        url.partition("//")[2].partition("/")[0].lower().removeprefix("www.")
        for surface in surfaces
        for url in surface.urls
        if url.startswith("http")
    )
    return max(hosts, key=lambda host: (hosts[host], host)) if hosts else ""

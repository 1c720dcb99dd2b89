"""Look at an article and list, block by block, what speaks for its roles."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

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
_MEMO_SIZE = 8192


class Glance(NamedTuple):
    """What a block says wherever it stands; the same passage comes back in many articles."""

    surface: Surface
    phrases: list[str]
    look: list[str]
    """Signals in its look."""
    words: list[str]
    """Signals of its size and its words."""


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
        return _glance(block, language)
    key = (block.type, block.level, block.text, language)
    known = _MEMO.get(key)
    if known is None:
        if len(_MEMO) >= _MEMO_SIZE:
            del _MEMO[next(iter(_MEMO))]
        known = _MEMO[key] = _glance(block, language)
    return known


_MEMO: dict[tuple[str, int, str, str | None], Glance] = {}
"""The oldest is forgotten first."""


def _glance(block: Block, language: str | None) -> Glance:
    surface = look(block, language=language)
    return Glance(
        surface,
        phrase_signals(surface),
        surface_signals(surface),
        size_signals(surface) + word_signals(surface),
    )


def _home(surfaces: list[Surface]) -> str:
    """Name the host that most links of the article lead to."""
    hosts = Counter(
        url.partition("//")[2].partition("/")[0].lower().removeprefix("www.")
        for surface in surfaces
        for url in surface.urls
        if url.startswith("http")
    )
    return max(hosts, key=lambda host: (hosts[host], host)) if hosts else ""

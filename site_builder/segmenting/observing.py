"""Look at an article and list, block by block, what speaks for its roles."""

from collections import Counter
from typing import NamedTuple

from site_builder.model import Reading
from site_builder.segmenting.places import place_signals
from site_builder.segmenting.signals import (
    phrase_signals,
    size_signals,
    surface_signals,
    url_signals,
    word_signals,
)
from site_builder.segmenting.surface import Surface, look


class Observation(NamedTuple):
    """What speaks for the roles of an article's blocks; one row of signals per block in each list."""

    surfaces: list[Surface]
    shared: list[list[str]]
    """Signals that also speak for the roles of the blocks before and after."""
    own: list[list[str]]
    """Signals that speak for the block itself only."""


def observe(reading: Reading) -> Observation:
    """Look at every block of an article."""
    surfaces = [look(block, language=reading.language) for block in reading.blocks]
    home = _home(surfaces)
    phrases = [phrase_signals(surface) for surface in surfaces]
    places = place_signals(surfaces, phrases)
    return Observation(
        surfaces,
        [surface_signals(surface) + said for surface, said in zip(surfaces, phrases, strict=True)],
        [
            size_signals(surface) + placed + url_signals(surface, home=home) + word_signals(surface)
            for surface, placed in zip(surfaces, places, strict=True)
        ],
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

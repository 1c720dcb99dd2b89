"""Look at an article and list, block by block, what speaks for its roles."""

from collections import Counter

from site_builder.model import Reading
from site_builder.segmenting.places import place_signals
from site_builder.segmenting.signals import phrase_signals, surface_signals, url_signals, word_signals
from site_builder.segmenting.surface import Surface, look


def observe(reading: Reading) -> tuple[list[Surface], list[list[str]]]:
    """Return the look of each block and the names of the signals that speak for its role."""
    surfaces = [look(block, language=reading.language) for block in reading.blocks]
    home = _home(surfaces)
    phrases = [phrase_signals(surface) for surface in surfaces]
    places = place_signals(surfaces, phrases)
    rows = [
        surface_signals(surface) + said + placed + url_signals(surface, home=home) + word_signals(surface)
        for surface, said, placed in zip(surfaces, phrases, places, strict=True)
    ]
    return surfaces, rows


def _home(surfaces: list[Surface]) -> str:
    """Name the host that most links of the article lead to."""
    hosts = Counter(
        url.partition("//")[2].partition("/")[0].lower().removeprefix("www.")
        for surface in surfaces
        for url in surface.urls
        if url.startswith("http")
    )
    return max(hosts, key=lambda host: (hosts[host], host)) if hosts else ""

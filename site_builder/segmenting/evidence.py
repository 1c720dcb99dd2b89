"""Gather, once per article, all that speaks for the roles of its blocks."""

import msgspec

from site_builder.model import Reading
from site_builder.segmenting.observing import observe
from site_builder.segmenting.weights import Weights, shipped

HEAD, CORE, TAIL = range(3)


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for the roles of an article's blocks, whatever the rest of the archive says."""

    signals: tuple[tuple[int, ...], ...]
    """One row per block: the numbers of the signals the model knows."""
    phrases: tuple[tuple[str, ...], ...]
    """One row per block: the phrases found, as `group: phrase`."""
    words: tuple[int, ...]
    """Words per block."""
    zones: tuple[int, ...]
    """Per block: 0 before the first paragraph of running text, 2 after the last, 1 between."""


def measure(reading: Reading, *, weights: Weights | None = None) -> Evidence:
    """Look at every block of an article once; the costly part, and the same for any archive around it."""
    index = (weights or shipped()).index
    surfaces, shared, own = observe(reading)
    prose = [number for number, surface in enumerate(surfaces) if surface.prose]
    first, last = (prose[0], prose[-1]) if prose else (len(surfaces), len(surfaces))
    return Evidence(
        signals=tuple(
            tuple([number for number in map(index.get, [*common, *alone]) if number is not None])
            for common, alone in zip(shared, own, strict=True)
        ),
        phrases=tuple(
            tuple(
                f"{group}: {phrase.needle.strip()}" for phrase in surface.phrases for group in phrase.groups
            )
            if surface.count <= 60
            else tuple(
                f"{phrase.groups[0]}: {phrase.needle.strip()}"
                for phrase in surface.phrases
                if phrase.needle.count(" ") > 2
            )
            for surface in surfaces
        ),
        words=tuple(surface.count for surface in surfaces),
        zones=tuple(
            HEAD if number < first else TAIL if number > last else CORE for number in range(len(surfaces))
        ),
    )

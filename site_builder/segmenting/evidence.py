"""Gather, once per article, all that speaks for the roles of its blocks."""

from collections.abc import Sequence

import msgspec

from site_builder.model import Reading
from site_builder.segmenting.observing import glance, surroundings
from site_builder.segmenting.surface import Surface
from site_builder.segmenting.weights import Weights, shipped
from site_builder.wording import echoes

HEAD, CORE, TAIL = range(3)
_SHORT = 60
_LONGEST = 150
"""Words of a notice."""


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
    echoes: tuple[tuple[int, ...], ...]
    """Per block: values it shares with nearly equal passages, if it may be furniture; else none."""


def measure(reading: Reading, *, weights: Weights | None = None) -> Evidence:
    """Look at every block of an article once; the costly part, and the same for any archive around it."""
    model = weights or shipped()
    index = model.index
    glances = [glance(block, language=reading.language) for block in reading.blocks]
    surfaces = [each.surface for each in glances]
    prose = [number for number, surface in enumerate(surfaces) if surface.prose]
    first, last = (prose[0], prose[-1]) if prose else (len(surfaces), len(surfaces))
    phrases = tuple(map(_named, surfaces))
    zones = tuple(
        HEAD if number < first else TAIL if number > last else CORE for number in range(len(surfaces))
    )
    return Evidence(
        signals=tuple(
            (*each.numbers(index), *[number for number in map(index.get, more) if number is not None])
            for each, more in zip(glances, surroundings(glances), strict=True)
        ),
        phrases=phrases,
        words=tuple(surface.count for surface in surfaces),
        zones=zones,
        echoes=tuple(map(_echoes, surfaces, phrases, zones)),
    )


def _echoes(surface: Surface, phrases: Sequence[str], zone: int) -> tuple[int, ...]:
    """Sketch a block whose words may come again with a few changes, as those of notices do."""
    least = 2 if zone == CORE and surface.prose else 1
    return echoes(surface.words) if len(phrases) >= least and surface.count <= _LONGEST else ()


def _named(surface: Surface) -> tuple[str, ...]:
    """Give the phrases of a block as `group: phrase`; of a long block only those of some length."""
    if not surface.phrases:
        return ()
    if surface.count <= _SHORT:
        return tuple(
            f"{group}: {phrase.needle.strip()}" for phrase in surface.phrases for group in phrase.groups
        )
    long = (phrase for phrase in surface.phrases if phrase.needle.count(" ") > 2)
    return tuple(f"{phrase.groups[0]}: {phrase.needle.strip()}" for phrase in long)

"""Gather, once per article, all that speaks for the roles of its blocks."""

import msgspec

from site_builder.model import Reading, Role
from site_builder.segmenting.decoding import MARGIN, add_up, score_of
from site_builder.segmenting.firm import KNOWN, LEAD
from site_builder.segmenting.known_ways import telling
from site_builder.segmenting.leads import lead
from site_builder.segmenting.observing import Glance, glance, surroundings
from site_builder.segmenting.weights import ROLES, SCALE, Weights, shipped

HEAD, CORE, TAIL = range(3)

_FURNITURE = slice(ROLES.index(Role.SHARE), ROLES.index(Role.CONTACT) + 1)
_FAR = MARGIN + 2 * SCALE
"""A role that is six nats behind stays out of the question whatever nearly recurs, as that adds less than two."""


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for the roles of an article's blocks, whatever the rest of the archive says."""

    sums: bytes
    """What speaks for each role of each block, as `decoding.add_up` gives it."""
    phrases: tuple[tuple[str, ...], ...]
    """One row per block: the phrases found, as `group: phrase`."""
    words: tuple[int, ...]
    """Words per block."""
    zones: tuple[int, ...]
    """Per block: 0 before the first paragraph of running text, 2 after the last, 1 between."""
    echoes: tuple[tuple[int, ...], ...]
    """Per block: values it shares with nearly equal passages, if it may be furniture; else none."""


def gather_evidence(reading: Reading, *, weights: Weights | None = None) -> Evidence:
    """Look at every block of an article once; the costly part, and the same for any archive around it."""
    model = weights or shipped()
    weigh = model.sums.__getitem__
    glances = [glance(block, language=reading.language) for block in reading.blocks]
    surfaces = [each.surface for each in glances]
    prose = [number for number, surface in enumerate(surfaces) if surface.prose]
    first, last = (prose[0], prose[-1]) if prose else (len(surfaces), len(surfaces))
    zones = tuple(
        HEAD if number < first else TAIL if number > last else CORE for number in range(len(surfaces))
    )
    totals = [
        sum(map(weigh, around), each.weight(model))
        for each, around in zip(glances, surroundings(glances), strict=True)
    ]
    standing_apart = lead(reading)
    if standing_apart is not None:
        totals[standing_apart] += LEAD
    if reading.profile is not None:
        ways = telling(reading.profile)
        for index, each in enumerate(glances):
            known = each.known(ways)
            if known:
                totals[index] += KNOWN[known.role]
    sums = add_up(totals, model)
    return Evidence(
        sums=sums,
        phrases=tuple([each.named for each in glances]),
        words=tuple(surface.count for surface in surfaces),
        zones=zones,
        echoes=tuple(
            [
                each.echoes if _says_enough(each, zone) and _may_be_furniture(sums, number) else ()
                for number, (each, zone) in enumerate(zip(glances, zones, strict=True))
            ]
        ),
    )


def _says_enough(each: Glance, zone: int) -> bool:
    """Tell by its phrases a block whose words may come again with a few changes, as those of notices do."""
    return len(each.named) >= (2 if zone == CORE and each.surface.prose else 1)


def _may_be_furniture(sums: bytes, block: int) -> bool:
    """Tell whether what recurs nearly could speak for a role: one that is far behind is not brought back by it."""
    row = score_of(sums, block)
    return max(row[_FURNITURE]) > max(row) - _FAR

"""The evidence for the roles of an article's blocks, whatever the rest of the archive says; gathered once."""

import msgspec

from site_builder.model import Reading, Role
from site_builder.roles import BOILERPLATE
from site_builder.segmenting.decoding import PRUNED, add_up, unpack_row
from site_builder.segmenting.features import BlockFeatures, block_features, surroundings
from site_builder.segmenting.profile_phrases import profile_phrases
from site_builder.segmenting.rules import PROFILE_NATS, STANDFIRST_NATS, set_apart_standfirst
from site_builder.segmenting.weights import SCALE, Weights, shipped_weights

HEAD, CORE, TAIL = range(3)
"""Zones of an article: before the first paragraph of running text, between the first and the last, after."""

_OUT_OF_REACH = PRUNED + 2 * SCALE
"""A role six nats behind is pruned even where a passage nearly recurs, as that adds less than two."""


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for the roles of an article's blocks, by features, rules and profile."""

    scores: bytes
    """Of each role for each block, as `decoding.add_up` packs them."""
    phrases: tuple[tuple[str, ...], ...]
    """One row per block: the phrases of boilerplate in it, as `group: phrase`."""
    words: tuple[int, ...]
    """Words per block."""
    zones: tuple[int, ...]
    """Per block: 0 before the first paragraph of running text, 2 after the last, 1 between."""
    near_duplicate_keys: tuple[tuple[int, ...], ...]
    """Per block: values it shares with nearly equal passages, if it may be boilerplate; else none."""
    untrained: tuple[tuple[int, Role], ...] = ()
    """Blocks that a rule or a phrase of the profile gives a role for which there are no weights."""


def gather_evidence(reading: Reading, *, weights: Weights | None = None) -> Evidence:
    """Return the evidence of an article; the costly part of labelling, and the same for any archive around it."""
    weights = weights or shipped_weights()
    weigh = weights.packed.__getitem__
    blocks = [block_features(block, language=reading.language) for block in reading.blocks]
    zones = _zones(blocks)
    totals = [
        sum(map(weigh, context), block.weight(weights))
        for block, context in zip(blocks, surroundings(blocks), strict=True)
    ]
    standfirst = set_apart_standfirst(reading)
    if standfirst is not None:
        totals[standfirst] += weights.adding(Role.STANDFIRST, STANDFIRST_NATS)
    roles = _profile_roles(reading, blocks)
    for index, role in roles.items():
        totals[index] += weights.adding(role, PROFILE_NATS)
    scores = add_up(totals, weights)
    return Evidence(
        scores=scores,
        phrases=tuple([block.reported for block in blocks]),
        words=tuple([block.text.count for block in blocks]),
        zones=zones,
        near_duplicate_keys=tuple(
            [
                block.near_duplicate_keys
                if _has_phrases(block, zone) and _may_be_boilerplate(scores, index, weights)
                else ()
                for index, (block, zone) in enumerate(zip(blocks, zones, strict=True))
            ]
        ),
        untrained=_untrained(blocks, roles, weights),
    )


def _zones(blocks: list[BlockFeatures]) -> tuple[int, ...]:
    prose = [index for index, block in enumerate(blocks) if block.text.prose]
    first, last = (prose[0], prose[-1]) if prose else (len(blocks), len(blocks))
    return tuple([HEAD if index < first else TAIL if index > last else CORE for index in range(len(blocks))])


def _profile_roles(reading: Reading, blocks: list[BlockFeatures]) -> dict[int, Role]:
    """Return the roles that phrases of the profile give to blocks, by index."""
    if reading.profile is None:
        return {}
    phrases = profile_phrases(reading.profile)
    matches = ((index, block.match(phrases)) for index, block in enumerate(blocks))
    return {index: match.role for index, match in matches if match}


def _untrained(
    blocks: list[BlockFeatures], profile_roles: dict[int, Role], weights: Weights
) -> tuple[tuple[int, Role], ...]:
    """Return the blocks that a rule or the profile gives a role for which there are no weights."""
    roles = {index: block.rule.role for index, block in enumerate(blocks) if block.rule}
    roles.update(profile_roles)
    return tuple([(index, role) for index, role in roles.items() if role not in weights.labels])


def _has_phrases(block: BlockFeatures, zone: int) -> bool:
    """Return whether a block has phrases of boilerplate enough to be a notice, which recurs with a few changes."""
    return len(block.reported) >= (2 if zone == CORE and block.text.prose else 1)


def _may_be_boilerplate(scores: bytes, block: int, weights: Weights) -> bool:
    """Return whether near recurrence could decide for boilerplate: a role that is far behind is not brought back."""
    row = unpack_row(scores, block, len(weights.roles))
    notices = [score for role, score in zip(weights.roles, row, strict=True) if role in BOILERPLATE]
    return max(notices, default=0) > max(row) - _OUT_OF_REACH

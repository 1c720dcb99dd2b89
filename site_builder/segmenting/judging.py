"""Decide the role of every block, with the reasons."""

from collections.abc import Sequence

import msgspec

from site_builder.model import Reading, Recurrences, Role, Verdict
from site_builder.segmenting.decoding import Chances, add_up, chances
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.known_ways import STRENGTH, known_ways
from site_builder.segmenting.parts import find_parts
from site_builder.segmenting.reasons import recurrence_words, strongest
from site_builder.segmenting.recurring import recurrence_scores
from site_builder.segmenting.weights import ROLES, Weights, shipped

_BODY = ROLES.index(Role.BODY)
_RUNNING = 18
"""Words from which on running text needs no further reason."""


class Alternative(msgspec.Struct, frozen=True):
    """A role a block might have, and what spoke for it."""

    role: Role
    confidence: float
    reasons: tuple[str, ...]
    """Strongest first."""


def segment(
    reading: Reading, evidence: Evidence, recurrences: Recurrences, *, weights: Weights | None = None
) -> tuple[Verdict, ...]:
    """Give every block its most likely role, how sure that is, and why."""
    model = weights or shipped()
    result = _weigh(reading, evidence, recurrences, model)
    verdicts = []
    for block, column in zip(reading.blocks, result, strict=True):
        role, confidence = max(column.items(), key=lambda item: (item[1], -item[0]))
        rival = max(
            (other for other in column if other != role), key=column.__getitem__, default=_rival(role)
        )
        verdicts.append(
            Verdict(
                role=ROLES[role],
                confidence=round(min(1.0, confidence), 3),
                rule=_rule(reading, evidence, recurrences, block.index, role, rival, model),
                parts=find_parts(block, ROLES[role], evidence.phrases[block.index]),
            )
        )
    return tuple(verdicts)


def explain(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    block_index: int,
    *,
    weights: Weights | None = None,
) -> tuple[Alternative, ...]:
    """Rank the roles a block might have, each with what spoke for it."""
    model = weights or shipped()
    column = _weigh(reading, evidence, recurrences, model)[block_index]
    ranked = sorted(column, key=lambda role: (-column[role], role))[:5]
    found = []
    for role in ranked:
        rival = ranked[0] if role != ranked[0] else ranked[1] if len(ranked) > 1 else _rival(role)
        reasons = strongest(evidence, block_index, role, rival, weights=model, limit=8, around=True)
        found.append(
            Alternative(
                role=ROLES[role],
                confidence=round(min(1.0, column[role]), 3),
                reasons=tuple(f"{words} (+{gain:.1f})" for gain, words in reasons),
            )
        )
    return tuple(found)


def _weigh(reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights) -> list[Chances]:
    scores = add_up(evidence.signals, weights)
    if recurrences:
        for index, fingerprint in enumerate(reading.fingerprints):
            extra = recurrence_scores(recurrences.get(fingerprint), evidence, index) if fingerprint else None
            if extra is not None:
                scores[index] = [a + b for a, b in zip(scores[index], extra, strict=True)]
    for index, known in known_ways(reading).items():
        scores[index][ROLES.index(known.role)] += STRENGTH
    return chances(scores, weights)


def _rule(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    block: int,
    role: int,
    rival: int,
    weights: Weights,
) -> str:
    known = known_ways(reading).get(block)
    if known and known.role == ROLES[role]:
        return known.reason
    if role == _BODY and evidence.words[block] >= _RUNNING:
        return "running text"
    found = strongest(evidence, block, role, rival, weights=weights, limit=3, around=False)
    reasons = [words for _, words in found]
    recurrence = recurrences.get(reading.fingerprints[block])
    if recurrence is not None and recurrence_scores(recurrence, evidence, block) is not None:
        reasons.append(recurrence_words(recurrence))
    return "; ".join(reasons) or _fallback(reading.blocks, block)


def _fallback(blocks: Sequence[object], block: int) -> str:
    return "place among its neighbours" if len(blocks) > 1 else "the only block"


def _rival(role: int) -> int:
    """Name a role to compare with where no other was in question."""
    return ROLES.index(Role.PROMO) if role == _BODY else _BODY

"""Decide the role of every block, with the reasons."""

from collections.abc import Sequence

import msgspec

from site_builder.model import Block, Reading, Recurrences, Role, Verdict
from site_builder.segmenting.decoding import Chances, chances, scores_of
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.known_ways import STRENGTH, known_ways
from site_builder.segmenting.leads import STRENGTH as LEAD
from site_builder.segmenting.leads import lead
from site_builder.segmenting.observing import Observation, observe
from site_builder.segmenting.openings import STRENGTH as OPENING
from site_builder.segmenting.openings import calls_itself_disclaimer
from site_builder.segmenting.parts import find_parts
from site_builder.segmenting.reasons import recurrence_words, strongest
from site_builder.segmenting.recurring import near_recurrence, recurrence_scores
from site_builder.segmenting.tables import STRENGTH as TABLE
from site_builder.segmenting.tables import has_headed_columns
from site_builder.segmenting.weights import ROLES, SCALE, Weights, shipped

_BODY = ROLES.index(Role.BODY)
_STANDFIRST = ROLES.index(Role.STANDFIRST)
_DISCLAIMER = ROLES.index(Role.DISCLAIMER)
_LISTING = 5 * SCALE
"""What a fenced listing adds to the role of body, five nats: only authors write them; labelled articles have none."""
_RUNNING = 18
"""Words from which on running text needs no further reason."""


class Alternative(msgspec.Struct, frozen=True):
    """A role a block might have, and what spoke for it."""

    role: Role
    confidence: float
    reasons: tuple[str, ...]
    """Strongest first."""


def segment(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    *,
    reasons: bool = True,
    weights: Weights | None = None,
) -> tuple[Verdict, ...]:
    """Give every block its most likely role, how sure that is, and why.

    Without `reasons` the rules are left empty: they take longer than the verdicts, and pages do not show them.
    """
    judge = _Judge(reading, evidence, recurrences, weights or shipped())
    return tuple(
        judge.verdict(block, column, reasons=reasons)
        for block, column in zip(reading.blocks, judge.chances(), strict=True)
    )


def explain(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    block_index: int,
    *,
    weights: Weights | None = None,
) -> tuple[Alternative, ...]:
    """Rank the roles a block might have, each with what spoke for it."""
    judge = _Judge(reading, evidence, recurrences, weights or shipped())
    return judge.alternatives(block_index)


class _Judge:
    """Weighs what speaks for the roles of one article's blocks."""

    def __init__(
        self, reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights
    ) -> None:
        self._reading = reading
        self._evidence = evidence
        self._recurrences = recurrences
        self._weights = weights
        self._known = known_ways(reading)
        self._observed: Observation | None = None

    def chances(self) -> list[Chances]:
        """Give, for each block, the probability of each role that is in question."""
        scores = scores_of(self._evidence.sums)
        if self._recurrences:
            for index in range(len(scores)):
                extra = self._extra(index)
                if extra is not None:
                    scores[index] = [a + b for a, b in zip(scores[index], extra, strict=True)]
        for block in self._reading.blocks:
            if block.type == "fence":
                scores[block.index][_BODY] += _LISTING
            elif has_headed_columns(block):
                scores[block.index][_BODY] += TABLE
            elif calls_itself_disclaimer(block):
                scores[block.index][_DISCLAIMER] += OPENING
        standing_apart = lead(self._reading)
        if standing_apart is not None:
            scores[standing_apart][_STANDFIRST] += LEAD
        for index, known in self._known.items():
            scores[index][ROLES.index(known.role)] += STRENGTH
        return chances(scores, self._weights)

    def verdict(self, block: Block, column: Chances, *, reasons: bool) -> Verdict:
        """Settle the role of one block."""
        # Of equally likely roles the first counts; they stand in the order of their numbers.
        role = max(column, key=column.__getitem__)
        return Verdict(
            role=ROLES[role],
            confidence=round(min(1.0, column[role]), 3),
            rule=self._rule(block.index, role, column) if reasons else "",
            parts=find_parts(
                block,
                ROLES[role],
                self._evidence.phrases[block.index],
                language=self._reading.language,
            ),
        )

    def alternatives(self, block: int) -> tuple[Alternative, ...]:
        """Rank the roles of one block, each with what spoke for it against the others."""
        column = self.chances()[block]
        ranked = sorted(column, key=lambda role: (-column[role], role))[:5]
        found = []
        for role in ranked:
            rival = ranked[0] if role != ranked[0] else ranked[1] if len(ranked) > 1 else _rival(role)
            spoke = self._strongest(block, role, rival, limit=8, around=True)
            found.append(
                Alternative(
                    role=ROLES[role],
                    confidence=round(min(1.0, column[role]), 3),
                    reasons=tuple(f"{words} (+{gain:.1f})" for gain, words in spoke),
                )
            )
        return tuple(found)

    def _strongest(
        self, block: int, role: int, rival: int, *, limit: int, around: bool
    ) -> list[tuple[float, str]]:
        """List what spoke most for a role of a block against its rival.

        Evidence keeps sums only, as reasons are seldom asked for: the article is looked at again.
        """
        if self._observed is None:
            self._observed = observe(self._reading)
        return strongest(
            self._observed,
            self._evidence,
            block,
            role,
            rival,
            weights=self._weights,
            limit=limit,
            around=around,
        )

    def _extra(self, block: int) -> Sequence[int] | None:
        """Give what the recurrence of a block's passage adds to each role."""
        recurrence = self._recurrences.get(self._reading.fingerprints[block])
        scores = recurrence_scores(recurrence, self._evidence, block)
        if scores is not None or not self._evidence.echoes[block]:
            return scores
        near = near_recurrence(self._recurrences, self._evidence, block)
        return recurrence_scores(near, self._evidence, block, nearly=True)

    def _recurrence(self, block: int) -> str:
        """Say how a block's passage recurs, if that speaks for a role."""
        recurrence = self._recurrences.get(self._reading.fingerprints[block])
        if recurrence is not None and recurrence_scores(recurrence, self._evidence, block) is not None:
            return recurrence_words(recurrence)
        near = near_recurrence(self._recurrences, self._evidence, block)
        if near is not None and recurrence_scores(near, self._evidence, block, nearly=True) is not None:
            return f"nearly the {recurrence_words(near)}"
        return ""

    def _rule(self, block: int, role: int, column: Chances) -> str:
        known = self._known.get(block)
        if known and known.role == ROLES[role]:
            return known.reason
        if role == _DISCLAIMER and calls_itself_disclaimer(self._reading.blocks[block]):
            return "calls itself a disclaimer"
        if role == _BODY and has_headed_columns(self._reading.blocks[block]):
            return "a table with headings"
        if role == _BODY and self._evidence.words[block] >= _RUNNING:
            return "running text"
        rivals = (other for other in column if other != role)
        rival = max(rivals, key=column.__getitem__, default=_rival(role))
        found = self._strongest(block, role, rival, limit=3, around=False)
        reasons = [words for _, words in found]
        recurs = self._recurrence(block)
        if recurs:
            reasons.append(recurs)
        if reasons:
            return "; ".join(reasons)
        return "place among its neighbours" if len(self._reading.blocks) > 1 else "the only block"


def _rival(role: int) -> int:
    """Name a role to compare with where no other was in question."""
    return ROLES.index(Role.PROMO) if role == _BODY else _BODY

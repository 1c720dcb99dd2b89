"""Say why a block has its role, and what spoke for the others."""

from collections.abc import Iterator
from functools import cached_property

import msgspec

from site_builder.model import Reading, Recurrences, Role
from site_builder.segmenting.decoding import Chances
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.firm import rule_of
from site_builder.segmenting.known_ways import known_way, telling
from site_builder.segmenting.observing import Features, extract_features
from site_builder.segmenting.reasons import recurrence_words, strongest
from site_builder.segmenting.recurring import near_recurrence, recurrence_scores
from site_builder.segmenting.weights import ROLES, Weights

_BODY = ROLES.index(Role.BODY)
_RUNNING = 18
"""Words from which on running text needs no further reason."""


class Alternative(msgspec.Struct, frozen=True):
    """A role a block might have, and what spoke for it."""

    role: Role
    confidence: float
    reasons: tuple[str, ...]
    """Strongest first."""


class Explainer:
    """Knows what spoke for the roles of one article's blocks.

    Evidence keeps sums only, as reasons are seldom asked for: the article is looked at again.
    """

    def __init__(
        self, reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights
    ) -> None:
        self._reading = reading
        self._evidence = evidence
        self._recurrences = recurrences
        self._weights = weights

    @cached_property
    def _observed(self) -> Features:
        return extract_features(self._reading)

    def rule(self, block: int, role: int, column: Chances) -> str:
        """Say in a few words why a block has a role; `column` are the chances of all that were in question."""
        firm = next(self._firm(block, role), "")
        if firm:
            return firm
        if role == _BODY and self._evidence.words[block] >= _RUNNING:
            return "running text"
        rivals = (other for other in column if other != role)
        rival = max(rivals, key=column.__getitem__, default=_rival(role))
        reasons = [words for _, words in self._strongest(block, role, rival, limit=3, around=False)]
        recurs = self._recurrence(block)
        if recurs:
            reasons.append(recurs)
        if reasons:
            return "; ".join(reasons)
        return "place among its neighbours" if len(self._reading.blocks) > 1 else "the only block"

    def alternatives(self, block: int, column: Chances) -> tuple[Alternative, ...]:
        """Rank the roles of one block, each with what spoke for it against the others."""
        ranked = sorted(column, key=lambda role: (-column[role], role))[:5]
        found = []
        for role in ranked:
            rival = ranked[0] if role != ranked[0] else ranked[1] if len(ranked) > 1 else _rival(role)
            spoke = self._strongest(block, role, rival, limit=8, around=True)
            reasons = [*self._firm(block, role), *[f"{words} (+{gain:.1f})" for gain, words in spoke]]
            found.append(Alternative(ROLES[role], round(min(1.0, column[role]), 3), tuple(reasons)))
        return tuple(found)

    def _firm(self, block: int, role: int) -> Iterator[str]:
        """Yield what speaks for a role whatever was learned."""
        profile = self._reading.profile
        known = profile and known_way(telling(profile), self._observed.surfaces[block])
        if known and known.role == ROLES[role]:
            yield known.reason
        rule = rule_of(self._reading.blocks[block])
        if rule and rule.role == ROLES[role]:
            yield rule.reason

    def _strongest(
        self, block: int, role: int, rival: int, *, limit: int, around: bool
    ) -> list[tuple[float, str]]:
        """List what spoke most for a role of a block against its rival."""
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

    def _recurrence(self, block: int) -> str:
        """Say how a block's passage recurs, if that speaks for a role."""
        recurrence = self._recurrences.get(self._reading.fingerprints[block])
        if recurrence is not None and recurrence_scores(recurrence, self._evidence, block) is not None:
            return recurrence_words(recurrence)
        near = near_recurrence(self._recurrences, self._evidence, block)
        if near is not None and recurrence_scores(near, self._evidence, block, nearly=True) is not None:
            return f"nearly the {recurrence_words(near)}"
        return ""


def _rival(role: int) -> int:
    """Name a role to compare with where no other was in question."""
    return ROLES.index(Role.PROMO) if role == _BODY else _BODY

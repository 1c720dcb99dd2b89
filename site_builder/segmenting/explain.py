"""Why a block has its role, and what spoke for the others."""

from collections.abc import Iterator
from functools import cached_property

import msgspec

from site_builder.model import Reading, Recurrences, Role
from site_builder.segmenting.decoding import Marginals, unpack_scores
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.feature_names import recurrence_in_words, strongest_features
from site_builder.segmenting.features import Features, extract_features
from site_builder.segmenting.profile_phrases import match_profile, profile_phrases
from site_builder.segmenting.recurrence import count_copies, near_recurrence, speaks
from site_builder.segmenting.rules import rule_of
from site_builder.segmenting.weights import Weights

_PROSE_WORDS = 18
"""Running text of so many words needs no further reason."""
_ALTERNATIVES = 5


class Alternative(msgspec.Struct, frozen=True):
    """A role a block might have, and what spoke for it."""

    role: Role
    confidence: float
    reasons: tuple[str, ...]
    """Strongest first."""


class Explainer:
    """What spoke for the roles of one article's blocks.

    Evidence keeps only scores, as reasons are seldom asked for: the features are extracted again.
    """

    def __init__(
        self, reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights
    ) -> None:
        self._reading = reading
        self._evidence = evidence
        self._recurrences = recurrences
        self._weights = weights

    @cached_property
    def _features(self) -> Features:
        return extract_features(self._reading)

    @cached_property
    def _copies(self) -> int:
        scores = unpack_scores(self._evidence.scores, len(self._weights.roles))
        return count_copies(self._reading, self._evidence, self._recurrences, self._weights, scores)

    def rule(self, block: int, label: int, column: Marginals) -> str:
        """Return in a few words why a block has a label; `column` has all that were not pruned."""
        role = self._weights.roles[label]
        fixed = next(self.fixed(block, role), "")
        if fixed:
            return fixed
        if role is Role.BODY and self._evidence.words[block] >= _PROSE_WORDS:
            return "running text"
        rivals = (other for other in column if other != label)
        rival = max(rivals, key=column.__getitem__, default=self._usual_rival(role))
        reasons = [words for _, words in self._strongest(block, label, rival, limit=3, around=False)]
        recurs = self._recurrence(block)
        if recurs:
            reasons.append(recurs)
        if reasons:
            return "; ".join(reasons)
        return "place among its neighbours" if len(self._reading.blocks) > 1 else "the only block"

    def alternatives(self, block: int, column: Marginals) -> tuple[Alternative, ...]:
        """Return the roles of one block, likeliest first, each with what spoke for it against the others."""
        ranked = sorted(column, key=lambda label: (-column[label], label))[:_ALTERNATIVES]
        sure = self._weights.confidences[min(1000, round(1000 * column[ranked[0]]))]
        alternatives = []
        for label in ranked:
            role = self._weights.roles[label]
            rival = (
                ranked[0] if label != ranked[0] else ranked[1] if len(ranked) > 1 else self._usual_rival(role)
            )
            strongest = self._strongest(block, label, rival, limit=8, around=True)
            reasons = [*self.fixed(block, role), *[f"{words} (+{gain:.1f})" for gain, words in strongest]]
            chance = min(1.0, column[label])
            confidence = (
                sure if label == ranked[0] else chance * (1 - sure) / max(1 - column[ranked[0]], chance)
            )
            alternatives.append(Alternative(role, round(confidence, 3), tuple(reasons)))
        return tuple(alternatives)

    def fixed(self, block: int, role: Role) -> Iterator[str]:
        """Yield what speaks for a role whatever was learnt: a phrase of the profile, a rule."""
        profile = self._reading.profile
        match = profile and match_profile(profile_phrases(profile), self._features.texts[block])
        if match and match.role == role:
            yield match.reason
        rule = rule_of(self._reading.blocks[block])
        if rule and rule.role == role:
            yield rule.reason

    def _strongest(
        self, block: int, label: int, rival: int, *, limit: int, around: bool
    ) -> list[tuple[float, str]]:
        """Return what spoke most for a label of a block against its rival."""
        return strongest_features(
            self._features,
            self._evidence,
            block,
            label,
            rival,
            weights=self._weights,
            limit=limit,
            around=around,
        )

    def _recurrence(self, block: int) -> str:
        """Return how a block's passage recurs, if that speaks for a role."""
        recurrence = self._recurrences.get(self._reading.fingerprints[block])
        if recurrence is not None and speaks(recurrence, self._evidence, block, self._copies):
            return recurrence_in_words(recurrence)
        near = near_recurrence(self._recurrences, self._evidence, block)
        if near is not None and speaks(near, self._evidence, block, self._copies):
            return f"nearly the {recurrence_in_words(near)}"
        return ""

    def _usual_rival(self, role: Role) -> int:
        """Return the label to compare with where no other was in question."""
        return self._weights.labels.get(Role.PROMO if role is Role.BODY else Role.BODY, 0)

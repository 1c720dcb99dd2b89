"""The role of every block: the likeliest label of the random field, with its probability and the reason."""

from collections.abc import Sequence

from site_builder.model import Block, Reading, Recurrences, Role, Verdict
from site_builder.segmenting.decoding import Marginals, marginals, unpack_scores
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.explain import Alternative, Explainer
from site_builder.segmenting.parts import find_parts
from site_builder.segmenting.recurrence import recurrence_scores
from site_builder.segmenting.weights import Weights, shipped_weights

_FIXED = 0.99
"""The confidence of a role that a rule or a phrase of a profile decides alone."""


def classify(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    *,
    reasons: bool = True,
    weights: Weights | None = None,
) -> tuple[Verdict, ...]:
    """Return the most likely role of every block, its probability, and why.

    Without `reasons` the rules are left empty: they take longer than the verdicts, and pages do not show them.
    """
    weights = weights or shipped_weights()
    columns = _marginals(reading, evidence, recurrences, weights)
    explainer = Explainer(reading, evidence, recurrences, weights) if reasons else None
    untrained = dict(evidence.untrained)
    return tuple(
        [
            _untrained_verdict(block, untrained[block.index], explainer)
            if block.index in untrained
            else _verdict(block, column, evidence.phrases[block.index], reading.language, weights, explainer)
            for block, column in zip(reading.blocks, columns, strict=True)
        ]
    )


def explain(
    reading: Reading,
    evidence: Evidence,
    recurrences: Recurrences,
    block_index: int,
    *,
    weights: Weights | None = None,
) -> tuple[Alternative, ...]:
    """Return the roles a block might have, likeliest first, each with what spoke for it."""
    weights = weights or shipped_weights()
    column = _marginals(reading, evidence, recurrences, weights)[block_index]
    explainer = Explainer(reading, evidence, recurrences, weights)
    learned = explainer.alternatives(block_index, column)
    role = dict(evidence.untrained).get(block_index)
    if role is None:
        return learned
    return (Alternative(role, _FIXED, tuple(explainer.fixed(block_index, role))), *learned)


def _marginals(
    reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights
) -> list[Marginals]:
    """Return, for each block, the probability of each label that was not pruned."""
    scores = unpack_scores(evidence.scores, len(weights.roles))
    if recurrences:
        for index, added in recurrence_scores(reading, evidence, recurrences, weights, scores):
            scores[index] = [a + b for a, b in zip(scores[index], added, strict=True)]
    return marginals(scores, weights)


def _verdict(
    block: Block,
    column: Marginals,
    phrases: Sequence[str],
    language: str | None,
    weights: Weights,
    explainer: Explainer | None,
) -> Verdict:
    # Of equally likely labels the first counts; they stand in their order.
    label = max(column, key=column.__getitem__)
    role = weights.roles[label]
    return Verdict(
        role,
        weights.confidences[min(1000, round(1000 * column[label]))],
        explainer.rule(block.index, label, column) if explainer else "",
        find_parts(block, role, phrases, language=language),
    )


def _untrained_verdict(block: Block, role: Role, explainer: Explainer | None) -> Verdict:
    """Return the verdict of a rule or a profile on a block, where the weights do not know its role."""
    return Verdict(role, _FIXED, next(explainer.fixed(block.index, role), "") if explainer else "")

"""Decide the role of every block."""

from collections.abc import Sequence

from site_builder.model import Block, Reading, Recurrences, Verdict
from site_builder.segmenting.decoding import Chances, chances, scores_of
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.explaining import Alternative, Explainer
from site_builder.segmenting.parts import find_parts
from site_builder.segmenting.recurring import added_scores
from site_builder.segmenting.weights import ROLES, Weights, shipped


def classify(
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
    model = weights or shipped()
    columns = _chances(reading, evidence, recurrences, model)
    explainer = Explainer(reading, evidence, recurrences, model) if reasons else None
    return tuple(
        [
            _verdict(block, column, evidence.phrases[block.index], reading.language, explainer)
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
    """Rank the roles a block might have, each with what spoke for it."""
    model = weights or shipped()
    column = _chances(reading, evidence, recurrences, model)[block_index]
    return Explainer(reading, evidence, recurrences, model).alternatives(block_index, column)


def _chances(
    reading: Reading, evidence: Evidence, recurrences: Recurrences, weights: Weights
) -> list[Chances]:
    """Give, for each block, the probability of each role that is in question."""
    scores = scores_of(evidence.sums)
    if recurrences:
        for index, added in added_scores(reading, evidence, recurrences):
            scores[index] = [a + b for a, b in zip(scores[index], added, strict=True)]
    return chances(scores, weights)


def _verdict(
    block: Block, column: Chances, phrases: Sequence[str], language: str | None, explainer: Explainer | None
) -> Verdict:
    """Settle the role of one block."""
    # Of equally likely roles the first counts; they stand in the order of their numbers.
    role = max(column, key=column.__getitem__)
    return Verdict(
        ROLES[role],
        round(min(1.0, column[role]), 3),
        explainer.rule(block.index, role, column) if explainer else "",
        find_parts(block, ROLES[role], phrases, language=language),
    )

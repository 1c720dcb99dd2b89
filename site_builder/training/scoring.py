"""Precision and recall of predicted roles, by block, word, class and role."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from site_builder.commonmark import count_words, plain_block
from site_builder.model import Role, RoleClass
from site_builder.roles import CLASS_OF
from site_builder.training.examples import LabelledArticle

_CLASSES = (RoleClass.ARTICLE, RoleClass.BOILERPLATE, RoleClass.DISCLAIMER)


class Rates(NamedTuple):
    """Precision and recall of one role or class."""

    precision: float
    recall: float
    f1: float
    size: int
    """How often it occurs."""


class Scores(NamedTuple):
    """Precision and recall of all roles."""

    accuracy: float
    """Share of blocks."""
    body: Rates
    """Weighted by words."""
    classes: dict[RoleClass, Rates]
    roles: dict[Role, Rates]
    confusions: list[tuple[Role, Role, int]]
    """True role, predicted role, blocks; most frequent first."""


def score(pairs: Iterable[tuple[LabelledArticle, Sequence[Role]]]) -> Scores:
    """Return the scores of predicted roles against the labels."""
    blocks: Counter[tuple[Role, Role]] = Counter()
    words: Counter[tuple[bool, bool]] = Counter()
    for article, predicted in pairs:
        for block, true, role in zip(article.reading.blocks, article.roles, predicted, strict=True):
            blocks[true, role] += 1
            words[true == Role.BODY, role == Role.BODY] += count_words(plain_block(block).line_with_alt)
    total = sum(blocks.values())
    confusions = [(true, role, times) for (true, role), times in blocks.most_common() if true != role]
    return Scores(
        accuracy=sum(times for (true, role), times in blocks.items() if true == role) / max(1, total),
        body=_rates(words[True, True], words[False, True], words[True, False]),
        classes={kind: _class_rates(blocks, kind) for kind in _CLASSES},
        roles={role: rates for role in Role if (rates := _role_rates(blocks, role)).size},
        confusions=confusions,
    )


def _rates(hits: int, wrong: int, missed: int) -> Rates:
    return Rates(
        hits / max(1, hits + wrong),
        hits / max(1, hits + missed),
        2 * hits / max(1, 2 * hits + wrong + missed),
        hits + missed,
    )


def _class_rates(blocks: Counter[tuple[Role, Role]], kind: RoleClass) -> Rates:
    classes = [(CLASS_OF[true] == kind, CLASS_OF[role] == kind, times) for (true, role), times in blocks.items()
           if true != Role.SEPARATOR]  # fmt: skip
    return _rates(
        sum(times for true, role, times in classes if true and role),
        sum(times for true, role, times in classes if role and not true),
        sum(times for true, role, times in classes if true and not role),
    )


def _role_rates(blocks: Counter[tuple[Role, Role]], wanted: Role) -> Rates:
    hits = blocks[wanted, wanted]
    return _rates(
        hits,
        sum(times for (_, role), times in blocks.items() if role == wanted) - hits,
        sum(times for (true, _), times in blocks.items() if true == wanted) - hits,
    )


def table(scores: Scores) -> str:
    """Return scores as lines for people."""
    mean_class = sum(rates.f1 for rates in scores.classes.values()) / len(scores.classes)
    mean_role = sum(rates.f1 for rates in scores.roles.values()) / max(1, len(scores.roles))
    body = scores.body
    lines = [
        f"blocks right        {scores.accuracy:.4f}",
        f"body words          precision {body.precision:.4f}  recall {body.recall:.4f}  F1 {body.f1:.4f}",
        f"classes, mean F1    {mean_class:.4f}",
        f"roles, mean F1      {mean_role:.4f}",
    ]
    lines += [
        f"  {role.value:11} {rates.size:6} blocks  precision {rates.precision:.3f}  recall {rates.recall:.3f}"
        f"  F1 {rates.f1:.3f}"
        for role, rates in scores.roles.items()
    ]
    return "\n".join([*lines, *_matrix(scores)])


def _matrix(scores: Scores) -> list[str]:
    """Return the confusion matrix: a line for each true role, a column for each predicted one."""
    blocks = {(true, role): times for true, role, times in scores.confusions}
    for role, rates in scores.roles.items():
        blocks[role, role] = rates.size - sum(times for true, _, times in scores.confusions if true == role)
    width = max(len(str(times)) for times in [0, *blocks.values()]) + 1
    names = [f"{role.value[:4]:>{max(5, width)}}" for role in Role]
    lines = ["is / taken for  " + "".join(names)]
    for true in scores.roles:
        counts = (blocks.get((true, role), 0) for role in Role)
        lines.append(f"  {true.value:14}" + "".join(f"{times or '.':>{max(5, width)}}" for times in counts))
    return lines

"""Training of the weights that `segmenting` uses, and cross-validation by outlets."""

import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.model import Role
from site_builder.segmenting import StoredWeights, arrange, classify, gather_evidence
from site_builder.training.augmentation import augmented
from site_builder.training.examples import (
    LabelledArticle,
    encode,
    extract_all,
    index_features,
    labelled_roles,
)
from site_builder.training.fitting import TrainingPlan, fit, to_weights
from site_builder.training.labelled import read_collection, read_folders
from site_builder.training.scoring import Scores, score, table

__all__ = [
    "LabelledArticle",
    "Scores",
    "TrainingPlan",
    "cross_validate",
    "read_collection",
    "read_folders",
    "table",
    "train",
    "write",
]


COPIES = 1
"""Of each article, with invented notices; more of them, or more rounds, were no better when measured."""


def train(
    articles: Sequence[LabelledArticle], *, say: Callable[[str], None], plan: TrainingPlan | None = None
) -> StoredWeights:
    """Return weights learnt from labelled articles, each once as it is and `COPIES` times with invented notices.

    A role that no article has is not learnt.
    """
    copies = [copy for number in range(COPIES) for copy in augmented(articles, number=number)]
    extracted = extract_all([*articles, *copies])
    index = index_features(extracted)
    roles = labelled_roles(article for article, _ in extracted)
    field = fit(encode(extracted, index, roles), index.size, len(roles), plan or TrainingPlan(), say=say)
    return to_weights(field, index, roles)


def cross_validate(
    articles: Sequence[LabelledArticle],
    *,
    tested: Iterable[str],
    folds: int,
    say: Callable[[str], None],
    plan: TrainingPlan | None = None,
    profiles: bool = False,
    jobs: int = 1,
) -> Scores:
    """Return the scores of the articles named in `tested`, by weights that saw no article of the same outlet.

    With `profiles`, the profiles of publishers are used as they are when a site is built.
    With several `jobs`, as many folds are worked on at a time; the scores are the same.
    """
    outlets = sorted({article.outlet for article in articles})
    random.Random(1).shuffle(outlets)
    fold_of = {outlet: place % folds for place, outlet in enumerate(outlets)}
    names = frozenset(tested)
    parts: list[_Fold] = []
    for fold in range(folds):
        held = [article for article in articles if fold_of[article.outlet] == fold and article.name in names]
        if held:
            rest = [article for article in articles if fold_of[article.outlet] != fold]
            parts.append(_Fold(f"fold {fold + 1} of {folds}", rest, held, plan, profiles))
    pairs: list[tuple[LabelledArticle, tuple[Role, ...]]] = []
    if jobs > 1:
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            for part, roles in zip(parts, pool.map(_predicted, parts), strict=True):
                say(f"{part}: done")
                pairs += zip(part.held, roles, strict=True)
    else:
        for part in parts:
            say(str(part))
            pairs += zip(part.held, _predicted(part, say=say), strict=True)
    return score(pairs)


class _Fold(NamedTuple):
    """One part of a cross-validation."""

    name: str
    rest: list[LabelledArticle]
    """What is learnt from."""
    held: list[LabelledArticle]
    plan: TrainingPlan | None
    profiles: bool

    def __str__(self) -> str:
        return f"{self.name}: {len(self.rest)} articles to learn from, {len(self.held)} to test"


def _quiet(_line: str) -> None:
    """Print nothing: a process of its own has nobody to print for."""


def _predicted(part: _Fold, *, say: Callable[[str], None] = _quiet) -> list[tuple[Role, ...]]:
    """Learn from one side of a fold and return the roles of the blocks of each article on the other."""
    weights = arrange(train(part.rest, say=say, plan=part.plan))
    predicted = []
    for article in part.held:
        reading = article.reading
        if not part.profiles:
            # They would tell the model what it is to find out.
            reading = msgspec.structs.replace(reading, profile=None)
        verdicts = classify(reading, gather_evidence(reading, weights=weights), {}, weights=weights)
        predicted.append(tuple(verdict.role for verdict in verdicts))
    return predicted


def write(weights: StoredWeights, path: Path) -> int:
    """Store weights in a file; return its size in bytes."""
    data = msgspec.msgpack.encode(weights)
    path.write_bytes(data)
    return len(data)

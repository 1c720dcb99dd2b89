"""Predictions for labelled articles by weights that saw no article of the same outlet."""

import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import msgspec

from site_builder.model import Reading, Recurrences, Role
from site_builder.segmenting import Weights, arrange, classify, gather_evidence
from site_builder.training.examples import LabelledArticle
from site_builder.training.fitting import TrainingPlan
from site_builder.training.weight_learning import train


class Prediction(NamedTuple):
    """What weights make of an article whose outlet they had not seen."""

    article: LabelledArticle
    roles: tuple[Role, ...]
    chances: tuple[float, ...]
    """The model's probability of each of these roles, without calibration."""
    recurring: tuple[Role, ...]
    """The roles where the recurrence of passages is known; the same where none was given."""


class _Fold(NamedTuple):
    """One part of a cross-validation."""

    name: str
    rest: list[LabelledArticle]
    """What is learnt from."""
    held: list[LabelledArticle]
    plan: TrainingPlan | None
    profiles: bool
    recurrences: Recurrences

    def __str__(self) -> str:
        return f"{self.name}: {len(self.rest)} articles to learn from, {len(self.held)} to test"


def predict(
    articles: Sequence[LabelledArticle],
    *,
    tested: Iterable[str],
    folds: int,
    say: Callable[[str], None],
    plan: TrainingPlan | None = None,
    profiles: bool = False,
    recurrences: Recurrences | None = None,
    jobs: int = 1,
) -> list[Prediction]:
    """Return the predictions for the articles named in `tested`, by weights that saw none of the same outlet.

    With `profiles`, the profiles of publishers are used as they are when a site is built.
    With several `jobs`, as many folds are worked on at a time; the predictions are the same.
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
            parts.append(_Fold(f"fold {fold + 1} of {folds}", rest, held, plan, profiles, recurrences or {}))
    predictions: list[Prediction] = []
    if jobs > 1:
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            for part, predicted in zip(parts, pool.map(_predicted, parts), strict=True):
                say(f"{part}: done")
                predictions += predicted
    else:
        for part in parts:
            say(str(part))
            predictions += _predicted(part, say=say)
    return predictions


def _quiet(_line: str) -> None:
    """Print nothing: a process of its own has nobody to print for."""


def _predicted(part: _Fold, *, say: Callable[[str], None] = _quiet) -> list[Prediction]:
    """Learn from one side of a fold and return the predictions for the articles on the other."""
    weights = arrange(train(part.rest, say=say, plan=part.plan))
    predictions = []
    for article in part.held:
        reading = article.reading
        if not part.profiles:
            # They would tell the model what it is to find out.
            reading = msgspec.structs.replace(reading, profile=None)
        predictions.append(_prediction(article, reading, weights, part.recurrences))
    return predictions


def _prediction(
    article: LabelledArticle, reading: Reading, weights: Weights, recurrences: Recurrences
) -> Prediction:
    evidence = gather_evidence(reading, weights=weights)
    verdicts = classify(reading, evidence, {}, weights=weights, reasons=False)
    roles = tuple(verdict.role for verdict in verdicts)
    recurring = roles
    if recurrences:
        again = classify(reading, evidence, recurrences, weights=weights, reasons=False)
        recurring = tuple(verdict.role for verdict in again)
    return Prediction(article, roles, tuple(verdict.confidence for verdict in verdicts), recurring)

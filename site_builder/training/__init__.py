"""Training of the weights that `segmenting` uses, cross-validation by outlets, and its report."""

from collections.abc import Callable, Iterable, Sequence

from site_builder.training.calibration import Knots, learn_calibration
from site_builder.training.examples import LabelledArticle
from site_builder.training.fitting import TrainingPlan
from site_builder.training.labelled import read_collection, read_folders
from site_builder.training.predicting import Prediction, predict
from site_builder.training.report import recurrences_of, report
from site_builder.training.scoring import Scores, score, table
from site_builder.training.weight_learning import COPIES, train, write

__all__ = [
    "COPIES",
    "Knots",
    "LabelledArticle",
    "Prediction",
    "Scores",
    "TrainingPlan",
    "cross_validate",
    "learn_calibration",
    "predict",
    "read_collection",
    "read_folders",
    "recurrences_of",
    "report",
    "score",
    "table",
    "train",
    "write",
]


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
    predictions = predict(
        articles, tested=tested, folds=folds, say=say, plan=plan, profiles=profiles, jobs=jobs
    )
    return score((prediction.article, prediction.roles) for prediction in predictions)

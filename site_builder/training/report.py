"""Report on predictions for whoever doubts them: by language, length, place and confidence, beside other programs."""

from collections.abc import Callable, Iterable, Sequence

from site_builder.indexing import count_recurrences
from site_builder.model import PassageRecord, Recurrences, Role
from site_builder.segmenting import calibrated, gather_evidence
from site_builder.training.calibration import calibration_table, learn_calibration
from site_builder.training.examples import LabelledArticle
from site_builder.training.extractors import extractor_lines
from site_builder.training.predicting import Prediction
from site_builder.training.scoring import Scores, score, table

_LENGTHS = (10, 20, 40, 80)
"""Steps of the number of blocks of an article."""
_FEWEST = 3
"""Articles in a language that has a line of its own."""
_PLACES = 5
"""Parts of an article, by the order of its blocks."""


def recurrences_of(articles: Iterable[LabelledArticle]) -> Recurrences:
    """Return how often the passages of some articles recur among them."""
    records = []
    for article in articles:
        keys = gather_evidence(article.reading).near_duplicate_keys
        passages = [*article.reading.fingerprints, *(key for row in keys for key in row)]
        records.append(PassageRecord.of(article.outlet, passages))
    return count_recurrences(records)


def report(predictions: Sequence[Prediction]) -> str:
    """Return the scores of predictions as lines: roles and confusions first, then by what they may differ."""
    return "\n".join(
        [
            table(score((each.article, each.roles) for each in predictions)),
            "",
            *_recurrence_lines(predictions),
            *_grouped("by language", predictions, _language),
            *_grouped("by length of the article", predictions, _length),
            *_place_lines(predictions),
            *_calibration_lines(predictions),
            *extractor_lines([each.article for each in predictions]),
        ]
    )


def _recurrence_lines(predictions: Sequence[Prediction]) -> list[str]:
    """Return the scores without and with what is known of the recurrence of passages."""
    return [
        "recurrence",
        _line("judged alone", score((each.article, each.roles) for each in predictions)),
        _line("among the others", score((each.article, each.recurring) for each in predictions)),
        "",
    ]


def _line(name: str, scores: Scores) -> str:
    classes = sum(rates.f1 for rates in scores.classes.values()) / len(scores.classes)
    roles = sum(rates.f1 for rates in scores.roles.values()) / max(1, len(scores.roles))
    return (
        f"  {name:20} blocks {scores.accuracy:.4f}  body F1 {scores.body.f1:.4f}  recall {scores.body.recall:.4f}"
        f"  classes {classes:.4f}  roles {roles:.4f}"
    )


def _grouped(title: str, predictions: Sequence[Prediction], key_of: Callable[[Prediction], str]) -> list[str]:
    """Return one line for each group of articles that is not too small."""
    groups: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        groups.setdefault(key_of(prediction), []).append(prediction)
    lines = [
        _line(f"{key}, {len(group)}", score((each.article, each.roles) for each in group))
        for key, group in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        if len(group) >= _FEWEST
    ]
    return [f"{title} (name, articles)", *lines, ""]


def _language(prediction: Prediction) -> str:
    return prediction.article.reading.language or "unknown"


def _length(prediction: Prediction) -> str:
    blocks = len(prediction.article.roles)
    return next(
        (f"up to {step} blocks" for step in _LENGTHS if blocks <= step), f"over {_LENGTHS[-1]} blocks"
    )


def _place_lines(predictions: Sequence[Prediction]) -> list[str]:
    """Return the share of right roles in each fifth of the articles, and of right running text in it."""
    blocks, right, body, hit = ([0] * _PLACES for _ in range(4))
    for prediction in predictions:
        total = len(prediction.roles)
        for index, (role, true) in enumerate(zip(prediction.roles, prediction.article.roles, strict=True)):
            place = _PLACES * index // total
            blocks[place] += 1
            right[place] += role is true
            body[place] += true is Role.BODY
            hit[place] += role is true is Role.BODY
    return [
        "by place in the article",
        *[
            f"  part {place + 1} of {_PLACES}          blocks {right[place] / max(1, blocks[place]):.4f}"
            f"  body found {hit[place] / max(1, body[place]):.4f}"
            for place in range(_PLACES)
        ],
        "",
    ]


def _calibration_lines(predictions: Sequence[Prediction]) -> list[str]:
    """Return ten bins of confidence, by a map that was learnt from the other half of the outlets."""
    outlets = sorted({prediction.article.outlet for prediction in predictions})
    half = frozenset(outlets[::2])
    parts = [
        [each for each in predictions if (each.article.outlet in half) is side] for side in (True, False)
    ]
    lines = ["calibration, learnt from one half of the outlets and measured on the other"]
    for learnt, measured in (parts, parts[::-1]):
        lines += calibration_table(measured, calibrated=calibrated(learn_calibration(learnt)))
        lines.append("")
    return lines

"""Learning of weights from labelled articles, each as it is and with invented notices."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from site_builder.segmenting import StoredWeights
from site_builder.training.augmentation import augmented
from site_builder.training.examples import (
    LabelledArticle,
    encode,
    extract_all,
    index_features,
    labelled_roles,
)
from site_builder.training.fitting import TrainingPlan, fit, to_weights

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


def write(weights: StoredWeights, path: Path) -> int:
    """Store weights in a file; return its size in bytes."""
    data = msgspec.msgpack.encode(weights)
    path.write_bytes(data)
    return len(data)

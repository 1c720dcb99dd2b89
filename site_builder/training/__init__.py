"""Learn what speaks for a role from labelled articles."""

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from site_builder.model import Role
from site_builder.segmenting import Learned, arrange, measure, segment
from site_builder.training.examples import Labelled, choose, look_at, number
from site_builder.training.fitting import Plan, fit, learned
from site_builder.training.labelled import read_collection, read_folders
from site_builder.training.mixing import mixed
from site_builder.training.scoring import Scores, score, table

__all__ = [
    "Labelled",
    "Plan",
    "Scores",
    "cross_validate",
    "read_collection",
    "read_folders",
    "table",
    "train",
    "write",
]


COPIES = 2
"""With invented notices; more of them, or rounds, were no better when measured."""


def train(articles: Sequence[Labelled], *, say: Callable[[str], None], plan: Plan | None = None) -> Learned:
    """Learn from labelled articles, each once as it is and `COPIES` times with invented notices mixed in."""
    copies = [copy for number in range(COPIES) for copy in mixed(articles, number=number)]
    observed = look_at([*articles, *copies])
    signals = choose(observed)
    field = fit(number(observed, signals), signals.size, plan or Plan(), say=say)
    return learned(field, signals)


def cross_validate(
    articles: Sequence[Labelled],
    *,
    tested: Iterable[str],
    folds: int,
    say: Callable[[str], None],
    plan: Plan | None = None,
    profiles: bool = False,
) -> Scores:
    """Score the articles named in `tested` with models that saw no article of the same outlet.

    With `profiles`, what is known of the ways of publishers is used as it is when a site is built.
    """
    outlets = sorted({article.outlet for article in articles})
    random.Random(1).shuffle(outlets)
    fold_of = {outlet: place % folds for place, outlet in enumerate(outlets)}
    names = frozenset(tested)
    found: list[tuple[Labelled, tuple[Role, ...]]] = []
    for fold in range(folds):
        held = [article for article in articles if fold_of[article.outlet] == fold and article.name in names]
        if held:
            rest = [article for article in articles if fold_of[article.outlet] != fold]
            say(f"fold {fold + 1} of {folds}: {len(rest)} articles to learn from, {len(held)} to test")
            weights = arrange(train(rest, say=say, plan=plan))
            for article in held:
                reading = article.reading
                if not profiles:
                    # They would tell the model what it is to find out.
                    reading = msgspec.structs.replace(reading, profile=None)
                verdicts = segment(reading, measure(reading, weights=weights), {}, weights=weights)
                found.append((article, tuple(verdict.role for verdict in verdicts)))
    return score(found)


def write(model: Learned, path: Path) -> int:
    """Store a model; return its size in bytes."""
    data = msgspec.msgpack.encode(model)
    path.write_bytes(data)
    return len(data)

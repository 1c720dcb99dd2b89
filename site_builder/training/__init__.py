"""Learn what speaks for a role from labelled articles."""

import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.model import Role
from site_builder.segmenting import Learned, arrange, classify, gather_evidence
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


COPIES = 1
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
    jobs: int = 1,
) -> Scores:
    """Score the articles named in `tested` with models that saw no article of the same outlet.

    With `profiles`, what is known of the ways of publishers is used as it is when a site is built.
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
    found: list[tuple[Labelled, tuple[Role, ...]]] = []
    if jobs > 1:
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            for part, roles in zip(parts, pool.map(_predicted, parts), strict=True):
                say(f"{part}: done")
                found += zip(part.held, roles, strict=True)
    else:
        for part in parts:
            say(str(part))
            found += zip(part.held, _predicted(part, say=say), strict=True)
    return score(found)


class _Fold(NamedTuple):
    """One part of a cross-validation."""

    name: str
    rest: list[Labelled]
    """What is learnt from."""
    held: list[Labelled]
    plan: Plan | None
    profiles: bool

    def __str__(self) -> str:
        return f"{self.name}: {len(self.rest)} articles to learn from, {len(self.held)} to test"


def _quiet(_line: str) -> None:
    """Say nothing: a process of its own has nobody to say it to."""


def _predicted(part: _Fold, *, say: Callable[[str], None] = _quiet) -> list[tuple[Role, ...]]:
    """Learn from one side of a fold and give the roles of the blocks of each article on the other."""
    weights = arrange(train(part.rest, say=say, plan=part.plan))
    found = []
    for article in part.held:
        reading = article.reading
        if not part.profiles:
            # They would tell the model what it is to find out.
            reading = msgspec.structs.replace(reading, profile=None)
        verdicts = classify(reading, gather_evidence(reading, weights=weights), {}, weights=weights)
        found.append(tuple(verdict.role for verdict in verdicts))
    return found


def write(model: Learned, path: Path) -> int:
    """Store a model; return its size in bytes."""
    data = msgspec.msgpack.encode(model)
    path.write_bytes(data)
    return len(data)

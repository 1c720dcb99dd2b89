"""Labelled articles as rows of numbers, for training."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from site_builder.model import Reading, Role
from site_builder.segmenting import Features, extract_features

_WORD_PREFIXES = ("w ", "p ", "m ", "a ", "z ", "u ", "r ")
"""Begin the names of features that are words."""
_OUTLETS_OF_WORDS = 3
_OUTLETS = 2
"""A feature is trained if it occurs at so many outlets; what one outlet does teaches nothing about others."""


class LabelledArticle(msgspec.Struct, frozen=True):
    """An article with the role of every block."""

    name: str
    outlet: str
    """Articles of one outlet are never on both sides of a cross-validation."""
    reading: Reading
    roles: tuple[Role, ...]
    weight: float = 1.0


class FeatureIndex(NamedTuple):
    """The features that are trained, numbered."""

    own: dict[str, int]
    before: dict[str, int]
    """Of the block before."""
    after: dict[str, int]
    """Of the block after."""
    size: int


class Example(NamedTuple):
    """An article as numbers."""

    rows: list[list[int]]
    """Per block, the numbers of its features; a row is never empty."""
    labels: list[int]
    """Per block, the number of its role."""
    weight: float


Extracted = Sequence[tuple[LabelledArticle, Features]]
"""Articles with their features."""


def extract_all(articles: Iterable[LabelledArticle]) -> Extracted:
    """Return every article with its features."""
    return [(article, extract_features(article.reading)) for article in articles]


def labelled_roles(articles: Iterable[LabelledArticle]) -> tuple[Role, ...]:
    """Return the roles that the articles have, in the order of the enumeration; others cannot be learnt."""
    roles = {role for article in articles for role in article.roles}
    return tuple(role for role in Role if role in roles)


def index_features(extracted: Extracted) -> FeatureIndex:
    """Number the features that occur at several outlets."""
    own: dict[str, set[str]] = {}
    shared: dict[str, set[str]] = {}
    for article, features in extracted:
        for shared_names, own_names in zip(features.shared, features.own, strict=True):
            for name in shared_names:
                shared.setdefault(name, set()).add(article.outlet)
            for name in own_names:
                own.setdefault(name, set()).add(article.outlet)
    kept = sorted(name for name, outlets in shared.items() if len(outlets) >= _OUTLETS)
    alone = sorted(
        name
        for name, outlets in own.items()
        if len(outlets) >= (_OUTLETS_OF_WORDS if name.startswith(_WORD_PREFIXES) else _OUTLETS)
    )
    n, m = len(kept), len(alone)
    return FeatureIndex(
        own={name: number for number, name in enumerate([*kept, *alone])},
        before={name: n + m + number for number, name in enumerate(kept)},
        after={name: n + m + n + number for number, name in enumerate(kept)},
        size=n + m + n + n,
    )


def encode(extracted: Extracted, index: FeatureIndex, roles: Sequence[Role]) -> list[Example]:
    """Return articles as numbers; the label of a block is the place of its role in `roles`."""
    labels = {role: label for label, role in enumerate(roles)}
    examples = []
    for article, features in extracted:
        rows = []
        last = len(features.own) - 1
        for block, own in enumerate(features.own):
            row = _numbers(index.own, [*features.shared[block], *own])
            if block:
                row += _numbers(index.before, features.shared[block - 1])
            if block < last:
                row += _numbers(index.after, features.shared[block + 1])
            rows.append(row)
        examples.append(Example(rows, [labels[role] for role in article.roles], article.weight))
    return examples


def _numbers(index: Mapping[str, int], names: Sequence[str]) -> list[int]:
    return [number for number in map(index.get, dict.fromkeys(names)) if number is not None]

"""Turn labelled articles into rows of numbers to learn from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from site_builder.model import Reading, Role
from site_builder.segmenting import ROLES, Features, extract_features

_RARE_WORDS = ("w ", "p ", "m ", "a ", "z ", "u ")
_WORD_OUTLETS = 3
_OUTLETS = 2


class Labelled(msgspec.Struct, frozen=True):
    """An article with the role of every block."""

    name: str
    outlet: str
    """Articles of one outlet are never on both sides of a cross-validation."""
    reading: Reading
    roles: tuple[Role, ...]
    weight: float = 1.0


class Signals(NamedTuple):
    """The signals worth learning, numbered."""

    own: dict[str, int]
    before: dict[str, int]
    """Of the block before."""
    after: dict[str, int]
    """Of the block after."""
    size: int


class Example(NamedTuple):
    """An article as numbers."""

    rows: list[list[int]]
    """Per block, the numbers of what speaks for its role."""
    roles: list[int]
    weight: float


def look_at(articles: Iterable[Labelled]) -> list[tuple[Labelled, Features]]:
    """Observe every article once."""
    return [(article, extract_features(article.reading)) for article in articles]


def choose(observed: Sequence[tuple[Labelled, Features]]) -> Signals:
    """Number the signals that occur at several outlets; what one outlet does teaches nothing about others."""
    outlets: dict[str, set[str]] = {}
    shared: dict[str, set[str]] = {}
    for article, observation in observed:
        for common, own in zip(observation.shared, observation.own, strict=True):
            for name in common:
                shared.setdefault(name, set()).add(article.outlet)
            for name in own:
                outlets.setdefault(name, set()).add(article.outlet)
    kept = sorted(name for name, where in shared.items() if len(where) >= _OUTLETS)
    alone = sorted(
        name
        for name, where in outlets.items()
        if len(where) >= (_WORD_OUTLETS if name.startswith(_RARE_WORDS) else _OUTLETS)
    )
    n, m = len(kept), len(alone)
    return Signals(
        own={name: number for number, name in enumerate([*kept, *alone])},
        before={name: n + m + number for number, name in enumerate(kept)},
        after={name: n + m + n + number for number, name in enumerate(kept)},
        size=n + m + n + n,
    )


def number(observed: Iterable[tuple[Labelled, Features]], signals: Signals) -> list[Example]:
    """Write articles as numbers."""
    examples = []
    for article, observation in observed:
        rows = []
        last = len(observation.own) - 1
        for index, own in enumerate(observation.own):
            row = _numbers(signals.own, [*observation.shared[index], *own])
            if index:
                row += _numbers(signals.before, observation.shared[index - 1])
            if index < last:
                row += _numbers(signals.after, observation.shared[index + 1])
            rows.append(row)
        examples.append(Example(rows, [ROLES.index(role) for role in article.roles], article.weight))
    return examples


def _numbers(index: dict[str, int], names: Sequence[str]) -> list[int]:
    return [found for found in map(index.get, dict.fromkeys(names)) if found is not None]

"""Say how far a build is, and what it did."""

from typing import Protocol

import msgspec

from site_builder.engine.due import FileChange
from site_builder.model import Problem


class Progress(Protocol):
    """Someone who wants to know how far a build is."""

    def step(self, name: str, done: int, total: int) -> None:
        """Hear that `done` of `total` articles or pages of the named step are done."""
        ...

    def say(self, line: str) -> None:
        """Hear something worth knowing that is not a problem of a source."""
        ...


class Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Pass over what is done."""

    def say(self, line: str) -> None:
        """Pass over the line."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did."""

    articles: int
    refused: int
    blocks: dict[str, int]
    """How many blocks of each class the articles have."""
    drafts: int = 0
    """Articles that call themselves drafts and were left out."""
    missing: dict[str, int] = {}
    """How many articles lack a date, a publisher, a title or an author, by field."""
    tags: dict[str, int]
    """How many labels each index has."""
    written: int
    unchanged: int
    removed: int
    ignored: int
    """Files in the content folder that are no sources by their names."""
    problems: tuple[Problem, ...]
    seconds: float
    output: str
    changes: tuple[FileChange, ...] = ()
    """Every file that was written or removed, by path, with the reason; empty where nobody asked."""

"""Say how far a build is, and what it did."""

from typing import Literal, Protocol

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


class SearchReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did about the search index."""

    state: Literal["built", "unchanged", "kept", "missing", "failed"]
    """`kept` from an earlier build, though it may be out of date; `missing`, as there is no Pagefind."""
    pages: int = 0
    """Articles in the index."""
    files: int = 0
    bytes: int = 0
    seconds: float = 0.0
    message: str = ""
    """Why Pagefind failed."""

    def again(self) -> "SearchReport":
        """Return what a build says that finds everything as the one with this report left it."""
        if self.state != "built":
            return self
        return msgspec.structs.replace(self, state="unchanged", seconds=0.0)


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
    search: SearchReport | None = None
    """None where the site has no search."""
    changes: tuple[FileChange, ...] = ()
    """Every file that was written or removed, by path, with the reason; empty where nobody asked."""

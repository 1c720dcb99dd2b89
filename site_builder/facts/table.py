"""The table of facts that people fill in, a row an article, as it was read from metadata.csv or metadata.jsonl."""

import difflib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from site_builder.model import Metadata, Problem

_MAX_COMPARED = 500
"""Paths that a misspelt one is compared with."""


class TableRow(msgspec.Struct, frozen=True, array_like=True):
    """What a row states of one article."""

    line: int
    """Its first line, counted from 1."""
    fields: tuple[str, ...]
    metadata: Metadata

    def essence(self) -> tuple[object, ...]:
        """Return what shows in an article: all but the line, which any edit of the table may move."""
        return self.fields, self.metadata


class FactsTable(msgspec.Struct, frozen=True):
    """The rows of a table by what they name an article by."""

    display_path: str = ""
    paths: dict[str, TableRow] = {}
    """By path below the content folder."""
    digests: dict[str, TableRow] = {}
    """By SHA-256 of the article."""
    addresses: dict[str, TableRow] = {}
    """By address of the original, folded."""
    problems: tuple[Problem, ...] = ()

    def row_of_source(self, path: str, data: bytes) -> TableRow | None:
        """Find the row of an article by its path or its bytes."""
        row = self.paths.get(path)
        if row or not self.digests:
            return row
        return self.digests.get(hashlib.sha256(data).hexdigest())

    def row_of_address(self, address: str | None) -> TableRow | None:
        """Find the row of an article by the address of the original that it states."""
        return self.addresses.get(fold_address(address)) if address and self.addresses else None

    def unmatched(
        self, paths: Collection[str], digests: Iterable[str], addresses: Iterable[str | None]
    ) -> Iterator[Problem]:
        """Yield a problem for every row that is about no article.

        `paths`, `digests` and `addresses` are those of all articles.
        """
        hint = "correct it, or take the row out"
        gone = [(row.line, path) for path, row in self.paths.items() if path not in paths]
        if gone:
            names = _names(paths)
            for line, path in gone:
                near = _similar(path, paths, names)
                yield self._problem(
                    line, f"there is no article {path!r}", f"did you mean {near!r}?" if near else hint
                )
        present = set(digests) if self.digests else set()
        for key, row in self.digests.items():
            if key not in present:
                yield self._problem(row.line, f"no article has the SHA-256 {key}", hint)
        stated = {fold_address(address) for address in addresses if address} if self.addresses else set()
        for key, row in self.addresses.items():
            if key not in stated:
                yield self._problem(row.line, f"no article states the address {key!r} as its original", hint)

    def _problem(self, line: int, message: str, hint: str) -> Problem:
        return Problem(self.display_path, line, "bad-table", message, hint)


def _names(paths: Iterable[str]) -> dict[str, str]:
    """Map the file names of articles, whatever their case, to the paths of the first that have them."""
    names: dict[str, str] = {}
    for path in paths:
        names.setdefault(path.rpartition("/")[2].casefold(), path)
    return names


def _similar(path: str, paths: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the path of an article with the same file name, or with a similar one in the same folder."""
    folder, _, name = path.rpartition("/")
    if name.casefold() in names:
        return names[name.casefold()]
    beside = [other for other in paths if other.rpartition("/")[0] == folder][:_MAX_COMPARED]
    return next(iter(difflib.get_close_matches(path, beside, n=1, cutoff=0.8)), "")


def fold_address(address: str) -> str:
    """Normalise an address for comparison: scheme, `www.`, fragment and a slash at the end make no difference."""
    bare = address.strip().partition("#")[0].rstrip("/")
    scheme, mark, rest = bare.partition("://")
    rest = rest if mark else scheme
    host, slash, path = rest.partition("/")
    return host.lower().removeprefix("www.") + slash + path

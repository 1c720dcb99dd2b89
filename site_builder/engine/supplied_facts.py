"""Find the articles that are changed by what people state in site.toml and in the table of facts."""

import hashlib
from collections.abc import Iterator, Mapping

import msgspec

from site_builder.engine.counting import FILE_DIGEST_LENGTH
from site_builder.engine.store import SourceRecord
from site_builder.facts import ArticleDefaults, defaults_for, matches
from site_builder.model import Problem
from site_builder.settings import Settings


class SuppliedFacts:
    """The facts that people supply, compared with those of the last build."""

    def __init__(self, settings: Settings, *, previous: bytes, name: str) -> None:
        """`previous` is the `key` of the last build, `name` that of site.toml in messages."""
        self._rules = settings.defaults
        self._table = settings.table
        self._drafts = settings.drafts
        self._name = name
        self.key = self._key()
        self._is_same = self.key == previous

    def _key(self) -> bytes:
        """Digest all of it but the lines, which any edit may move."""
        table = self._table
        if not (self._rules or table.paths or table.digests or table.addresses):
            return b""
        rules = [msgspec.structs.replace(rule, line=0, lines=()) for rule in self._rules]
        rows = [
            [(name, row.essence()) for name, row in kind.items()]
            for kind in (table.paths, table.digests, table.addresses)
        ]
        return hashlib.blake2b(msgspec.msgpack.encode((rules, rows)), digest_size=16).digest()

    def digest(self, path: str, sha256: str, stated_url: str) -> bytes:
        """Digest the facts that apply to one article; empty where none do."""
        if not self.key:
            return b""
        table = self._table
        row = table.paths.get(path) or table.digests.get(sha256) or table.row_of_address(stated_url)
        defaults = defaults_for(path, self._rules)
        if row is None and defaults == ArticleDefaults():
            return b""
        essence = row and row.essence(), defaults.essence()
        return hashlib.blake2b(msgspec.msgpack.encode(essence), digest_size=16).digest()

    def digest_of(self, path: str, record: SourceRecord) -> bytes:
        """Digest the facts that apply to the article of a record."""
        return self.digest(path, record.digest[:FILE_DIGEST_LENGTH], record.stated_url)

    def have_changed(self, path: str, record: SourceRecord) -> bool:
        """Test whether other facts apply to an article than when it was finished, or a draft comes in or goes out."""
        if (
            any(problem.code == "draft" for problem in record.problems)
            and (record.card is None) == self._drafts
        ):
            return True
        return not self._is_same and record.facts != self.digest_of(path, record)

    def problems(self, records: Mapping[str, SourceRecord]) -> Iterator[Problem]:
        """Yield what is wrong with the table, and the defaults and rows that are about no article."""
        table = self._table
        yield from table.problems
        yield from table.unmatched(
            records.keys(),
            (record.digest[:FILE_DIGEST_LENGTH] for record in records.values()),
            (record.stated_url for record in records.values()),
        )
        for rule in self._rules:
            for pattern in rule.match:
                if not any(matches(path, pattern) for path in records):
                    message = f"no article matches {pattern!r} of this [[defaults]]"
                    hint = "write the path below the content folder, such as guardian/**"
                    yield Problem(self._name, rule.line, "unused-defaults", message, hint)

"""Know every article of the archive in memory, and keep that up to date one file at a time."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from site_builder.disk import Stamp, readable
from site_builder.engine import Site
from site_builder.engine.store import SourceRecord
from site_builder.engine.worker import StudyLocation
from site_builder.facets import keys_with_labels
from site_builder.indexing import assign_addresses, build_index, count_recurrences, update_index
from site_builder.model import (
    Archive,
    Card,
    OwnPage,
    PassageRecord,
    Problem,
    Recurrences,
)
from site_builder.server.passages import Passages
from site_builder.server.workers import Doubt, Order, Understood

_MANY = 24
"""With more changed cards than this, sorting all of them anew is faster."""


class ArticleSet:
    """What is known of the articles; all of it can be worked out from the content folder again."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.passages = Passages()
        self.records: dict[str, SourceRecord] = {}
        """By source path; what is not here yet has not been studied."""
        self.waiting: dict[str, None] = {}
        """Sources that have to be read, in order."""
        self.suspects: dict[str, Stamp] = {}
        """Sources that the file system touched and that may have changed, with their stamps."""
        self.unsettled: dict[str, None] = {}
        """ArticleSet whose neighbours changed: what lists show of them may be old."""
        self.broken: dict[str, tuple[Problem, ...]] = {}
        """Sources that are refused as they are now; what they meant before is still shown."""
        self.doubts: dict[str, Doubt] = {}
        self.addresses: Mapping[str, str] = {}
        """Address of every source, as its path gives it."""
        self.own: tuple[OwnPage, ...] = ()
        """The keeper's own pages."""
        self.revision = 0
        """Grows whenever the archive is another one."""
        self._touched: set[int] = set()
        """Passages whose recurrence changed and whose articles have not been found yet."""
        self._paths: dict[str, str] = {}
        self._labelled: tuple[int, tuple[str, ...]] = -1, ()
        """The facets with labels, and the revision at which that was so."""
        self._archive: Archive | None = None
        self._changes: list[tuple[Card | None, Card | None]] = []
        """Cards that were replaced since the archive was put together, with what they were before."""

    @property
    def archive(self) -> Archive:
        """All cards on their shelves."""
        if self._archive is None or len(self._changes) > _MANY:
            self._archive = build_index(self._cards(), self.site.settings.indexes)
        else:
            for before, after in self._changes:
                self._archive = update_index(self._archive, before, after, self.site.settings.indexes)
        self._changes.clear()
        if self._archive.own != self.own:
            self._archive = msgspec.structs.replace(self._archive, own=self.own)
        return self._archive

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets for which some article has labels, as far as articles have been read."""
        revision, facets = self._labelled
        if revision != self.revision:
            facets = keys_with_labels((card.metadata for card in self._cards()), self.site.settings.indexes)
            self._labelled = self.revision, facets
        return facets

    def _cards(self) -> Iterator[Card]:
        return (record.card for record in self.records.values() if record.card)

    def fill(
        self, stamps: Mapping[str, Stamp], known: Mapping[str, SourceRecord], recurrences: Recurrences
    ) -> None:
        """Begin with the sources there are and what was remembered of them."""
        self.records = {
            path: record
            for path, stamp in stamps.items()
            if (record := known.get(path)) and record.stamp == stamp and record.passages
        }
        self.waiting = dict.fromkeys(path for path in stamps if path not in self.records)
        sightings = [record.passages for record in self.records.values() if record.passages]
        if self.records.keys() == known.keys():
            self.passages.recall(sightings, recurrences)
        else:
            # Some are gone or changed, so the counts are other ones.
            self.passages.recall(sightings, count_recurrences(sightings))
        if self.records.keys() == stamps.keys():
            # Addresses depend on nothing but the paths, and these are the same.
            self._settle_addresses({path: record.address for path, record in self.records.items()})
        else:
            self._place(stamps)

    def path_of(self, address: str) -> str | None:
        """Give the source of the article at an address, with the slash at its end."""
        return self._paths.get(address)

    def add(self, paths: Iterable[str]) -> None:
        """Hear of sources that are new."""
        new = [path for path in paths if path not in self.addresses]
        if new:
            self.waiting.update(dict.fromkeys(new))
            self._place([*self.addresses, *new])

    def drop(self, paths: Iterable[str]) -> None:
        """Forget sources that are gone."""
        gone = {path for path in paths if path in self.addresses}
        for path in gone:
            self.replace(path, None)
            tables: tuple[dict[str, Any], ...] = (self.waiting, self.suspects, self.unsettled, self.broken)
            for table in (*tables, self.doubts):
                table.pop(path, None)
        if gone:
            self._place([path for path in self.addresses if path not in gone])

    def forget(self) -> None:
        """Hear that everything means something else now, as after a change of settings; all is read again."""
        self.waiting = dict.fromkeys(self.addresses)
        self._settle_addresses(self.addresses)

    def suspect(self, stamps: Mapping[str, Stamp]) -> None:
        """Compare with what the file system says now: new and gone sources, and those that may have changed."""
        self.drop([path for path in self.addresses if path not in stamps])
        self.add(stamps)
        for path, stamp in stamps.items():
            record = self.records.get(path)
            if path not in self.waiting and (record is None or record.stamp != stamp):
                self.suspects[path] = stamp

    def merge(self, found: Iterable[Understood]) -> None:
        """Take in what other processes have understood; what was read here meanwhile is newer."""
        for each in found:
            if each.path in self.waiting:
                del self.waiting[each.path]
                self.take(each)
                # It was understood before its neighbours were known.
                if each.sighting and self.passages.slice(each.sighting):
                    self.unsettled[each.path] = None
            elif each.path in self.unsettled:
                del self.unsettled[each.path]
                record = self.records.get(each.path)
                if record and each.card and record.digest == each.digest:
                    self.take(each)

    def order(self, path: str, spilled: StudyLocation | None) -> Order:
        """Ask for an article to be understood with what is known now."""
        record = self.records.get(path)
        found = self.passages.slice(record.passages) if record and record.passages else {}
        return Order(path, self.addresses[path], found, spilled)

    def judge_all(self) -> None:
        """Put in line the articles of which nobody has asked yet how sure the program is of them."""
        if len(self.doubts) < len(self.records):
            self.unsettled.update(dict.fromkeys(path for path in self.records if path not in self.doubts))

    def find_unsettled(self) -> None:
        """Put in line the articles that have a passage whose recurrence changed."""
        touched, self._touched = self._touched, set()
        if touched:
            for path, record in self.records.items():
                if record.passages and not touched.isdisjoint(record.passages.fingerprints):
                    self.unsettled[path] = None

    def take(self, each: Understood) -> bool:
        """Put what was understood in place of what was known; say whether there is a difference."""
        path = each.path
        if each.sighting is None:
            before = self.broken.get(path)
            self.broken[path] = each.problems
            return before != each.problems
        mended = self.broken.pop(path, None) is not None
        known = self.records.get(path)
        record = msgspec.structs.replace(
            self.record_of(path, each.digest, each.sighting, known),
            card=each.card,
            blocks=each.blocks,
            problems=each.problems,
        )
        if each.doubt:
            self.doubts[path] = each.doubt
        if record != known:
            self.replace(path, record)
        return mended or record != known

    def record_of(
        self, path: str, digest: str, sighting: PassageRecord, known: SourceRecord | None
    ) -> SourceRecord:
        """Give a record with what is known of an article before it has been understood."""
        return SourceRecord(
            stamp=known.stamp if known else Stamp(-1, -1, -1, -1),
            digest=digest,
            address=self.addresses[path],
            passages=sighting,
            card=known.card if known else None,
            list_digest=b"",
            blocks=known.blocks if known else (),
            problems=known.problems if known else (),
        )

    def replace(self, path: str, record: SourceRecord | None) -> None:
        """Put a record in place of another, and follow in all that is worked out from records."""
        before = self.records.get(path)
        old = before.passages if before else None
        new = record.passages if record else None
        if record:
            self.records[path] = record
        else:
            self.records.pop(path, None)
        if (before.card if before else None) != (record.card if record else None):
            self.revision += 1
            self._changes.append((before.card if before else None, record.card if record else None))
            self._move(path, before.card if before else None, record.card if record else None)
        if old == new:
            return
        self._touched.update(self.passages.replace(old, new))

    def _move(self, path: str, before: Card | None, after: Card | None) -> None:
        """Follow an article whose title is its address."""
        if self.site.settings.addresses == "title":
            if before and self._paths.get(before.address) == path:
                del self._paths[before.address]
            if after:
                self._paths[after.address] = path

    def _place(self, paths: Iterable[str]) -> None:
        """Give all sources their addresses anew."""
        above = self.site.display_path
        placed = assign_addresses(paths, shown=lambda path: readable(os.path.join(above, path))).addresses
        moved = [path for path, record in self.records.items() if placed.get(path) != record.address]
        self._settle_addresses(placed)
        for path in moved:
            record = self.records[path]
            address = placed.get(path)
            if address and record.card and self.site.settings.addresses == "path":
                card = msgspec.structs.replace(record.card, address=address)
                self.replace(path, msgspec.structs.replace(record, address=address, card=card))

    def _settle_addresses(self, addresses: Mapping[str, str]) -> None:
        self.addresses = addresses
        if self.site.settings.addresses == "title":
            self._paths = {record.card.address: path for path, record in self.records.items() if record.card}
        else:
            self._paths = {address: path for path, address in addresses.items()}


def problems_of(articles: ArticleSet, path: str) -> tuple[Problem, ...]:
    """Give what is wrong with one source as it is now."""
    if path in articles.broken:
        return articles.broken[path]
    record = articles.records.get(path)
    return record.problems if record else ()

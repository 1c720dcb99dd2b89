"""Finish articles: from studies to pages, with the menu that the labels of all of them give."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.due import FileChange, Reason, folder_changes
from site_builder.engine.ledger import Files, Packed
from site_builder.engine.store import SourceRecord
from site_builder.engine.worker import Job, JobResult, StudyLocation
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facets import Facet, keys_with_labels
from site_builder.model import Card, Recurrence, Recurrences

Value = TypeVar("Value")

NEVER = Stamp(-1, -1, -1, -1)
"""The stamp of a source that the next build must read again whatever the file system says."""

_ALWAYS_GUESSED = frozenset({"authors", "sources"})
"""Facets that nothing hints at before articles are finished."""
_RARE = 20
"""A facet that fewer than one article in so many hints at is confirmed before pages are made."""


class Finishing:
    """Articles on their way to pages; what each became is put into its record."""

    def __init__(
        self,
        records: dict[str, SourceRecord],
        recurrences: Recurrences,
        studies: Mapping[str, StudyLocation],
        pool: WorkerPool,
        facets: Sequence[Facet],
        before: Mapping[str, Files],
        publish: Callable[[str, Files], None],
    ) -> None:
        """Take the records to complete, what finishing needs, the files of the last build and where new ones go."""
        self.files: dict[str, Files] = {}
        self._written: dict[str, int] = {}
        self._records = records
        self._recurrences = recurrences
        self._studies = studies
        self._pool = pool
        self._facets = facets
        self._publish = publish
        self._before = before
        self._shared: dict[object, object] = {}
        self._menus: dict[str, tuple[str, ...]] = {}
        """The facets that finished articles show in their menu."""

    @property
    def written(self) -> int:
        """Files that were written."""
        return sum(self._written.values())

    def finish(self, paths: Iterable[str], menu: tuple[str, ...]) -> None:
        """Finish articles whose menu shows these facets."""
        due = [path for path in paths if self._menus.get(path) != menu]
        # Made when their turn comes, as all of them together would take more memory than the archive's records.
        jobs = (_job(path, self._records[path], self._recurrences, self._studies.get(path)) for path in due)
        for path, result in zip(due, self._pool.finish(jobs, len(due), facets=menu), strict=True):
            self._records[path] = _finished(self._records[path], path, result, self._shared)
            is_again = path in self._menus
            self._menus[path] = menu
            self._written[path] = result.written
            if result.card:
                folder = result.card.address.rstrip("/")
                self.files[folder] = Packed(result.files)
                if is_again and folder not in self._before:
                    # Some of its files are there since it was finished for the first time.
                    self._written[path] = len(self.files[folder])
                self._publish(folder, self.files[folder])

    def changes(self, reasons: Mapping[str, Reason]) -> Iterator[FileChange]:
        """Yield what was written of the articles that were finished for these reasons."""
        for path, reason in reasons.items():
            card = self._records[path].card
            folder = card.address.rstrip("/") if card else ""
            if folder in self.files:
                yield from folder_changes(
                    folder,
                    self.files[folder],
                    self._before.get(folder, {}),
                    written=self._written[path],
                    reason=reason,
                )

    def labelled(self) -> tuple[str, ...]:
        """List the facets for which some finished article has labels."""
        cards = (record.card for record in self._records.values() if record.card)
        return keys_with_labels((card.metadata for card in cards), self._facets)

    def guess(self, due: Sequence[str]) -> tuple[str, ...]:
        """Guess for which facets some article will have labels, from what the sources hint at.

        A wrong guess is found out by finishing every article twice, so the few articles that hint at
        rare facets are finished first, and a facet that proves to have no labels is left out.
        """
        hints = {path: record.facets for path in due if (record := self._records[path].passages)}
        counts = Counter(key for keys in hints.values() for key in keys)
        facets = tuple(facet.key for facet in self._facets if facet.key in counts.keys() | _ALWAYS_GUESSED)
        rare = {key for key, count in counts.items() if count * _RARE < len(due)}
        if not rare:
            return facets
        self.finish([path for path, keys in hints.items() if not rare.isdisjoint(keys)], facets)
        labelled = self.labelled()
        return tuple(key for key in facets if key not in rare or key in labelled)


def _finished(
    record: SourceRecord, path: str, result: JobResult, shared: dict[object, object]
) -> SourceRecord:
    """Return the record of an article with the result of its job."""
    return msgspec.structs.replace(
        record,
        stamp=record.stamp if result.card else NEVER,
        card=result.card and _lean(result.card, path, record.address, shared),
        list_digest=result.list_digest,
        blocks=result.blocks,
        problems=result.problems,
    )


def _lean(card: Card, path: str, address: str, shared: dict[object, object]) -> Card:
    """Return the same card with values that other cards have too shared, as there may be hundreds of thousands."""
    metadata = card.metadata

    def once(value: Value) -> Value:
        return cast(Value, shared.setdefault(value, value))

    metadata = msgspec.structs.replace(
        metadata,
        byline=once(metadata.byline),
        publisher=once(metadata.publisher),
        source=once(metadata.source),
        regions=once(metadata.regions),
        themes=once(metadata.themes),
        reports=once(metadata.reports),
        language=once(metadata.language),
        labels=once(metadata.labels),
        date=once(metadata.date),
    )
    address = address if address == card.address else card.address
    return msgspec.structs.replace(card, path=path, address=address, metadata=metadata)


def _job(path: str, record: SourceRecord, recurrences: Recurrences, location: StudyLocation | None) -> Job:
    assert record.passages is not None
    own = _slice(recurrences, record.passages.fingerprints)
    return Job(path, record.address, record.digest, own, location)


def _slice(recurrences: Recurrences, fingerprints: Iterable[int]) -> dict[int, Recurrence]:
    return {
        fingerprint: recurrences[fingerprint] for fingerprint in fingerprints if fingerprint in recurrences
    }

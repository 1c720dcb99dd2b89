"""Finish articles: from studies to pages, with the menu that the labels of all of them give."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, cast

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.ledger import Files, Packed
from site_builder.engine.store import SourceRecord
from site_builder.engine.worker import Job, StudyLocation
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
        studied: Mapping[str, StudyLocation],
        pool: WorkerPool,
        facets: Sequence[Facet],
    ) -> None:
        self.files: dict[str, Files] = {}
        self._written: dict[str, int] = {}
        self._records = records
        self._recurrences = recurrences
        self._studied = studied
        self._pool = pool
        self._facets = facets
        self._known_already: dict[object, object] = {}
        self._done: dict[str, tuple[str, ...]] = {}
        """The facets that finished articles show in their menu."""

    @property
    def written(self) -> int:
        """Files that were written."""
        return sum(self._written.values())

    def finish(self, paths: Sequence[str], facets: tuple[str, ...]) -> None:
        """Finish articles whose menu shows these facets."""
        due = [path for path in paths if self._done.get(path) != facets]
        # Made when their turn comes, as all of them together would take more memory than the archive's records.
        jobs = (_job(path, self._records[path], self._recurrences, self._studied.get(path)) for path in due)
        for path, done in zip(due, self._pool.finish(jobs, len(due), facets=facets), strict=True):
            before = self._records[path]
            self._records[path] = msgspec.structs.replace(
                before,
                stamp=before.stamp if done.card else NEVER,
                card=done.card and _lean(done.card, path, before.address, self._known_already),
                list_digest=done.list_digest,
                blocks=done.blocks,
                problems=done.problems,
            )
            if done.card:
                self.files[done.card.address.rstrip("/")] = Packed(done.files)
            self._written[path] = max(done.written, self._written.get(path, 0))
            self._done[path] = facets

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


def _lean(card: Card, path: str, address: str, known: dict[object, object]) -> Card:
    """Give the same card without copies of what others have too, as there may be hundreds of thousands."""
    has = card.metadata

    def once(value: Value) -> Value:
        return cast(Value, known.setdefault(value, value))

    metadata = msgspec.structs.replace(
        has,
        byline=once(has.byline),
        publisher=once(has.publisher),
        source=once(has.source),
        regions=once(has.regions),
        themes=once(has.themes),
        reports=once(has.reports),
        labels=once(has.labels),
        language=once(has.language),
        date=once(has.date),
    )
    shared = address if address == card.address else card.address
    return msgspec.structs.replace(card, path=path, address=shared, metadata=metadata)


def _job(path: str, record: SourceRecord, recurrences: Recurrences, spilled: StudyLocation | None) -> Job:
    assert record.passages is not None
    found = _slice(recurrences, record.passages.fingerprints)
    return Job(path, record.address, record.digest, found, spilled)


def _slice(recurrences: Recurrences, fingerprints: Iterable[int]) -> dict[int, Recurrence]:
    return {each: recurrences[each] for each in fingerprints if each in recurrences}

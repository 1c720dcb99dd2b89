"""Finish articles: from studies to pages, with the menu that the labels of all of them give."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar, cast

import msgspec

from site_builder.disk import AttachmentIndex, Stamp
from site_builder.engine.due import FileChange, Reason, folder_changes
from site_builder.engine.file_publishing import attached
from site_builder.engine.ledger import Files, Packed, pack
from site_builder.engine.onwards import onward_digests
from site_builder.engine.relating import relations_digest
from site_builder.engine.spill import StudyLocation
from site_builder.engine.store import OnwardDigests, SourceRecord
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.engine.worker import CompletionJob, Job, JobResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facets import Facet, keys_with_labels
from site_builder.indexing import OnwardFinder, RelationFinder, select_recurrences
from site_builder.model import Card, Recurrences, Relations

Value = TypeVar("Value")

NEVER = Stamp(-1, -1, -1, -1)
"""The stamp of a source that the next build must read again whatever the file system says."""

_ALWAYS_GUESSED = frozenset({"authors", "sources"})
"""Facets that nothing hints at before articles are finished."""
_RARE = 20
"""A facet that fewer than one article in so many hints at is confirmed before pages are made."""


class ArticleFinisher:
    """Finishes articles and puts what each became into its record."""

    def __init__(
        self,
        records: dict[str, SourceRecord],
        recurrences: Recurrences,
        studies: Mapping[str, StudyLocation],
        pool: WorkerPool,
        facets: Sequence[Facet],
        facts: SuppliedFacts,
        attachments: AttachmentIndex,
        before: Mapping[str, Files],
        publish: Callable[[str, Files], None],
        finder: RelationFinder,
    ) -> None:
        """Start from the records of all sources, which change in place, and the files that the site had by folder.

        `publish` gets folder and files of an article, `finder` resolves the links among them as far as known.
        """
        self.finder = finder
        self.files: dict[str, Files] = {}
        self.packed: dict[str, StudyLocation] = {}
        """Where the parts of articles wait that go into packs, by address."""
        self._open: dict[str, StudyLocation] = {}
        """Where the pages of finished articles wait for the ways on from them."""
        self._written: dict[str, int] = {}
        self._records = records
        self._recurrences = recurrences
        self._studies = studies
        self._pool = pool
        self._facets = facets
        self._facts = facts
        self._attachments = attachments
        self._publish = publish
        self._before = before
        self._shared: dict[object, object] = {}
        self._done: dict[str, tuple[tuple[str, ...], bytes]] = {}
        """The facets in the menu of each article that is finished, and the digest of its relations."""

    @property
    def written(self) -> int:
        """Files that were written."""
        return sum(self._written.values())

    def finish(self, paths: Iterable[str], menu: tuple[str, ...]) -> None:
        """Finish articles whose menu shows these facets, unless they are finished with this menu and these links."""
        digests = {path: relations_digest(self._relations(path)) for path in paths}
        due = [path for path, digest in digests.items() if self._done.get(path) != (menu, digest)]
        # Made when their turn comes, as all of them together would take more memory than the archive's records.
        jobs = (
            _job(path, self._records[path], self._recurrences, self._studies.get(path), self._relations(path))
            for path in due
        )
        for path, result in zip(due, self._pool.finish(jobs, len(due), facets=menu), strict=True):
            record = _finished(self._records[path], path, result, self._shared)
            self._records[path] = msgspec.structs.replace(
                record,
                facts=self._facts.digest_of(path, record),
                attachments=attached(self._attachments, result.attachments),
                relations=digests[path],
            )
            self._open.pop(path, None)
            if result.card and result.page:
                folder = result.card.address.rstrip("/")
                self.files[folder] = Packed(result.files)
                if result.packed:
                    self.packed[result.card.address] = result.packed
                self._open[path] = result.page
            is_published = path in self._done and result.card and folder not in self._before
            # Where the site did not have an article, all its files are written, some when it was finished before.
            self._written[path] = len(self.files[folder]) if is_published else result.written
            self._done[path] = menu, digests[path]

    @property
    def finished(self) -> Collection[str]:
        """The articles whose pages wait for `complete`."""
        return self._open.keys()

    def complete(self, finder: OnwardFinder) -> None:
        """Write the pages of finished articles with the ways on from them, and publish all their files."""
        digests: dict[str, OnwardDigests] = {}

        def jobs() -> Iterator[CompletionJob]:
            for path, page in self._open.items():
                card = self._records[path].card
                assert card is not None
                onward = finder.onward(path)
                digests[path] = onward_digests(onward)
                yield CompletionJob(card.address, card.metadata.language, page, onward)

        completions = self._pool.complete(jobs(), len(self._open))
        for path, completion in zip(list(self._open), completions, strict=True):
            record = self._records[path]
            assert record.card is not None
            self._records[path] = msgspec.structs.replace(record, onward=digests.pop(path))
            folder = record.card.address.rstrip("/")
            self.files[folder] = Packed(
                pack(dict(chain(Packed(completion.files).items(), self.files[folder].items())))
            )
            self._written[path] += completion.is_written
            self._publish(folder, self.files[folder])
        self._open.clear()

    def _relations(self, path: str) -> Relations:
        return self.finder.relations(path, self._records[path].outgoing)

    def changes(self, due: Mapping[str, Reason]) -> list[FileChange]:
        """Return the files that were written, each with the reason why its article was due."""
        found: list[FileChange] = []
        for path, reason in due.items():
            card = self._records[path].card
            if card and path in self._written:
                folder = card.address.rstrip("/")
                found += folder_changes(
                    folder,
                    self.files[folder],
                    self._before.get(folder, {}),
                    written=self._written[path],
                    reason=reason,
                )
        return found

    def labelled(self) -> tuple[str, ...]:
        """List the facets for which some finished article has labels."""
        cards = (record.card for record in self._records.values() if record.card)
        return keys_with_labels((card.metadata for card in cards), self._facets)

    def guess(self, due: Collection[str]) -> tuple[str, ...]:
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
        stated_url=result.stated_url,
        identity=result.identity,
    )


def _lean(card: Card, path: str, address: str, known: dict[object, object]) -> Card:
    """Return the same card without copies of what others have too, as there may be hundreds of thousands."""
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


def _job(
    path: str,
    record: SourceRecord,
    recurrences: Recurrences,
    spilled: StudyLocation | None,
    relations: Relations,
) -> Job:
    assert record.passages is not None
    own = select_recurrences(recurrences, record.passages)
    return Job(path, record.address, record.digest, own, spilled, relations)

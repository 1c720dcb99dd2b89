"""Finish articles: from studies to pages, with the menu that the labels of all of them give."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar, cast

import msgspec

from site_builder.disk import AttachmentIndex, Stamp
from site_builder.engine.due import FileChange, Reason, folder_changes
from site_builder.engine.file_publishing import attached
from site_builder.engine.ledger import Files, Packed
from site_builder.engine.noticing import NoticeKeeper, links_digest
from site_builder.engine.onwards import onward_digests, onward_finder
from site_builder.engine.relating import relations_digest
from site_builder.engine.spill import StudyLocation
from site_builder.engine.store import OnwardDigests, SourceRecord
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.engine.understood import Understood
from site_builder.engine.worker import Job, JobResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facets import Facet, keys_with_labels
from site_builder.indexing import RelationFinder, select_recurrences
from site_builder.model import Card, NoticeLink, Onward, Recurrences, Relations

Value = TypeVar("Value")

NEVER = Stamp(-1, -1, -1, -1)
"""The stamp of a source that the next build must read again whatever the file system says."""


class ShownOfOthers(NamedTuple):
    """What the page of an article shows of the rest of the archive."""

    menu: tuple[str, ...]
    relations: bytes
    """Digest of the links to other articles."""
    notices: bytes
    """Digest of what is said of its notices."""
    onward: OnwardDigests


class _Others(NamedTuple):
    """What the rest of the archive means to an article."""

    relations: Relations
    notices: dict[int, NoticeLink]
    onward: Onward

    def shown(self, menu: tuple[str, ...]) -> ShownOfOthers:
        return ShownOfOthers(
            menu,
            relations_digest(self.relations),
            links_digest(self.notices),
            onward_digests(self.onward),
        )


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
        notices: NoticeKeeper,
    ) -> None:
        """Start from the records of all sources, which change in place, and the files that the site had by folder.

        `publish` gets folder and files of an article, `notices` knows what the margins say.
        """
        self.relations = RelationFinder({}, {})
        """Resolves the links among the articles; to be set before any is finished, as is `onward`."""
        self.onward = onward_finder({}, self.relations, facets)
        self.notices = notices
        self.files: dict[str, Files] = {}
        self.packed: dict[str, StudyLocation] = {}
        """Where the parts of articles wait that go into packs, by address."""
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
        self._done: dict[str, ShownOfOthers] = {}
        """What each article shows of others that is finished."""
        self._articles: dict[str, StudyLocation] = {}
        """Where articles wait that are understood and not finished."""

    @property
    def written(self) -> int:
        """Files that were written."""
        return sum(self._written.values())

    def prepare(self, paths: Iterable[str]) -> None:
        """Understand articles, and note in their records what that means to menu, lists and other articles."""
        due = list(paths)
        jobs = (self._job(path) for path in due)
        for path, result in zip(due, self._pool.prepare(jobs, len(due)), strict=True):
            self._records[path] = _understood(self._records[path], path, result, self._shared)
            self.notices.put_texts(result.notice_texts)
            if result.article:
                self._articles[path] = result.article

    def finish(self, paths: Collection[str], menu: tuple[str, ...]) -> bool:
        """Finish articles whose menu shows these facets, unless they are finished with all that they show of others.

        Returns whether all of them became what they were prepared as.
        """
        self.onward.look_up((), paths)
        due = [
            path
            for path in paths
            if self._records[path].card
            and not (path in self._done and self._done[path] == self._others(path).shown(menu))
        ]
        shown: dict[str, ShownOfOthers] = {}
        # Made when their turn comes, as all of them together would take more memory than the archive's records.
        jobs = (self._job_with_others(path, menu, shown) for path in due)
        are_whole = True
        for path, result in zip(due, self._pool.finish(jobs, len(due), facets=menu), strict=True):
            record = _finished(self._records[path], path, result, self._shared)
            are_whole &= record.card is not None
            self._records[path] = msgspec.structs.replace(
                record,
                facts=self._facts.digest_of(path, record),
                attachments=attached(self._attachments, result.attachments),
                relations=shown[path].relations,
                notice_links=shown[path].notices,
                onward=shown[path].onward,
            )
            if result.card:
                folder = result.card.address.rstrip("/")
                self.files[folder] = Packed(result.files)
                if result.packed:
                    self.packed[result.card.address] = result.packed
                self._publish(folder, self.files[folder])
            is_published = path in self._done and result.card and folder not in self._before
            # Where the site did not have an article, all its files are written, some when it was finished before.
            self._written[path] = len(self.files[folder]) if is_published else result.written
            self._done[path] = shown[path]
        return are_whole

    def _job(self, path: str) -> Job:
        record = self._records[path]
        assert record.passages is not None
        return Job(
            path,
            record.address,
            record.digest,
            select_recurrences(self._recurrences, record.passages),
            self._studies.get(path),
            understood=self._articles.get(path),
        )

    def _job_with_others(self, path: str, menu: tuple[str, ...], shown: dict[str, ShownOfOthers]) -> Job:
        """Describe an article that is to be rendered, and add the digests of what it shows of others to `shown`."""
        others = self._others(path)
        shown[path] = others.shown(menu)
        return msgspec.structs.replace(
            self._job(path), relations=others.relations, notices=others.notices, onward=others.onward
        )

    def _others(self, path: str) -> "_Others":
        record = self._records[path]
        return _Others(
            self.relations.relations(path, record.outgoing),
            self.notices.links(record.card) if record.card else {},
            self.onward.onward(path),
        )

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


def _understood(
    record: SourceRecord, path: str, result: Understood | JobResult, shared: dict[object, object]
) -> SourceRecord:
    """Return the record of an article that was understood, or refused while that was tried."""
    return msgspec.structs.replace(
        record,
        stamp=record.stamp if result.card else NEVER,
        card=result.card and _lean(result.card, path, record.address, shared),
        blocks=result.blocks,
        problems=result.problems,
        stated_url=result.stated_url,
        identity=result.identity,
    )


def _finished(
    record: SourceRecord, path: str, result: JobResult, shared: dict[object, object]
) -> SourceRecord:
    """Return the record of an article with the result of its job."""
    return msgspec.structs.replace(
        _understood(record, path, result, shared),
        list_digest=result.list_digest,
        search_pages=result.search_pages,
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

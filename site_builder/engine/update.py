"""Bring the articles of a site up to date: study what changed, finish what that touches."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from site_builder.disk import AttachmentIndex, Stamp
from site_builder.engine.counting import Counted, copies_among, recount
from site_builder.engine.due import FileChange, Reason, first_reason
from site_builder.engine.file_publishing import have_changed
from site_builder.engine.finishing import NEVER, ArticleFinisher
from site_builder.engine.ledger import Files
from site_builder.engine.noticing import NoticeKeeper, unsaid
from site_builder.engine.onwards import onward_finder, outdated
from site_builder.engine.relating import link_problems, nearly_same, relation_finder, unsettled
from site_builder.engine.spill import StudyLocation
from site_builder.engine.store import SourceRecord
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.engine.worker import StudyResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facets import Facet
from site_builder.indexing import (
    Copies,
    Placement,
    assign_addresses,
    changed_passages,
    copy_problems,
    later_copies,
)
from site_builder.model import Problem, Recurrences
from site_builder.pages import NOTES, NOTICES


class PreviousArticles(NamedTuple):
    """The articles as the last build left them."""

    records: Mapping[str, SourceRecord]
    recurrences: Recurrences
    facets: tuple[str, ...]
    """Facets that some article stated a label for."""
    outputs: Mapping[str, Files]
    """Every file of the site, by folder."""
    damaged: Callable[[], frozenset[str]]
    """Waits for the output folders in which something is missing or not as it was left."""
    has_collisions: bool
    """Whether some sources had names that give the same address."""
    rebuild_reason: Reason | None
    """Why no record of a source can be trusted, if that is so."""
    render_again: bool
    """Whether every page of an article has to be rendered anew."""
    search_pages: frozenset[str] | None
    """Names of the pages at hand that the search index is made from; None where none is made."""

    def is_searched(self, record: SourceRecord) -> bool:
        """Return whether all is at hand that the search index needs of an article."""
        if self.search_pages is None:
            return True
        return bool(record.search_pages) and self.search_pages.issuperset(record.search_pages)


class UpdatedArticles(NamedTuple):
    """The articles as they are now."""

    records: dict[str, SourceRecord]
    """Of every present source, by path."""
    fresh: frozenset[str]
    """Paths whose record may differ from the previous one."""
    recurrences: Recurrences
    copies: frozenset[str]
    """Paths of later copies of other files."""
    facets: tuple[str, ...]
    files: dict[str, Files]
    """The files of the articles that were finished, by folder."""
    packed: dict[str, StudyLocation]
    """Where the parts of finished articles wait that go into packs, by address."""
    written: int
    has_collisions: bool
    problems: tuple[Problem, ...]
    """What is wrong with the archive as a whole; the records hold the problems of each source."""


def update_articles(
    stamps: Mapping[str, Stamp],
    previous: PreviousArticles,
    pool: WorkerPool,
    facets: Sequence[Facet],
    facts: SuppliedFacts,
    attachments: AttachmentIndex,
    notices: NoticeKeeper,
    *,
    display_path: Callable[[str], str],
    publish: Callable[[str, Files], None],
    changes: list[FileChange] | None,
) -> UpdatedArticles:
    """Study the sources that changed and finish every article whose page can have changed.

    `stamps` lists the sources there are, `display_path` turns their paths into those that messages show.
    `facets` are all of the site; the menu shows those that some article has labels for.
    `facts` are what people state of articles elsewhere than in their sources,
    `attachments` the files that articles may refer to, `notices` what was known of notices.
    `publish` is called with the folder and the files of every article that was finished.
    What is written is added to `changes`, if that is a list.
    """
    records, studies, unread = _study(stamps, previous, pool, facts, attachments)
    copies, former_copies = copies_among(records), copies_among(previous.records)
    recurrences = _count(records, previous, unread, former_copies)
    trusted = not (previous.has_collisions or previous.rebuild_reason)
    addresses = {path: record.address for path, record in previous.records.items()} if trusted else {}
    placement = assign_addresses(stamps, shown=display_path, known=addresses)
    due = _due(records, studies, placement, recurrences, previous)
    finishing = ArticleFinisher(
        records,
        recurrences,
        studies,
        pool,
        facets,
        facts,
        attachments,
        previous.outputs,
        publish,
        notices,
    )
    finishing.prepare(due)

    def relate() -> None:
        """Find what articles have to do with each other, now that they are understood."""
        finished = {path: record for path, record in records.items() if record.card}
        is_titled = pool.settings.addresses == "title"
        finishing.relations = relation_finder(finished, recurrences, copies, is_titled=is_titled)
        finishing.onward = onward_finder(finished, finishing.relations, facets)

    relate()
    touched = {*unread, *due, *(previous.records.keys() - records.keys())}
    menu = previous.facets
    is_settled = not touched and notices.are_noted
    while not is_settled:
        # What an article shows of others: the menu, links to other articles, what the margin says of notices.
        is_said = notices.update(
            previous.records, records, touched, later_copies(copies), later_copies(former_copies)
        )
        menu = (*finishing.labelled(), *((NOTICES,) if notices.index else ()), *_notes(records, notices))
        again = unsettled(records, previous.records, touched, finishing.relations)
        again += unsaid(records, notices.index, notices.noted.texts) if is_said else []
        again += [path for path, record in records.items() if record.card] if menu != previous.facets else []
        again += outdated(records, previous.records, touched, due, finishing.onward, finishing.relations)
        due |= {path: due.get(path, Reason.CHANGED) for path in again}
        is_settled = finishing.finish(due, menu)
        if not is_settled:
            relate()
    if changes is not None:
        changes += finishing.changes(due)
    return UpdatedArticles(
        records,
        frozenset((*unread, *due)),
        recurrences,
        later_copies(copies),
        menu,
        finishing.files,
        finishing.packed,
        finishing.written,
        bool(placement.problems),
        (
            *placement.problems,
            *copy_problems(copies, display_path=display_path),
            *nearly_same(finishing.relations, display_path=display_path),
            *link_problems(records, display_path=display_path),
        ),
    )


def _notes(records: Mapping[str, SourceRecord], notices: NoticeKeeper) -> tuple[str, ...]:
    """Return the key of the keeper's notes, where any article or notice has some."""
    return (
        (NOTES,)
        if notices.has_notes or any(record.card and record.card.notes for record in records.values())
        else ()
    )


def _count(
    records: Mapping[str, SourceRecord],
    previous: PreviousArticles,
    unread: Sequence[str],
    former_copies: Copies,
) -> Recurrences:
    """Count in how many articles each passage stands; `former_copies` are those among the previous records."""
    if previous.rebuild_reason:
        # Nothing that was counted can be trusted.
        return recount(Counted({}, frozenset()), records, dict.fromkeys(records)).recurrences
    before = {path: previous.records.get(path) for path in unread}
    before |= {path: previous.records[path] for path in previous.records.keys() - records.keys()}
    if not before:
        return previous.recurrences
    counted = Counted(previous.recurrences, later_copies(former_copies))
    return recount(counted, records, before).recurrences


def _study(
    stamps: Mapping[str, Stamp],
    previous: PreviousArticles,
    pool: WorkerPool,
    facts: SuppliedFacts,
    attachments: AttachmentIndex,
) -> tuple[dict[str, SourceRecord], dict[str, StudyLocation], list[str]]:
    """Study the sources whose stamp is new, that refer to a file that changed, or of which people state other facts.

    Returns the records of all sources, the places where the new studies wait, and the paths that were read.
    """
    read_again = previous.rebuild_reason is not None
    unread: list[str] = []
    records: dict[str, SourceRecord] = {}

    def is_outdated(path: str, record: SourceRecord) -> bool:
        return facts.have_changed(path, record) or (
            bool(record.attachments) and have_changed(attachments, record)
        )

    for path, stamp in stamps.items():
        record = previous.records.get(path)
        if record is None or read_again or record.stamp != stamp or is_outdated(path, record):
            unread.append(path)
            # Until its study is there; its place among the others is settled by now.
            record = _UNREAD
        records[path] = record
    locations: dict[str, StudyLocation] = {}
    for study in pool.study(unread):
        record = previous.records.get(study.path)
        stamp = stamps[study.path]
        same = record is not None and study.digest and record.digest == study.digest and not read_again
        if record and same and not is_outdated(study.path, record):
            # Touched, not changed.
            records[study.path] = msgspec.structs.replace(record, stamp=stamp)
            continue
        records[study.path] = _record(study, stamp)
        records[study.path] = msgspec.structs.replace(
            records[study.path], facts=facts.digest_of(study.path, records[study.path])
        )
        if study.location:
            locations[study.path] = study.location
    return records, locations, unread


def _record(study: StudyResult, stamp: Stamp) -> SourceRecord:
    return SourceRecord(
        # A source that could not be opened is tried again by every build.
        stamp=stamp if study.digest else NEVER,
        digest=study.digest,
        address="",
        passages=study.passages,
        card=None,
        list_digest=b"",
        blocks=(),
        problems=study.problems,
        outgoing=study.outgoing,
    )


_UNREAD = _record(StudyResult("", "", None, (), None), NEVER)


def _due(
    records: dict[str, SourceRecord],
    studies: Mapping[str, StudyLocation],
    placement: Placement,
    recurrences: Recurrences,
    previous: PreviousArticles,
) -> dict[str, Reason]:
    """Return the articles to finish, each with the reason, and set the address in their records."""
    damaged = previous.damaged()
    touched = changed_passages(previous.recurrences, recurrences)
    due: dict[str, Reason] = {}
    for path, record in records.items():
        if not record.passages:
            continue
        address = placement.addresses[path]
        has_moved = record.address != address
        recurs = bool(touched) and not touched.isdisjoint(record.passages.fingerprints)
        is_damaged = bool(damaged) and record.card is not None and record.card.address.rstrip("/") in damaged
        if (
            previous.render_again
            or path in studies
            or record.card is None
            or has_moved
            or is_damaged
            or recurs
            or not previous.is_searched(record)
        ):
            if has_moved:
                records[path] = msgspec.structs.replace(record, address=address)
            due[path] = _reason(record, previous, path, address, recurs=recurs, is_damaged=is_damaged)
    return due


def _reason(
    record: SourceRecord,
    previous: PreviousArticles,
    path: str,
    address: str,
    *,
    recurs: bool,
    is_damaged: bool,
) -> Reason:
    """Return the reason why the article of a source has to be finished."""
    before = previous.records.get(path)
    if before is None or before.card is None or before.card.address.rstrip("/") not in previous.outputs:
        return Reason.NEW
    return first_reason(
        {
            Reason.CHANGED: before.digest != record.digest,
            Reason.MOVED: before.address != address,
            Reason.PROGRAM: previous.rebuild_reason is Reason.PROGRAM,
            Reason.SETTINGS: previous.rebuild_reason is Reason.SETTINGS or before.facts != record.facts,
            Reason.TEMPLATE: previous.render_again,
            Reason.RECURS: recurs,
            Reason.DAMAGED: is_damaged,
        }
    )

"""Bring the articles of a site up to date: study what changed, finish what that touches."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar, cast

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.counting import Counted, copies_among, recount
from site_builder.engine.due import FileChange, Reason, first_reason, folder_changes
from site_builder.engine.ledger import Files, Packed
from site_builder.engine.spill import StudyLocation
from site_builder.engine.store import SourceRecord
from site_builder.engine.worker import Job, JobResult, StudyResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.indexing import (
    Placement,
    assign_addresses,
    changed_passages,
    copy_problems,
    later_copies,
    select_recurrences,
)
from site_builder.model import Card, Problem, Recurrences

Label = TypeVar("Label")

NEVER = Stamp(-1, -1, -1, -1)
"""The stamp of a source that the next build must read again whatever the file system says."""


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


class UpdatedArticles(NamedTuple):
    """The articles as they are now."""

    records: dict[str, SourceRecord]
    """Of every present source, by path."""
    fresh: frozenset[str]
    """Paths whose record may differ from the previous one."""
    recurrences: Recurrences
    facets: tuple[str, ...]
    files: dict[str, Files]
    """The files of the articles that were finished, by folder."""
    written: int
    has_collisions: bool
    problems: tuple[Problem, ...]
    """What is wrong with the archive as a whole; the records hold the problems of each source."""


def update_articles(
    stamps: Mapping[str, Stamp],
    previous: PreviousArticles,
    pool: WorkerPool,
    *,
    display_path: Callable[[str], str],
    publish: Callable[[str, Files], None],
    changes: list[FileChange] | None,
) -> UpdatedArticles:
    """Study the sources that changed and finish every article whose page can have changed.

    `stamps` lists the sources there are, `display_path` turns their paths into those that messages show.
    `publish` is called with the folder and the files of every article that was finished.
    What is written is added to `changes`, if that is a list.
    """
    records, studies, unread = _study(stamps, previous, pool)
    copies = copies_among(records)
    recurrences, facets = _count(records, previous, unread)
    trusted = not (previous.has_collisions or previous.rebuild_reason)
    addresses = {path: record.address for path, record in previous.records.items()} if trusted else {}
    placement = assign_addresses(stamps, shown=display_path, known=addresses)
    due = _due(records, studies, placement, recurrences, previous, same_menu=facets == previous.facets)
    # Made when their turn comes, as all of them together would take more memory than the archive's records.
    jobs = (_job(path, records[path], recurrences, studies.get(path)) for path in due)
    files: dict[str, Files] = {}
    written = 0
    shared: dict[object, object] = {}
    for (path, reason), result in zip(due.items(), pool.finish(jobs, len(due), facets=facets), strict=True):
        records[path] = _finished(records[path], path, result, shared)
        written += result.written
        if result.card:
            folder = result.card.address.rstrip("/")
            files[folder] = Packed(result.files)
            publish(folder, files[folder])
            if changes is not None:
                before = previous.outputs.get(folder, {})
                changes += folder_changes(
                    folder, files[folder], before, written=result.written, reason=reason
                )
    return UpdatedArticles(
        records,
        frozenset((*unread, *due)),
        recurrences,
        facets,
        files,
        written,
        bool(placement.problems),
        (*placement.problems, *copy_problems(copies, display_path=display_path)),
    )


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

    def once(value: Label) -> Label:
        return cast(Label, shared.setdefault(value, value))

    metadata = msgspec.structs.replace(
        metadata,
        byline=once(metadata.byline),
        publisher=once(metadata.publisher),
        source=once(metadata.source),
        regions=once(metadata.regions),
        themes=once(metadata.themes),
        reports=once(metadata.reports),
        language=once(metadata.language),
        date=once(metadata.date),
    )
    address = address if address == card.address else card.address
    return msgspec.structs.replace(card, path=path, address=address, metadata=metadata)


def _count(
    records: Mapping[str, SourceRecord], previous: PreviousArticles, unread: Sequence[str]
) -> tuple[Recurrences, tuple[str, ...]]:
    """Count in how many articles each passage stands, and list the facets that have labels."""
    before = {path: previous.records.get(path) for path in unread}
    before |= {path: previous.records[path] for path in previous.records.keys() - records.keys()}
    if not (before or previous.rebuild_reason):
        return previous.recurrences, previous.facets
    copies = later_copies(copies_among(previous.records))
    recurrences = previous.recurrences
    if previous.rebuild_reason:
        # Nothing that was counted can be trusted.
        before, copies, recurrences = dict.fromkeys(records), frozenset(), {}
    recurrences = recount(Counted(recurrences, copies), records, before).recurrences
    facets = {facet for record in records.values() if record.passages for facet in record.passages.facets}
    return recurrences, tuple(sorted(facets))


def _study(
    stamps: Mapping[str, Stamp], previous: PreviousArticles, pool: WorkerPool
) -> tuple[dict[str, SourceRecord], dict[str, StudyLocation], list[str]]:
    """Study the sources whose stamp is new.

    Returns the records of all sources, the places where the new studies wait, and the paths that were read.
    """
    read_again = previous.rebuild_reason is not None
    unread: list[str] = []
    records: dict[str, SourceRecord] = {}
    for path, stamp in stamps.items():
        record = previous.records.get(path)
        if record is None or read_again or record.stamp != stamp:
            unread.append(path)
            # Until its study is there; its place among the others is settled by now.
            record = _UNREAD
        records[path] = record
    locations: dict[str, StudyLocation] = {}
    for study in pool.study(unread):
        record = previous.records.get(study.path)
        stamp = stamps[study.path]
        if record and study.digest and record.digest == study.digest and not read_again:
            # Touched, not changed.
            records[study.path] = msgspec.structs.replace(record, stamp=stamp)
            continue
        records[study.path] = _record(study, stamp)
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
    )


_UNREAD = _record(StudyResult("", "", None, (), None), NEVER)


def _due(
    records: dict[str, SourceRecord],
    studies: Mapping[str, StudyLocation],
    placement: Placement,
    recurrences: Recurrences,
    previous: PreviousArticles,
    *,
    same_menu: bool,
) -> dict[str, Reason]:
    """Return the articles to finish, each with the reason, and set the address in their records."""
    damaged = previous.damaged()
    touched = changed_passages(previous.recurrences, recurrences)
    everything = previous.render_again or not same_menu
    due: dict[str, Reason] = {}
    for path, record in records.items():
        if not record.passages:
            continue
        address = placement.addresses[path]
        has_moved = record.address != address
        recurs = bool(touched) and not touched.isdisjoint(record.passages.fingerprints)
        is_damaged = bool(damaged) and record.card is not None and record.card.address.rstrip("/") in damaged
        if everything or path in studies or record.card is None or has_moved or is_damaged or recurs:
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
            Reason.SETTINGS: previous.rebuild_reason is Reason.SETTINGS,
            Reason.TEMPLATE: previous.render_again,
            Reason.RECURS: recurs,
            Reason.DAMAGED: is_damaged,
        }
    )


def _job(path: str, record: SourceRecord, recurrences: Recurrences, location: StudyLocation | None) -> Job:
    assert record.passages is not None
    own = select_recurrences(recurrences, record.passages)
    return Job(path, record.address, record.digest, own, location)

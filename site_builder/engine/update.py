"""Bring the articles of a site up to date: study what changed, finish what that touches."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import NamedTuple

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.due import FileChange, Reason, first_reason
from site_builder.engine.finishing import NEVER, ArticleFinisher
from site_builder.engine.ledger import Files
from site_builder.engine.store import SourceRecord
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.engine.worker import FILE_DIGEST_LENGTH, StudyLocation, StudyResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facets import Facet
from site_builder.indexing import (
    Copies,
    Placement,
    assign_addresses,
    copy_problems,
    count_recurrences,
    find_copies,
    later_copies,
    update_recurrences,
)
from site_builder.model import PassageRecord, Problem, Recurrences

_FEW = 50
"""One article in this many may change before counting all passages anew is faster."""


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
    *,
    display_path: Callable[[str], str],
    publish: Callable[[str, Files], None],
    changes: list[FileChange] | None,
) -> UpdatedArticles:
    """Study the sources that changed and finish every article whose page can have changed.

    `stamps` lists the sources there are, `display_path` turns their paths into those that messages show.
    `facets` are all of the site; the menu shows those that some article has labels for.
    `facts` are what people state of articles elsewhere than in their sources.
    `publish` is called with the folder and the files of every article that was finished.
    What is written is added to `changes`, if that is a list.
    """
    records, studies, unread = _study(stamps, previous, pool, facts)
    copies = _find_copies(records)
    recurrences = _count(records, previous, unread, copies)
    trusted = not (previous.has_collisions or previous.rebuild_reason)
    addresses = {path: record.address for path, record in previous.records.items()} if trusted else {}
    placement = assign_addresses(stamps, shown=display_path, known=addresses)
    due = _due(records, studies, placement, recurrences, previous)
    finishing = ArticleFinisher(records, recurrences, studies, pool, facets, facts, previous.outputs, publish)
    rebuilt = previous.rebuild_reason is not None or not previous.records
    menu = finishing.guess(due) if rebuilt else previous.facets
    finishing.finish(due, menu)
    labelled = finishing.labelled() if due or records.keys() != previous.records.keys() else menu
    if labelled != menu:
        # The menu, which every page shows, is another one.
        due = {path: due.get(path, Reason.CHANGED) for path, record in records.items() if record.passages}
        finishing.finish(due, labelled)
    if changes is not None:
        changes += finishing.changes(due)
    return UpdatedArticles(
        records,
        frozenset((*unread, *due)),
        recurrences,
        labelled,
        finishing.files,
        finishing.packed,
        finishing.written,
        bool(placement.problems),
        (*placement.problems, *copy_problems(copies, display_path=display_path)),
    )


def _find_copies(records: Mapping[str, SourceRecord]) -> Copies:
    """Group the articles whose files have the same bytes, whatever notes stand beside them."""
    return find_copies(
        (path, record.digest[:FILE_DIGEST_LENGTH]) for path, record in records.items() if record.passages
    )


def _count(
    records: Mapping[str, SourceRecord], previous: PreviousArticles, unread: Sequence[str], copies: Copies
) -> Recurrences:
    """Count in how many articles each passage stands."""
    changes = _changes(records, previous, unread, copies)
    if not (changes or previous.rebuild_reason):
        return previous.recurrences
    passages = [
        record.passages for path, record in _without(records, later_copies(copies)).items() if record.passages
    ]
    few = len(changes) * _FEW < len(passages) and not previous.rebuild_reason
    return update_recurrences(previous.recurrences, passages, changes) if few else count_recurrences(passages)


def _changes(
    records: Mapping[str, SourceRecord], previous: PreviousArticles, unread: Sequence[str], copies: Copies
) -> list[tuple[PassageRecord | None, PassageRecord | None]]:
    """List the passages before and now of every article that counts otherwise than before.

    That is one whose source was read or is gone, or one that has become a later copy of another or is none any more.
    """
    gone = previous.records.keys() - records.keys()
    if not (unread or gone):
        return []
    copies_before, copies_now = later_copies(_find_copies(previous.records)), later_copies(copies)
    before, now = _without(previous.records, copies_before), _without(records, copies_now)
    pairs = [
        (_passages(before.get(path)), _passages(now.get(path)))
        for path in {*unread, *gone, *(copies_before ^ copies_now)}
    ]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _without(records: Mapping[str, SourceRecord], paths: Set[str]) -> Mapping[str, SourceRecord]:
    return {path: record for path, record in records.items() if path not in paths} if paths else records


def _passages(record: SourceRecord | None) -> PassageRecord | None:
    return record.passages if record else None


def _study(
    stamps: Mapping[str, Stamp], previous: PreviousArticles, pool: WorkerPool, facts: SuppliedFacts
) -> tuple[dict[str, SourceRecord], dict[str, StudyLocation], list[str]]:
    """Study the sources whose stamp is new, or of which people state other facts.

    Returns the records of all sources, the places where the new studies wait, and the paths that were read.
    """
    read_again = previous.rebuild_reason is not None
    unread: list[str] = []
    records: dict[str, SourceRecord] = {}
    for path, stamp in stamps.items():
        record = previous.records.get(path)
        if record is None or read_again or record.stamp != stamp or facts.have_changed(path, record):
            unread.append(path)
            # Until its study is there; its place among the others is settled by now.
            record = _UNREAD
        records[path] = record
    locations: dict[str, StudyLocation] = {}
    for study in pool.study(unread):
        record = previous.records.get(study.path)
        stamp = stamps[study.path]
        same = record is not None and study.digest and record.digest == study.digest and not read_again
        if record and same and not facts.have_changed(study.path, record):
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
    touched = _touched(previous.recurrences, recurrences)
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
        ):
            if has_moved:
                records[path] = msgspec.structs.replace(record, address=address)
            due[path] = _reason(record, previous, path, address, recurs=recurs, is_damaged=is_damaged)
    return due


def _touched(before: Recurrences, now: Recurrences) -> frozenset[int]:
    """Return the passages that recur otherwise than before."""
    if now is before:
        return frozenset()
    return frozenset(
        fingerprint
        for fingerprint in before.keys() | now.keys()
        if before.get(fingerprint) != now.get(fingerprint)
    )


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

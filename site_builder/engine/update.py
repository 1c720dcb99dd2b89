"""Bring the articles of a site up to date: study what changed, finish what that touches."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar, cast

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.ledger import Files, Packed
from site_builder.engine.spill import StudyLocation
from site_builder.engine.store import SourceRecord
from site_builder.engine.worker import Job, StudyResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.indexing import (
    PassageChange,
    Placement,
    assign_addresses,
    changed_passages,
    count_recurrences,
    select_recurrences,
    update_recurrences,
)
from site_builder.model import Card, Problem, Recurrences

Label = TypeVar("Label")

NEVER = Stamp(-1, -1, -1, -1)
"""The stamp of a source that the next build must read again whatever the file system says."""


class PreviousArticles(NamedTuple):
    """What the last build knew of the articles."""

    records: Mapping[str, SourceRecord]
    recurrences: Recurrences
    facets: tuple[str, ...]
    """Indexes that some article stated a label for."""
    damaged: Callable[[], frozenset[str]]
    """Waits for the output folders in which something is missing or not as it was left."""
    has_collisions: bool
    """Whether some sources had names that give the same address."""
    read_again: bool
    """Whether nothing that is known of a source can be trusted."""
    render_again: bool
    """Whether every page of an article has to be rendered anew."""


class UpdatedArticles(NamedTuple):
    """The articles as they are now."""

    records: dict[str, SourceRecord]
    """What every present source means, by path."""
    fresh: frozenset[str]
    """Paths whose record may not be the one that was known."""
    recurrences: Recurrences
    facets: tuple[str, ...]
    files: dict[str, Files]
    """The files of the articles that were finished, by folder."""
    written: int
    problems: tuple[Problem, ...]
    """What is wrong with the archive as a whole; the records hold the problems of each source."""


def update_articles(
    stamps: Mapping[str, Stamp],
    known: PreviousArticles,
    pool: WorkerPool,
    *,
    display_path: Callable[[str], str],
) -> UpdatedArticles:
    """Study the sources that changed and finish every article whose page can have changed.

    `stamps` lists the sources there are, `display_path` gives their names for messages.
    """
    records, studied, unread = _study(stamps, known, pool)
    recurrences = known.recurrences
    facets = known.facets
    changes = _changes(records, known, unread)
    if changes:
        passages = [record.passages for record in records.values() if record.passages]
        recurrences = (
            count_recurrences(passages)
            if known.read_again
            else update_recurrences(recurrences, passages, changes)
        )
        facets = tuple(sorted({facet for record in passages for facet in record.facets}))
    plain = not (known.has_collisions or known.read_again)
    placed = {path: record.address for path, record in known.records.items()} if plain else {}
    placement = assign_addresses(stamps, shown=display_path, known=placed)
    due = _due(records, studied, placement, recurrences, known, everything=facets != known.facets)
    # Made when their turn comes, as all of them together would take more memory than the archive's records.
    jobs = (_job(path, records[path], recurrences, studied.get(path)) for path in due)
    files: dict[str, Files] = {}
    written = 0
    known_already: dict[object, object] = {}
    for path, done in zip(due, pool.finish(jobs, len(due), facets=facets), strict=True):
        before = records[path]
        records[path] = msgspec.structs.replace(
            before,
            stamp=before.stamp if done.card else NEVER,
            card=done.card and _lean(done.card, path, before.address, known_already),
            list_digest=done.list_digest,
            blocks=done.blocks,
            problems=done.problems,
        )
        if done.card:
            files[done.card.address.rstrip("/")] = Packed(done.files)
        written += done.written
    return UpdatedArticles(
        records, frozenset((*unread, *due)), recurrences, facets, files, written, placement.problems
    )


def _lean(card: Card, path: str, address: str, known: dict[object, object]) -> Card:
    """Give the same card without copies of what others have too, as there may be hundreds of thousands."""
    has = card.metadata

    def once(value: Label) -> Label:
        return cast(Label, known.setdefault(value, value))

    metadata = msgspec.structs.replace(
        has,
        byline=once(has.byline),
        publisher=once(has.publisher),
        source=once(has.source),
        regions=once(has.regions),
        themes=once(has.themes),
        reports=once(has.reports),
        language=once(has.language),
        date=once(has.date),
    )
    shared = address if address == card.address else card.address
    return msgspec.structs.replace(card, path=path, address=shared, metadata=metadata)


def _changes(
    records: Mapping[str, SourceRecord], known: PreviousArticles, unread: Iterable[str]
) -> list[PassageChange]:
    """List what was seen before and what is seen now of every source that was read or is gone, where that differs."""
    changes: list[PassageChange] = []
    for path in unread:
        before = known.records.get(path)
        changes.append((before.passages if before else None, records[path].passages))
    changes += [(known.records[path].passages, None) for path in known.records.keys() - records.keys()]
    return [change for change in changes if change[0] != change[1]]


def _study(
    stamps: Mapping[str, Stamp], known: PreviousArticles, pool: WorkerPool
) -> tuple[dict[str, SourceRecord], dict[str, StudyLocation], list[str]]:
    """Study the sources whose stamp is new; gives all records, where the new studies wait, and what was read."""
    unread: list[str] = []
    records: dict[str, SourceRecord] = {}
    for path, stamp in stamps.items():
        before = known.records.get(path)
        if before is None or known.read_again or before.stamp != stamp:
            unread.append(path)
            # Until its study is there; its place among the others is settled by now.
            before = _UNREAD
        records[path] = before
    spilled: dict[str, StudyLocation] = {}
    for study in pool.study(unread):
        before = known.records.get(study.path)
        stamp = stamps[study.path]
        if before and study.digest and before.digest == study.digest and not known.read_again:
            # Touched, not changed.
            records[study.path] = msgspec.structs.replace(before, stamp=stamp)
            continue
        records[study.path] = _record(study, stamp)
        if study.location:
            spilled[study.path] = study.location
    return records, spilled, unread


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
    studied: Mapping[str, StudyLocation],
    placement: Placement,
    recurrences: Recurrences,
    known: PreviousArticles,
    *,
    everything: bool,
) -> list[str]:
    """List the articles to finish, and give their records the address they have now."""
    damaged = known.damaged()
    touched = changed_passages(known.recurrences, recurrences)
    due: list[str] = []
    for path, record in records.items():
        if not record.passages:
            continue
        address = placement.addresses[path]
        if (
            everything
            or known.render_again
            or path in studied
            or record.card is None
            or record.address != address
            or (damaged and record.card.address.rstrip("/") in damaged)
            or (touched and not touched.isdisjoint(record.passages.fingerprints))
        ):
            if record.address != address:
                records[path] = msgspec.structs.replace(record, address=address)
            due.append(path)
    return due


def _job(path: str, record: SourceRecord, recurrences: Recurrences, spilled: StudyLocation | None) -> Job:
    assert record.passages is not None
    own = select_recurrences(recurrences, record.passages)
    return Job(path, record.address, record.digest, own, spilled)

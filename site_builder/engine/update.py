"""Bring the articles of a site up to date: study what changed, finish what that touches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.finishing import NEVER, Finishing
from site_builder.engine.ledger import Files
from site_builder.engine.store import SourceRecord
from site_builder.engine.worker import StudyLocation, StudyResult
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facets import Facet
from site_builder.indexing import Placement, assign_addresses, count_recurrences, update_recurrences
from site_builder.model import PassageRecord, Problem, Recurrences

_FEW = 50
"""One article in this many may change before counting all passages anew is faster."""


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
    facets: Sequence[Facet],
    *,
    display_path: Callable[[str], str],
) -> UpdatedArticles:
    """Study the sources that changed and finish every article whose page can have changed.

    `stamps` lists the sources there are, `display_path` gives their names for messages, `facets` are all of the site.
    """
    records, studied, unread = _study(stamps, known, pool)
    recurrences = known.recurrences
    changes = _changes(records, known, unread)
    if changes:
        passages = [record.passages for record in records.values() if record.passages]
        few = len(changes) * _FEW < len(passages) and not known.read_again
        recurrences = (
            update_recurrences(recurrences, passages, changes) if few else count_recurrences(passages)
        )
    plain = not (known.has_collisions or known.read_again)
    placed = {path: record.address for path, record in known.records.items()} if plain else {}
    placement = assign_addresses(stamps, shown=display_path, known=placed)
    due = _due(records, studied, placement, recurrences, known)
    finishing = Finishing(records, recurrences, studied, pool, facets)
    shown = finishing.guess(due) if known.read_again or not known.records else known.facets
    finishing.finish(due, shown)
    facets_now = finishing.labelled() if due or records.keys() != known.records.keys() else shown
    if facets_now != shown:
        # The menu, which every page shows, is another one.
        due = [path for path, record in records.items() if record.passages]
        finishing.finish(due, facets_now)
    return UpdatedArticles(
        records,
        frozenset((*unread, *due)),
        recurrences,
        facets_now,
        finishing.files,
        finishing.written,
        placement.problems,
    )


def _changes(
    records: Mapping[str, SourceRecord], known: PreviousArticles, unread: Iterable[str]
) -> list[tuple[PassageRecord | None, PassageRecord | None]]:
    """List what was seen before and what is seen now of every source that was read or is gone, where that differs."""
    changes: list[tuple[PassageRecord | None, PassageRecord | None]] = []
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
) -> list[str]:
    """List the articles to finish, and give their records the address they have now."""
    before = known.recurrences
    damaged = known.damaged()
    # The same object comes back where nothing recurs otherwise than before.
    passages = frozenset() if recurrences is before else before.keys() | recurrences.keys()
    touched = {each for each in passages if before.get(each) != recurrences.get(each)}
    due: list[str] = []
    for path, record in records.items():
        if not record.passages:
            continue
        address = placement.addresses[path]
        if (
            known.render_again
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

"""Relate all articles to each other: where links lead, which are copies, the menu, and what is wrong with the archive.

One task holds what the articles answer to, some hundreds of bytes for each.
"""

import os
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from site_builder.cluster.build_plan import StepResult, digest_of, recipe
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack, pack_sections, unpack
from site_builder.cluster.steps.collect_notices import has_notices
from site_builder.cluster.steps.count import sections_of
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.understand import (
    ArticleRow,
    UnderstoodShard,
    read_cards,
    read_rows,
    read_summary,
)
from site_builder.disk import AttachmentIndex, readable
from site_builder.engine.counting import FILE_DIGEST_LENGTH
from site_builder.engine.finishing import NEVER
from site_builder.engine.rebuild import far_ahead
from site_builder.engine.relating import missing_links, nearly_same
from site_builder.engine.store import SourceRecord
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.facts import FactsTable
from site_builder.indexing import OnwardEntry, OnwardFinder, RelationFinder, find_copies
from site_builder.model import NO_ONWARD, NO_RELATIONS, ArticleIdentity, Onward, Problem, Relations
from site_builder.pages import NOTES, NOTICES
from site_builder.wording import last_plausible_date


class ArchiveSummary(msgspec.Struct, frozen=True):
    """What all articles add up to."""

    articles: int
    blocks: tuple[int, ...]
    missing: dict[str, int]
    facets: tuple[str, ...]
    """Keys of what is in the menu: facets that some article has labels for, and the keeper's notes."""
    problems: tuple[Problem, ...]
    ignored: int
    """Files of the folder that are neither articles nor referred to by any."""


def read_archive(store: ObjectStore, name: str) -> ArchiveSummary:
    """Return what all articles add up to."""
    summary: ArchiveSummary = unpack(store.get(f"related/{name}/summary"), ArchiveSummary)
    return summary


def menu_keys(task: Task) -> tuple[str, ...]:
    """Return the keys of everything that is in the menu."""
    archive = read_archive(task.store, task.workplace.result("relate", 0).name)
    return (*archive.facets, *((NOTICES,) if has_notices(task) else ()))


class OthersShown(msgspec.Struct, frozen=True, array_like=True):
    """What the page of an article shows of others."""

    relations: Relations = NO_RELATIONS
    onward: Onward = NO_ONWARD


def read_relations(task: Task) -> tuple[dict[str, OthersShown], bytes]:
    """Return what the articles of a shard show of others, by path, and a digest of it."""
    workplace, sections = task.workplace, len(task.plan.shards)
    name = f"related/{workplace.result('relate', 0).name}/relations"
    data = workplace.sections.read(name, sections, task.number)
    relations = msgspec.msgpack.decode(data, type=dict[str, OthersShown])
    return relations, workplace.sections.digest(name, sections, task.number)


def run_relate(task: Task) -> StepResult:
    """Relate the articles of all shards."""
    workplace = task.workplace
    shards = [workplace.result("understand", number).name for number in range(len(task.plan.shards))]
    plan = task.plan
    facts = plan.settings.defaults, plan.settings.table
    name = recipe("relate", shards, plan.problems, plan.ranges, plan.files, plan.ignored, facts)
    try:
        summary = read_archive(task.store, name)
    except FileNotFoundError:
        summary = _relate(task, name, shards)
    return StepResult(name, summary.articles)


def _relate(task: Task, name: str, shards: list[str]) -> ArchiveSummary:
    store = task.store
    rows = [read_rows(store, shard) for shard in shards]
    targets = {row.path: row.identity for group in rows for row in group if row.identity}
    copies = find_copies(
        (row.path, row.digest[:FILE_DIGEST_LENGTH]) for group in rows for row in group if row.identity
    )
    finder = RelationFinder(targets, copies, _recurring(task))
    relations = [_relations(group, finder) for group in rows]
    onward = OnwardFinder(_entries(task, shards, targets), finder, task.plan.settings.indexes)
    sections = [
        msgspec.msgpack.encode(
            {
                row.path: OthersShown(shown.get(row.path, NO_RELATIONS), onward.onward(row.path))
                for row in group
                if row.identity
            }
        )
        for group, shown in zip(rows, relations, strict=True)
    ]
    summary = _summary(
        task,
        [read_summary(store, shard) for shard in shards],
        (
            *_link_problems(task, rows, finder, relations),
            *nearly_same(finder, display_path=lambda path: _display_path(task, path)),
            *_fact_problems(task, rows),
            *_date_problems(task, shards),
        ),
    )
    store.create(f"related/{name}/relations", pack_sections(sections, digest_of))
    store.create(f"related/{name}/summary", pack(summary))
    return summary


def _entries(
    task: Task, shards: Iterable[str], targets: Mapping[str, ArticleIdentity]
) -> Mapping[str, OnwardEntry]:
    """Return what the ways on need to know of each article, in the order of paths."""
    cards = [card for shard in shards for card in read_cards(task.store, shard)]
    return {
        card.path: OnwardEntry(card, targets[card.path].keywords)
        for card in sorted(cards, key=lambda card: card.path)
    }


def _display_path(task: Task, path: str) -> str:
    return readable(os.path.join(task.plan.display_path, path))


def _recurring(task: Task) -> frozenset[int]:
    """Return the fingerprints of all passages that stand in two articles or more."""
    workplace, sections = task.workplace, sections_of(task)
    passages: set[int] = set()
    for number in range(task.plan.ranges):
        name = f"counts/{workplace.result('count', number).name}"
        passages.update(array("Q", workplace.sections.read(name, sections, sections - 1)))
    return frozenset(passages)


def _relations(rows: Iterable[ArticleRow], finder: RelationFinder) -> dict[str, Relations]:
    """Return what articles show of others, for those that show anything."""
    found = ((row.path, finder.relations(row.path, row.outgoing)) for row in rows if row.identity)
    return {path: relations for path, relations in found if relations != NO_RELATIONS}


def _link_problems(
    task: Task,
    rows: Iterable[Iterable[ArticleRow]],
    finder: RelationFinder,
    relations: Iterable[Mapping[str, Relations]],
) -> Iterator[Problem]:
    for group, shown in zip(rows, relations, strict=True):
        for row in group:
            if row.identity and row.outgoing.references:
                missing = finder.missing(row.outgoing, shown.get(row.path, NO_RELATIONS))
                yield from missing_links(_display_path(task, row.path), missing)


def _date_problems(task: Task, shards: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with dates; only shards with a date that is wrong are read whole."""
    dates = {shard: read_summary(task.store, shard).dates for shard in shards}
    plausible = last_plausible_date(date for counts in dates.values() for date in counts) or ""
    for shard, counts in dates.items():
        if any(date > plausible for date in counts):
            yield from far_ahead(read_cards(task.store, shard), plausible, task.plan.display_path)


def _fact_problems(task: Task, rows: Iterable[Iterable[ArticleRow]]) -> Iterator[Problem]:
    """Yield what is wrong with the table of facts and the defaults, where a site has any."""
    settings = task.plan.settings
    if not settings.defaults and settings.table == FactsTable():
        return
    records = {row.path: _record(row) for group in rows for row in group}
    yield from SuppliedFacts(settings, previous=b"", name=task.plan.site_toml).problems(records)


def _record(row: ArticleRow) -> SourceRecord:
    return SourceRecord(
        stamp=NEVER,
        digest=row.digest,
        address="",
        passages=None,
        card=None,
        list_digest=b"",
        blocks=(),
        problems=(),
        stated_url=row.stated_url,
    )


def _summary(task: Task, shards: list[UnderstoodShard], problems: tuple[Problem, ...]) -> ArchiveSummary:
    blocks: Counter[int] = Counter()
    missing: Counter[str] = Counter()
    for shard in shards:
        blocks.update(dict(enumerate(shard.blocks)))
        missing.update(shard.missing)
    index = AttachmentIndex({path: file.stamp for path, file in task.plan.files.items()})
    referred = {index.resolve(key) for shard in shards for key in shard.files} - {None}
    has_notes = bool(task.plan.settings.notice_notes) or any(shard.has_notes for shard in shards)
    labelled = {key for shard in shards for key in shard.facets}
    return ArchiveSummary(
        articles=sum(shard.articles for shard in shards),
        blocks=tuple(blocks[number] for number in range(len(blocks))),
        missing=dict(missing),
        facets=(
            *(facet.key for facet in task.plan.settings.indexes if facet.key in labelled),
            *((NOTES,) if has_notes else ()),
        ),
        ignored=task.plan.ignored - len(referred),
        problems=(*task.plan.problems, *problems, *(each for shard in shards for each in shard.problems)),
    )

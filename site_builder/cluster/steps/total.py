"""Add up what all shards are: how many articles, what is in the menu, and what is wrong with facts and dates."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack, unpack
from site_builder.cluster.steps.collect_notices import has_notices
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.understand import ArticleRow, read_cards, read_rows, read_summary
from site_builder.disk import AttachmentIndex
from site_builder.engine.finishing import NEVER
from site_builder.engine.rebuild import far_ahead
from site_builder.engine.store import SourceRecord
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.facts import FactsTable
from site_builder.model import Problem
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


def read_archive(task: Task) -> ArchiveSummary:
    """Return what all articles add up to."""
    return _read(task.store, task.workplace.result("total", 0).name)


def _read(store: ObjectStore, name: str) -> ArchiveSummary:
    summary: ArchiveSummary = unpack(store.get(f"totals/{name}"), ArchiveSummary)
    return summary


def menu_keys(task: Task) -> tuple[str, ...]:
    """Return the keys of everything that is in the menu."""
    return (*read_archive(task).facets, *((NOTICES,) if has_notices(task) else ()))


def run_total(task: Task) -> StepResult:
    """Add up the articles of all shards."""
    workplace, plan = task.workplace, task.plan
    shards = [workplace.result("understand", number).name for number in range(len(plan.shards))]
    settings = plan.settings
    facts = settings.defaults, settings.table, bool(settings.notice_notes)
    shown = plan.display_path, plan.site_toml
    name = recipe("total", shards, plan.problems, plan.files, plan.ignored, settings.indexes, facts, shown)
    try:
        summary = _read(task.store, name)
    except FileNotFoundError:
        summary = _add_up(task, shards)
        task.store.create(f"totals/{name}", pack(summary))
    return StepResult(name, summary.articles)


def _add_up(task: Task, shards: Sequence[str]) -> ArchiveSummary:
    plan = task.plan
    blocks: Counter[int] = Counter()
    missing: Counter[str] = Counter()
    index = AttachmentIndex({path: file.stamp for path, file in plan.files.items()})
    referred: set[str | None] = {None}
    articles, labelled = 0, set[str]()
    dates: set[str] = set()
    newest: dict[str, str] = {}
    has_notes = bool(plan.settings.notice_notes)
    problems = list(plan.problems)
    for name in shards:
        shard = read_summary(task.store, name)
        articles += shard.articles
        blocks.update(dict(enumerate(shard.blocks)))
        missing.update(shard.missing)
        labelled.update(shard.facets)
        referred.update(map(index.resolve, shard.files))
        has_notes |= shard.has_notes
        problems += shard.problems
        dates.update(shard.dates)
        newest[name] = max(shard.dates, default="")
    problems += _fact_problems(task, shards)
    problems += _date_problems(task, newest, last_plausible_date(dates) or "")
    return ArchiveSummary(
        articles=articles,
        blocks=tuple(blocks[number] for number in range(len(blocks))),
        missing=dict(missing),
        facets=(
            *(facet.key for facet in plan.settings.indexes if facet.key in labelled),
            *((NOTES,) if has_notes else ()),
        ),
        ignored=plan.ignored - len(referred - {None}),
        problems=tuple(problems),
    )


def _date_problems(task: Task, newest: Mapping[str, str], plausible: str) -> Iterator[Problem]:
    """Yield what is wrong with dates; only shards whose `newest` date is wrong are read whole."""
    for shard, date in newest.items():
        if date > plausible:
            yield from far_ahead(read_cards(task.store, shard), plausible, task.plan.display_path)


def _fact_problems(task: Task, shards: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with the table of facts and the defaults, where a site has any."""
    settings = task.plan.settings
    if not settings.defaults and settings.table == FactsTable():
        return
    records = {row.path: _record(row) for shard in shards for row in read_rows(task.store, shard)}
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

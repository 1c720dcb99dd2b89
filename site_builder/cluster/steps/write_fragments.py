"""Write what results of a search show of each page, and the table and the list of the parts of the index.

The first task writes the table, the list, the script and the fragments of notices, the others those of a shard each.
"""

from collections.abc import Iterable, Iterator

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.searched_pages import SearchedPage, read_searched, read_searched_counts
from site_builder.cluster.sequences import pack, unpack
from site_builder.cluster.share_writer import ShareWriter
from site_builder.cluster.site_objects import search_tasks
from site_builder.cluster.steps.index_search import (
    FRAGMENT,
    IndexedParts,
    notice_pages,
    read_indexed_pages,
    read_parts,
    read_rows_of,
    rows_digest,
)
from site_builder.cluster.steps.task import Task
from site_builder.engine.progress import SearchReport
from site_builder.engine.search_parts import MANIFEST, SEARCH_FOLDER, search_manifest, table_name
from site_builder.search import ARTICLES, SCRIPT, IndexedPage, fragment_of, search_table


def run_fragments(task: Task) -> StepResult:
    """Write the files that fall to a task, unless the site has them."""
    workplace, store, runs = task.workplace, task.store, range(search_tasks(task.plan))
    if task.number:
        shard = task.number - 1
        key = [workplace.result("render", shard).name, [rows_digest(task, run, shard) for run in runs]]
    else:
        key = [workplace.result("search", run).name for run in runs]
    name = recipe("fragments", task.number, key)
    writer = ShareWriter(store, workplace.plan_name, "fragments", task.number, name)
    if not writer.is_done:
        writer.begin()
        made = [read_parts(task, run) for run in runs] if task.number == 0 else []
        if task.number == 0:
            store.create(f"reports/{name}", pack(_write_table(task, writer, made)))
        _write_fragments(task, writer)
        writer.finish()
    return StepResult(name)


def _write_fragments(task: Task, writer: ShareWriter) -> None:
    """Write the fragments of the pages of a shard, or of notices."""
    shard = task.number - 1 if task.number else len(task.plan.shards)
    rows = {row.page: row for run in range(search_tasks(task.plan)) for row in read_rows_of(task, run, shard)}
    for page in _pages(task) if rows else ():
        if row := rows.get(page.name):
            writer.put(f"{row.folder}/fragment/{row.fragment}{FRAGMENT}", fragment_of(page.data))


def _pages(task: Task) -> Iterator[SearchedPage]:
    if task.number == 0:
        yield from notice_pages(task)
        return
    name = task.workplace.result("render", task.number - 1).name
    counts = read_searched_counts(task.store, name)
    for group in range(len(counts.objects)):
        yield from read_searched(task.store, name, group, counts)


def _write_table(task: Task, writer: ShareWriter, made: list[IndexedParts]) -> SearchReport:
    """Write the files that are about all parts, and return what became of the index."""
    if message := next((run.message for run in made if run.message), ""):
        return SearchReport(state="failed", message=message)
    settings = task.plan.settings
    numbered = (
        (part, _PagesOfPart(task, run, number))
        for run, of_run in enumerate(made)
        for number, part in enumerate(of_run.parts)
    )
    ordered = sorted(numbered, key=lambda each: (each[0].index, each[0].buckets))
    parts = [part for part, _ in ordered]
    indexes = {part.folder.partition("/")[2]: pages for part, pages in ordered}
    packs = {part.folder.partition("/")[2]: part.packs for part in parts}
    table = search_table(indexes, packs, settings.indexes, language=settings.language)
    manifest = search_manifest(table_name(table), ((part.folder, part.index, part.pages) for part in parts))
    script = next((run.script for run in made if run.script), b"")
    files = {table_name(table): table, MANIFEST: manifest, **({SCRIPT: script} if script else {})}
    for name, data in files.items():
        writer.put(f"{SEARCH_FOLDER}/{name}", data)
    return SearchReport(
        state="built",
        pages=sum(part.pages for part in parts if part.index.startswith(f"{ARTICLES}/")),
        files=len(files) + sum(run.files for run in made),
        bytes=sum(map(len, files.values())) + sum(run.size for run in made),
    )


class _PagesOfPart(Iterable[IndexedPage]):
    """The pages of a part of the index, read whenever they are gone through."""

    def __init__(self, task: Task, run: int, number: int) -> None:
        self._task = task
        self._run = run
        self._number = number

    def __iter__(self) -> Iterator[IndexedPage]:
        return iter(read_indexed_pages(self._task, self._run, self._number))


def read_report(store: ObjectStore, name: str) -> SearchReport:
    """Return what became of the search index."""
    report: SearchReport = unpack(store.get(f"reports/{name}"), SearchReport)
    return report

"""Make the search index of a site in shards, in temporary folders; one task writes all of it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import each_record, pack, unpack
from site_builder.cluster.site_objects import ShareWriter
from site_builder.cluster.steps.collect_notices import read_notices
from site_builder.cluster.steps.render import SearchedArticle, searched_folder
from site_builder.cluster.steps.task import Task
from site_builder.disk import STAGING
from site_builder.engine.progress import SearchReport
from site_builder.engine.search_index import SearchFiles, SearchIndexer, SearchPage, page_store
from site_builder.engine.site import Site
from site_builder.search import find_pagefind, write_page


def run_search(task: Task) -> StepResult:
    """Make the search index, unless the site has that of the same articles."""
    workplace, store = task.workplace, task.store
    shards = [workplace.result("render", number).name for number in range(len(task.plan.shards))]
    noticed, program = workplace.result("notices", 0).name, find_pagefind()
    name = recipe("search", shards, noticed, task.plan.code, program is None)
    writer = ShareWriter(store, workplace.plan_name, "search", 0, name)
    if not writer.is_done:
        writer.begin()
        report = SearchReport(state="missing")
        if program:
            with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
                made = _index(task, program, Path(folder), shards)
                report = made.report or report
                for path, data in _files(made, Path(folder)):
                    writer.put(path, data)
        store.create(f"searches/{name}", pack(report))
        writer.finish()
    return StepResult(name)


def _index(task: Task, program: Path, folder: Path, shards: list[str]) -> SearchFiles:
    """Index the documents of all shards in a folder."""
    settings = task.plan.settings
    site = Site(folder, folder, folder / "public", folder / "state", settings)
    pages = [
        SearchPage(write_page(page_store(site), document), article.card)
        for article in _articles(task.store, shards)
        for document in article.documents
    ]
    indexer = SearchIndexer(site, program, {}, frozenset(), state=b"")
    return indexer.update(pages, read_notices(task))


def _articles(store: ObjectStore, shards: list[str]) -> Iterator[SearchedArticle]:
    """Yield what is searched of the articles of all shards."""
    for shard in shards:
        folder = searched_folder(shard)
        for record in each_record(store, folder, int(store.get(f"{folder}/count"))):
            yield msgspec.msgpack.decode(record, type=SearchedArticle)


def _files(made: SearchFiles, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an index; where it failed there are none."""
    for above, files in made.files.items():
        for name in files:
            yield f"{above}/{name}", (folder / "public" / STAGING / above / name).read_bytes()


def read_report(store: ObjectStore, name: str) -> SearchReport:
    """Return what became of the search index."""
    report: SearchReport = unpack(store.get(f"searches/{name}"), SearchReport)
    return report

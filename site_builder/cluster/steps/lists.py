"""Write the pages that are no article's own: lists, feeds, sitemap, fixed pages and the files of the theme.

The first of the tasks writes the pages that show something of the whole archive, the others share the lists.
A list that shows what it showed before is not laid out again.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, groupby
from pathlib import Path

import msgspec

from site_builder import pipeline
from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.list_work import ListWork
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack, unpack
from site_builder.cluster.share_writer import ShareWriter
from site_builder.cluster.shelved_archive import open_shelved
from site_builder.cluster.steps.collect_notices import read_lost_notes, read_notices
from site_builder.cluster.steps.shelve import read_list_work
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.total import menu_keys
from site_builder.cluster.steps.understand import read_rows
from site_builder.engine.counting import FILE_DIGEST_LENGTH
from site_builder.model import Archive, Page, SiteError
from site_builder.pages import (
    ListContext,
    PageGroup,
    PlannedPage,
    articles_group,
    groups_of_notice,
    menu,
    pair_group,
    purpose_group_at,
    shelf_group,
)
from site_builder.rendering import Renderer

WrittenLists = dict[str, tuple[str, list[str]]]
"""By the name of a `ListWork`: its key, and the paths of its pages."""


def run_lists(task: Task) -> StepResult:
    """Write the share of the lists that falls to a task, unless the site has it."""
    works, digest = read_list_work(task)
    name = recipe("lists", task.number, task.plan.shown, digest, _whole_key(task) if task.number == 0 else "")
    writer = ShareWriter(task.store, task.workplace.plan_name, "lists", task.number, name)
    if not writer.is_done:
        before = _read_written(task.store, writer.applied)
        writer.begin()
        with _archive(task) as archive:
            _ListsOfTask(task, archive, writer).write(works, before)
        writer.finish()
    return StepResult(name)


def _whole_key(task: Task) -> str:
    """Return a digest of everything that the pages of the whole archive are made from."""
    workplace, plan = task.workplace, task.plan
    return recipe(workplace.result("shelve", 0).name, _shard_names(task), plan.static, plan.own)


def _shard_names(task: Task) -> list[str]:
    return [task.workplace.result("understand", number).name for number in range(len(task.plan.shards))]


@contextmanager
def _archive(task: Task) -> Iterator[Archive]:
    with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
        archive, cards = open_shelved(
            task.store,
            task.workplace.result("shelve", 0).name,
            Path(folder),
            own=task.plan.own,
            notices=read_notices(task),
        )
        with closing(cards):
            yield archive


def _read_written(store: ObjectStore, name: str) -> WrittenLists:
    """Return the lists of the result that the site has; none where there is no such result."""
    try:
        written: WrittenLists = unpack(store.get(f"listed/{name}"), WrittenLists) if name else {}
    except FileNotFoundError:
        return {}
    return written


class _ListsOfTask:
    """Lays out and writes what falls to one task."""

    def __init__(self, task: Task, archive: Archive, writer: ShareWriter) -> None:
        self._task = task
        self._archive = archive
        self._writer = writer
        self._facets = menu_keys(task)
        settings = task.plan.settings
        self._lists = ListContext.of(archive, settings, menu(self._facets, settings))
        self._shelves = {
            f"{key}/{shelf.term.slug}": shelf for key, shelves in archive.shelves.items() for shelf in shelves
        }
        self._renderer = Renderer(task.plan.templates)
        self._origins: dict[str, str] = {}

    def write(self, works: Sequence[ListWork], before: WrittenLists) -> None:
        """Write all of it; lists that are as they were `before` stay."""
        if self._task.number == 0:
            for page in self._whole():
                self._put(page)
            self._store_tags()
        written: WrittenLists = {}
        for folder, run in groupby(works, lambda work: work.folder):
            group: PageGroup | None = None
            for work in run:
                key, paths = before.get(work.name, ("", []))
                if key == work.key:
                    self._writer.keep(paths)
                else:
                    group = group or self._group(folder, work)
                    paths = [self._put(planned.page()) for planned in _part(group.pages(), work)]
                written[work.name] = work.key, paths
        self._task.store.create(f"listed/{self._writer.name}", pack(written))

    def _put(self, page: Page) -> str:
        """Render a page and write it. Raises SiteError naming both where two of them want one path."""
        if other := self._origins.get(page.path):
            raise SiteError(
                f"{page.path}: made from {other} and from {page.origin}", hint="rename one of the two sources"
            )
        self._origins[page.path] = page.origin
        self._writer.put(page.path, self._renderer.render(page))
        return page.path

    def _whole(self) -> Iterator[Page]:
        """Yield the pages that are no lists of articles."""
        task = self._task
        archive = msgspec.structs.replace(
            self._archive, digests=_digests(task), lost_notes=tuple(read_lost_notes(task))
        )
        plan, static = pipeline.plan(archive, task.plan.settings, task.plan.static, facets=self._facets)
        yield from chain(plan.pages, static)
        for planned in plan.planned:
            yield planned.page()

    def _store_tags(self) -> None:
        tags = {facet: len(shelves) for facet, shelves in self._archive.shelves.items()}
        self._task.store.create(f"tags/{self._writer.name}", pack(tags))

    def _group(self, folder: str, work: ListWork) -> PageGroup:
        """Return the list in a folder."""
        archive, lists = self._archive, self._lists
        if work.notice >= 0:
            notice = archive.notices[work.notice]
            groups = groups_of_notice(notice, lists.outlets, archive, lists.settings, lists.nav)
            return next(group for group in groups if group.folder == folder)
        if folder == "articles":
            return articles_group(archive, lists)
        if shelf := self._shelves.get(folder):
            return shelf_group(shelf, lists)
        if group := purpose_group_at(folder, archive, lists):
            return group
        pair = lists.intersections.at(folder)
        assert pair is not None
        return pair_group(pair, lists)


def _part(pages: Iterable[PlannedPage], work: ListWork) -> Iterator[PlannedPage]:
    """Yield the pages of a list that are part of some work."""
    return (page for number, page in enumerate(pages) if number % work.parts == work.part)


def _digests(task: Task) -> dict[str, str]:
    """Return the SHA-256 of the files of articles, by path."""
    rows = (row for shard in _shard_names(task) for row in read_rows(task.store, shard))
    return {row.path: row.digest[:FILE_DIGEST_LENGTH] for row in rows if row.identity}

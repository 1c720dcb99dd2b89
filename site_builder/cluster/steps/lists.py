"""Write the pages that are no article's own: lists, feeds, sitemap, fixed pages and the files of the theme.

Each of the tasks reads the records of all articles, and writes the lists that fall to it.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from site_builder import pipeline
from site_builder.cluster.build_plan import StepResult, digest_of, recipe
from site_builder.cluster.card_file import CardFile, archive_of
from site_builder.cluster.sequences import pack
from site_builder.cluster.site_objects import ShareWriter
from site_builder.cluster.steps.relate import read_archive
from site_builder.cluster.steps.shard_notices import read_notices
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.understand import read_cards, read_rows
from site_builder.engine.counting import FILE_DIGEST_LENGTH
from site_builder.model import Archive, Page, SiteError
from site_builder.rendering import Renderer


def run_lists(task: Task) -> StepResult:
    """Write the share of the lists that falls to a task, unless the site has it."""
    workplace, plan = task.workplace, task.plan
    related = workplace.result("relate", 0).name
    summary = read_archive(task.store, related)
    facets = summary.facets
    shards = [workplace.result("understand", number).name for number in range(len(plan.shards))]
    name = recipe(
        "lists",
        task.number,
        plan.lists,
        plan.basis,
        shards,
        related,
        facets,
        plan.templates,
        plan.static,
        plan.own,
    )
    writer = ShareWriter(task.store, workplace.plan_name, "lists", task.number, name)
    if not writer.is_done:
        writer.begin()
        with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
            cards = CardFile((read_cards(task.store, shard) for shard in shards), Path(folder))
            archive = msgspec.structs.replace(
                archive_of(cards, plan.settings.indexes, plan.own),
                notices=read_notices(task.store, related),
                digests=_digests(task, shards),
                lost_notes=summary.lost_notes,
            )
            renderer = Renderer(plan.templates)
            for page in _own_share(_pages(task, archive, facets), writer):
                writer.put(page.path, renderer.render(page))
            tags = {facet: len(shelves) for facet, shelves in archive.shelves.items()}
        task.store.create(f"tags/{name}", pack(tags))
        writer.finish()
    return StepResult(name)


def _digests(task: Task, shards: list[str]) -> dict[str, str]:
    """Return the SHA-256 of the files of articles, by path."""
    rows = (row for shard in shards for row in read_rows(task.store, shard))
    return {row.path: row.digest[:FILE_DIGEST_LENGTH] for row in rows if row.identity}


def _pages(task: Task, archive: Archive, facets: tuple[str, ...]) -> Iterator[Page]:
    """Lay out the pages that fall to a task."""
    plan, static = pipeline.plan(archive, task.plan.settings, task.plan.static, facets=facets)
    tasks = task.plan.lists
    if task.number == 0:
        yield from plan.pages
        yield from static
    for number, planned in enumerate(plan.planned):
        if number % tasks == task.number:
            yield planned.page()
    for group in plan.groups:
        if int.from_bytes(digest_of(group.folder.encode())[:4], "big") % tasks == task.number:
            for planned in group.pages():
                yield planned.page()


def _own_share(pages: Iterator[Page], writer: ShareWriter) -> Iterator[Page]:
    """Yield pages. Raises SiteError naming both where two of them want one path."""
    origins: dict[str, str] = {}
    for page in pages:
        if other := origins.get(page.path):
            raise SiteError(
                f"{page.path}: made from {other} and from {page.origin}", hint="rename one of the two sources"
            )
        origins[page.path] = page.origin
        yield page

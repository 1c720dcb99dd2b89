"""Sort all cards into shelves by an external merge, and find out which lists there are and who writes them."""

import tempfile
from contextlib import closing
from pathlib import Path

import msgspec

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.card_file import CardFile, IndexedCards
from site_builder.cluster.list_work import ListWork, ListWorkPlanner, task_of
from site_builder.cluster.sequences import pack_sections, part_digest, read_part, store_parts
from site_builder.cluster.shelved_archive import write_shelved
from site_builder.cluster.steps.collect_notices import read_notices
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.total import menu_keys
from site_builder.cluster.steps.understand import read_card_rows
from site_builder.cluster.ways_on import OthersShown, WaysOn
from site_builder.pages import ListContext, menu


def run_shelve(task: Task) -> StepResult:
    """Shelve the cards of all shards, unless that was done for the same ones."""
    workplace, plan = task.workplace, task.plan
    shards = [workplace.result("understand", number).name for number in range(len(plan.shards))]
    facets, noticed = menu_keys(task), workplace.result("notices", 0).name
    related = [workplace.result("relate", number).name for number in range(len(plan.shards))]
    name = recipe("shelve", shards, noticed, related, facets, plan.shown, plan.lists)
    if not task.store.tag(f"shelved/{name}/work"):
        with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
            rows = (read_card_rows(task.store, shard) for shard in shards)
            with closing(CardFile(rows, Path(folder))) as cards:
                _shelve(task, name, cards, facets)
    return StepResult(name)


def _shelve(task: Task, name: str, cards: CardFile, facets: tuple[str, ...]) -> None:
    settings, tasks = task.plan.settings, task.plan.lists
    indexed = IndexedCards(cards, settings.indexes)
    archive = msgspec.structs.replace(indexed.archive(task.plan.own), notices=read_notices(task))
    write_shelved(task.store, name, archive)
    works: list[list[ListWork]] = [[] for _ in range(tasks)]
    lists = ListContext.of(archive, settings, menu(facets, settings))
    for work in ListWorkPlanner(indexed, archive, lists, shown=task.plan.shown).works():
        works[task_of(work.name, tasks)].append(work)
    ways_on = WaysOn(cards, archive, settings.indexes)
    others = (dict(ways_on.of_shard(task, number)) for number in range(len(task.plan.shards)))
    store_parts(task.store, f"shelved/{name}/others", others)
    sections = [msgspec.msgpack.encode(group) for group in works]
    task.store.create(f"shelved/{name}/work", pack_sections(sections))


def read_list_work(task: Task) -> tuple[list[ListWork], bytes]:
    """Return the work on lists that falls to a task, and a digest of what these lists show."""
    workplace, tasks = task.workplace, task.plan.lists
    name = f"shelved/{workplace.result('shelve', 0).name}/work"
    works = msgspec.msgpack.decode(workplace.sections.read(name, tasks, task.number), type=list[ListWork])
    return works, workplace.sections.digest(name, tasks, task.number)


def read_others(task: Task) -> tuple[dict[str, OthersShown], bytes]:
    """Return what the articles of a shard show of others, by path, and a digest of it."""
    folder = f"shelved/{task.workplace.result('shelve', 0).name}/others"
    others = read_part(task.store, folder, task.number, dict[str, OthersShown])
    return others, part_digest(task.store, folder, task.number)

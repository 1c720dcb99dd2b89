"""Write the packs of a lean site: sources and annotations of many articles in few files."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.sequences import each_record
from site_builder.cluster.share_writer import ShareWriter
from site_builder.cluster.site_objects import pack_tasks
from site_builder.cluster.steps.render import PackedArticle, packed_folder
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.total import read_archive
from site_builder.engine.packs import Parts, pack_digits, pack_files, pack_index, pack_name
from site_builder.pages import PACKS


def run_packs(task: Task) -> StepResult:
    """Write the packs that fall to a task, unless the site has them."""
    workplace = task.workplace
    shards = [workplace.result("render", number).name for number in range(len(task.plan.shards))]
    articles = read_archive(task).articles
    digits = pack_digits(articles)
    name = recipe("packs", task.number, pack_tasks(task.plan), digits, shards)
    writer = ShareWriter(task.store, workplace.plan_name, "packs", task.number, name)
    if not writer.is_done:
        writer.begin()
        if task.number == 0:
            writer.put(f"{PACKS}/{pack_index(digits)[0]}", pack_index(digits)[1])
        groups: defaultdict[str, list[tuple[str, Parts]]] = defaultdict(list)
        for article in _articles(task, shards):
            groups[pack_name(article.address, digits)].append((article.address, article.parts))
        for group in sorted(groups):
            for file, data in pack_files(group, sorted(groups.pop(group))):
                writer.put(f"{PACKS}/{file}", data)
        writer.finish()
    return StepResult(name)


def _articles(task: Task, shards: list[str]) -> Iterator[PackedArticle]:
    """Yield what of the articles of all shards goes into the packs of a task."""
    for shard in shards:
        folder = packed_folder(shard, task.number)
        objects = int(task.store.get(f"{folder}/count"))
        for record in each_record(task.store, folder, objects):
            yield msgspec.msgpack.decode(record, type=PackedArticle)

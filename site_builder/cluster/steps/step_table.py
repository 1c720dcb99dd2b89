"""The steps in their order, and how a task of any of them is done."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from site_builder.cluster.build_plan import BuildPlan, StepResult, load_plan, read_result, result_name
from site_builder.cluster.object_store import open_store
from site_builder.cluster.site_objects import fragment_tasks, pack_tasks, search_tasks
from site_builder.cluster.steps.collect_notices import run_notices
from site_builder.cluster.steps.compare_copies import run_copies
from site_builder.cluster.steps.count import run_count
from site_builder.cluster.steps.finish import run_finish
from site_builder.cluster.steps.index_search import run_search
from site_builder.cluster.steps.lists import run_lists
from site_builder.cluster.steps.match import run_match
from site_builder.cluster.steps.relate import run_relate
from site_builder.cluster.steps.render import run_render
from site_builder.cluster.steps.shelve import run_shelve
from site_builder.cluster.steps.study import run_study
from site_builder.cluster.steps.task import Task, Workplace
from site_builder.cluster.steps.total import run_total
from site_builder.cluster.steps.understand import run_understand
from site_builder.cluster.steps.write_fragments import run_fragments
from site_builder.cluster.steps.write_packs import run_packs
from site_builder.model import SiteError
from site_builder.runners import collecting_seldom

__all__ = ["STEPS", "Step", "Task", "run_task"]


class Step(NamedTuple):
    """One step."""

    run: Callable[[Task], StepResult]
    tasks: Callable[[BuildPlan], int]
    """How many tasks it has."""
    after: tuple[str, ...]
    """Steps that have to be done whole before."""
    writes_site: bool = False
    """Whether it writes files of the site, so that it looks at them even where it is done."""


STEPS: Mapping[str, Step] = {
    "study": Step(run_study, lambda plan: len(plan.shards), ()),
    "count": Step(run_count, lambda plan: plan.ranges, ("study",)),
    "understand": Step(run_understand, lambda plan: len(plan.shards), ("count",)),
    "match": Step(run_match, lambda plan: plan.ranges, ("understand",)),
    "copies": Step(run_copies, lambda _: 1, ("understand",)),
    "relate": Step(run_relate, lambda plan: len(plan.shards), ("match", "copies")),
    "total": Step(run_total, lambda _: 1, ("understand",)),
    "notices": Step(run_notices, lambda _: 1, ("understand",)),
    "shelve": Step(run_shelve, lambda _: 1, ("relate", "total", "notices")),
    "render": Step(run_render, lambda plan: len(plan.shards), ("shelve",), writes_site=True),
    "lists": Step(run_lists, lambda plan: plan.lists, ("shelve",), writes_site=True),
    "packs": Step(run_packs, pack_tasks, ("render",), writes_site=True),
    "search": Step(run_search, search_tasks, ("render",), writes_site=True),
    "fragments": Step(run_fragments, fragment_tasks, ("search",), writes_site=True),
    "finish": Step(run_finish, lambda _: 1, ("render", "lists", "packs", "fragments"), writes_site=True),
}


def run_task(url: str, plan_name: str, step: str, number: int) -> StepResult:
    """Do one task, unless it is done; `number` counts from 0.

    Raises SiteError for a step or number that there is not, and where a step before is not done.
    """
    workplace = _workplace(url, plan_name)
    kind = STEPS.get(step)
    if kind is None:
        raise SiteError(f"there is no step {step!r}", hint=f"the steps are cut, {', '.join(STEPS)}")
    count = kind.tasks(workplace.plan)
    if not 0 <= number < count:
        raise SiteError(
            f"step {step} has {count} tasks, and no {number + 1}",
            hint="`cluster plan` lists them; cut the archive again for another number of shards",
        )
    result = None if kind.writes_site else read_result(workplace.store, plan_name, step, number)
    if result is None:
        try:
            with collecting_seldom():
                result = kind.run(Task(workplace, number))
        except FileNotFoundError as error:
            raise SiteError(
                f"{url}: an object of an earlier step is gone: {error.filename or error}",
                hint="remove steps/ from the store, so that everything that is missing is made again",
            ) from error
        _keep(workplace, step, number, result)
    return result


def _keep(workplace: Workplace, step: str, number: int, result: StepResult) -> None:
    name = result_name(workplace.plan_name, step, number)
    workplace.store.create(name, msgspec.msgpack.encode(result))


@lru_cache(maxsize=1)
def _workplace(url: str, plan_name: str) -> Workplace:
    """Open the store once for all tasks of a process. Raises WrongVersionError where this program is another."""
    store = open_store(url)
    return Workplace(url, store, plan_name, load_plan(store, plan_name))

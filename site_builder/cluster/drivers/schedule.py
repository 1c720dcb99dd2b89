"""The order in which any driver does the tasks, and what it says meanwhile."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from site_builder.cluster.build_plan import BuildPlan, StepResult, load_plan
from site_builder.cluster.lost_articles import plan_without_lost
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.steps import STEPS
from site_builder.engine.progress import Progress

RunAll = Callable[[str, int], Iterable[StepResult]]
"""Does tasks 0 to n - 1 of the step named, and yields their results in any order."""


class Engine(Protocol):
    """Where tasks are done."""

    def run(self, step: str, count: int) -> Iterable[StepResult]:
        """Do tasks 0 to `count` - 1 of a step, and yield their results in any order."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


def build_shards(store: ObjectStore, name: str, start: Callable[[str], Engine], progress: Progress) -> None:
    """Do all tasks of a plan; `start` makes the engine for a plan.

    What can only be known not to be an article when its page is made costs a second round for its shard and the lists.
    """
    left: str | None = name
    while left is not None:
        engine = start(left)
        try:
            plan = load_plan(store, left)
            run_steps(engine, plan, progress)
        finally:
            engine.close()
        left = plan_without_lost(store, left, plan)


def run_steps(engine: Engine, plan: BuildPlan, progress: Progress) -> None:
    """Do all tasks, one step after the other."""
    for name, step in STEPS.items():
        count = step.tasks(plan)
        for _ in _watched(engine.run(name, count), name, count, progress):
            pass


def _watched(
    results: Iterable[StepResult], step: str, count: int, progress: Progress
) -> Iterator[StepResult]:
    """Report how many tasks are done, how fast it goes, and which articles failed."""
    begin = time.monotonic()
    articles = 0
    for done, result in enumerate(results, 1):
        articles += result.articles
        seconds = max(time.monotonic() - begin, 1e-3)
        progress.step(step, done, count)
        for problem in result.problems:
            progress.say(f"{problem.path}: {problem.message}")
        if (articles and done in (1, count)) or done % 10 == 0:
            left = seconds / done * (count - done)
            progress.say(
                f"{step}: {done:,} of {count:,} tasks, {articles / seconds:,.0f} articles/s, {left:,.0f} s left"
            )
        yield result

"""What a task of any step gets to work with."""

import os
from functools import cached_property
from typing import Any

import msgspec

from site_builder.cluster.article_work import Setup
from site_builder.cluster.build_plan import BuildPlan, Shard, StepResult, needed_result
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sandbox import Sandbox
from site_builder.cluster.sequences import SectionReader
from site_builder.disk import readable
from site_builder.model import Problem


class Workplace:
    """What the tasks of one process share: a store, and the plan as read from it."""

    def __init__(self, url: str, store: ObjectStore, plan_name: str, plan: BuildPlan) -> None:
        self.url = url
        self.store = store
        self.plan_name = plan_name
        self.plan = plan
        self.sections = SectionReader(store)
        self._results: dict[tuple[str, int], StepResult] = {}

    def result(self, step: str, number: int) -> StepResult:
        """Return what a task left behind. Raises SiteError where it is not done."""
        key = step, number
        if key not in self._results:
            self._results[key] = needed_result(self.store, self.plan_name, step, number)
        return self._results[key]


class Task:
    """One task: the step's number within its step, counted from 0."""

    def __init__(self, workplace: Workplace, number: int) -> None:
        self.workplace = workplace
        self.store = workplace.store
        self.plan = workplace.plan
        self.number = number

    @property
    def shard(self) -> Shard:
        """The shard that this task is about."""
        return self.plan.shards[self.number]

    @cached_property
    def basis(self) -> str:
        """Digest of what decides how every article is understood."""
        return self.plan.basis

    def sandbox(self, step: str, **more: Any) -> Sandbox:
        """Return a process to work on articles in."""
        setup = Setup(
            step=step,
            url=self.workplace.url,
            settings=self.plan.settings,
            display_path=self.plan.display_path,
            **more,
        )
        return Sandbox(msgspec.msgpack.encode(setup))

    def display_path(self, path: str) -> str:
        """Return the name of an article in messages."""
        return readable(os.path.join(self.plan.display_path, path))

    def failed(self, path: str, message: str) -> Problem:
        """Return the problem of an article on which the program failed."""
        return Problem(
            self.display_path(path), None, "failed", message, "please report this with the file", refused=True
        )

"""Do tasks in processes of this machine."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from site_builder.cluster.build_plan import StepResult
from site_builder.cluster.steps import run_task
from site_builder.model import SiteError

_TRIES = 3
"""Times that a task is begun, where the process that does it is ended from outside."""


class SerialEngine:
    """Does one task after the other in this process; single articles have one of their own anyway."""

    def __init__(self, url: str, plan_name: str) -> None:
        self._url = url
        self._plan_name = plan_name

    def run(self, step: str, count: int) -> Iterator[StepResult]:
        """Do the tasks of a step."""
        for number in range(count):
            yield run_task(self._url, self._plan_name, step, number)

    def close(self) -> None:
        """Let go of nothing."""


class ProcessEngine:
    """A number of processes, each with one task at a time."""

    def __init__(self, url: str, plan_name: str, *, jobs: int) -> None:
        self._url = url
        self._plan_name = plan_name
        self._jobs = jobs
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Libraries for object storage have threads, which forking does not survive.
        return ProcessPoolExecutor(self._jobs, multiprocessing.get_context("spawn"))

    def run(self, step: str, count: int) -> Iterator[StepResult]:
        """Do the tasks of a step; those of a process that was ended from outside are done again."""
        left = set(range(count))
        for tried in range(1, _TRIES + 1):
            try:
                for number, result in self._each(step, sorted(left)):
                    left.discard(number)
                    yield result
                return
            except BrokenProcessPool as error:
                self._pool.shutdown(wait=False)
                self._pool = self._new_pool()
                if tried == _TRIES:
                    raise SiteError(
                        f"step {step}: processes were ended from outside {_TRIES} times",
                        hint="as systems do when memory runs out: use fewer --jobs or more shards",
                    ) from error

    def _each(self, step: str, numbers: list[int]) -> Iterator[tuple[int, StepResult]]:
        tasks = {
            self._pool.submit(run_task, self._url, self._plan_name, step, number): number
            for number in numbers
        }
        for task in as_completed(tasks):
            yield tasks[task], task.result()

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

"""Do tasks on the workers of a dask cluster, as futures; no data frames and no shuffle of its own.

What workers exchange goes through the store, so that one which is lost costs the tasks it was at,
and the scheduler knows a few tasks for each worker and no more.
"""

import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from site_builder.cluster.build_plan import StepResult, WrongVersionError
from site_builder.cluster.drivers.remote_task import RemoteError, do_task
from site_builder.engine.site import code_digest
from site_builder.model import SiteError

_AHEAD = 2
"""Tasks that a worker has at a time for each of its threads: one it does, one it does next."""
_TRIES = 20
"""Times that a task is begun, where the workers that do it are lost."""
_PATIENCE = 300.0
"""Seconds to wait for a scheduler or for the first worker."""
_LOOK = 1.0
"""Seconds between two looks at which workers there are."""
_PAUSE = 0.05
"""Seconds between two looks at which tasks are done."""


class _Assignment(NamedTuple):
    """A task that a worker has."""

    number: int
    worker: str


class DaskEngine:
    """The workers of one scheduler that have the same program as this process."""

    def __init__(self, url: str, plan_name: str, scheduler: str) -> None:
        self._url = url
        self._plan_name = plan_name
        self._scheduler = scheduler
        self.refused: dict[str, str] = {}
        """The versions of workers that have another one, or what they said of it, by address."""
        self._threads: dict[str, int] = {}
        """Threads of the workers that have this version."""
        self._looked = 0.0
        self.begun: Counter[tuple[str, int]] = Counter()
        """How often each task was begun."""
        self._client: Any = None
        self._connect()

    def _connect(self) -> None:
        """Connect to the scheduler, also when it was started again. Raises SiteError where there is none."""
        try:
            from distributed import Client
        except ImportError as error:
            raise SiteError(
                "building on a dask cluster needs a library that is not installed",
                hint="pip install 'site-builder[cluster]'",
            ) from error
        self.close()
        connect: Any = Client
        try:
            self._client = connect(self._scheduler, timeout=_PATIENCE, set_as_default=False)
        except OSError as error:
            raise SiteError(
                f"{self._scheduler}: no scheduler answers", hint="start one with: dask scheduler"
            ) from error

    def run(self, step: str, count: int) -> Iterator[StepResult]:
        """Do the tasks of a step, each on any worker that fits."""
        waiting = deque(range(count))
        at_work: dict[Any, _Assignment] = {}
        seen = time.monotonic()
        while waiting or at_work:
            try:
                self._look()
            except OSError:
                # The scheduler is gone, and with it all that it knew.
                waiting.extend(assignment.number for assignment in at_work.values())
                at_work.clear()
                self._connect()
                continue
            seen = time.monotonic() if self._threads else seen
            if time.monotonic() - seen > _PATIENCE:
                raise self._no_worker()
            self._hand_out(step, waiting, at_work)
            for future in [future for future in at_work if self._is_over(future, at_work[future])]:
                assignment = at_work.pop(future)
                result = self._result(step, future, assignment)
                if result is None:
                    waiting.append(assignment.number)
                else:
                    yield result
            time.sleep(_PAUSE)

    def _look(self) -> None:
        """Find out which workers there are, and ask new ones for their version. Raises OSError without a scheduler."""
        if time.monotonic() - self._looked < _LOOK:
            return
        self._looked = time.monotonic()
        # The number of threads by address; the client's own copy of it may be old.
        present: dict[str, int] = self._client.nthreads()
        new = [worker for worker in present if worker not in self._threads and worker not in self.refused]
        answers = self._client.run(code_digest, workers=new, on_error="return") if new else {}
        for worker, code in answers.items():
            if isinstance(code, str) and code != code_digest():
                self.refused[worker] = code[:12]
        fitting = {worker for worker, code in answers.items() if code == code_digest()} | self._threads.keys()
        self._threads = {worker: present[worker] for worker in fitting if worker in present}

    def _hand_out(self, step: str, waiting: "deque[int]", at_work: dict[Any, _Assignment]) -> None:
        """Submit tasks until every worker has as many as it may have."""
        load = Counter(assignment.worker for assignment in at_work.values())
        for _ in range(_AHEAD):
            for worker, threads in self._threads.items():
                if waiting and load[worker] < _AHEAD * threads:
                    load[worker] += 1
                    number = waiting.popleft()
                    at_work[self._submit(step, number, worker)] = _Assignment(number, worker)

    def _submit(self, step: str, number: int, worker: str) -> Any:
        self.begun[step, number] += 1
        return self._client.submit(
            do_task,
            self._url,
            self._plan_name,
            step,
            number,
            key=f"{self._plan_name}-{step}-{number}-{self.begun[step, number]}-{time.monotonic_ns()}",
            workers=[worker],
            allow_other_workers=False,
            pure=False,
        )

    def _is_over(self, future: Any, assignment: _Assignment) -> bool:
        return future.status != "pending" or assignment.worker not in self._threads

    def _result(self, step: str, future: Any, assignment: _Assignment) -> StepResult | None:
        """Return what a task left behind; None where another worker has to do it.

        Raises SiteError for what stopped it, and for a task whose workers are lost again and again.
        """
        if future.status == "finished":
            with suppress(OSError, TimeoutError):
                result: StepResult = future.result(timeout=_PATIENCE)
                return result
        error = future.exception(timeout=_PATIENCE) if future.status == "error" else None
        if isinstance(error, RemoteError):
            if error.kind != WrongVersionError.__name__:
                raise SiteError(error.message, hint=error.hint)
            self.refused[assignment.worker] = error.message
            self._threads.pop(assignment.worker, None)
        with suppress(OSError, TimeoutError):
            future.cancel()
        if self.begun[step, assignment.number] >= _TRIES:
            raise SiteError(
                f"step {step} {assignment.number + 1}: its workers were lost {_TRIES} times"
                + (f", at last with {type(error).__name__}: {error}" if error else ""),
                hint="look at the memory of the workers, or cut the archive into more shards",
            )
        return None

    def _no_worker(self) -> SiteError:
        if self.refused:
            refused = ", ".join(f"{worker} ({code})" for worker, code in self.refused.items())
            return WrongVersionError(
                f"no worker has the version of this program ({code_digest()[:12]}): {refused}",
                hint="install the same version everywhere, from the same lock file, with the same Python",
            )
        return SiteError(
            f"{self._scheduler}: there is no worker",
            hint=f"start one with: dask worker {self._scheduler} --nthreads 1",
        )

    def close(self) -> None:
        """Leave the cluster."""
        if self._client is not None:
            with suppress(OSError, TimeoutError):
                self._client.close(timeout=5)

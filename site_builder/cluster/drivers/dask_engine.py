"""Do tasks on the workers of a dask cluster, as futures; no data frames and no shuffle of its own.

What workers exchange goes through the store, so that one which is lost costs the task it was at.
"""

from collections.abc import Iterator
from typing import Any

from site_builder.cluster.build_plan import StepResult, WrongVersionError
from site_builder.engine.site import code_digest
from site_builder.model import SiteError

_RETRIES = 20
"""Times that a task is begun again, where the worker that does it is lost."""
_WAIT = 60
"""Seconds to wait for the first worker."""


class RemoteError(Exception):
    """What stopped a task on a worker; the error of the site itself does not travel."""

    def __init__(self, message: str, hint: str, kind: str) -> None:
        super().__init__(message, hint, kind)
        self.message = message
        self.hint = hint
        self.kind = kind


def do_task(url: str, plan_name: str, step: str, number: int) -> StepResult:
    """Do one task on a worker."""
    from site_builder.cluster.steps import run_task

    try:
        return run_task(url, plan_name, step, number)
    except SiteError as error:
        raise RemoteError(error.message, error.hint, type(error).__name__) from error


class DaskEngine:
    """The workers of one scheduler that have the same program as this process."""

    def __init__(self, url: str, plan_name: str, scheduler: str) -> None:
        try:
            from distributed import Client

            connect: Any = Client
        except ImportError as error:
            raise SiteError(
                "building on a dask cluster needs a library that is not installed",
                hint="pip install 'site-builder[cluster]'",
            ) from error
        self._url = url
        self._plan_name = plan_name
        try:
            self._client: Any = connect(scheduler, timeout=_WAIT, set_as_default=False)
        except OSError as error:
            raise SiteError(
                f"{scheduler}: no scheduler answers", hint="start one with: dask scheduler"
            ) from error
        self._refused: dict[str, str] = {}
        self._await_workers(scheduler)

    def _await_workers(self, scheduler: str) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_WAIT)
        except TimeoutError:
            raise SiteError(
                f"{scheduler}: there is no worker",
                hint=f"start one with: dask worker {scheduler} --nthreads 1",
            ) from None

    def _workers(self) -> list[str]:
        """Return the addresses of the workers with this version of everything; others are refused.

        Raises SiteError where none is left.
        """
        answers = self._client.run(code_digest, on_error="return")
        for worker, code in answers.items():
            if code != code_digest():
                self._refused[worker] = str(code)[:12]
        fitting = [worker for worker in answers if worker not in self._refused]
        if not fitting:
            refused = ", ".join(f"{worker} ({code})" for worker, code in self._refused.items())
            raise WrongVersionError(
                f"no worker has the version of this program ({code_digest()[:12]}): {refused}",
                hint="install the same version everywhere, from the same lock file, with the same Python",
            )
        return fitting

    @property
    def refused(self) -> dict[str, str]:
        """The workers that have another version, by address."""
        return dict(self._refused)

    def run(self, step: str, count: int) -> Iterator[StepResult]:
        """Do the tasks of a step, each on any worker that fits."""
        from distributed import as_completed

        in_order_of_end: Any = as_completed

        left = set(range(count))
        while left:
            futures = self._submit(step, sorted(left))
            for future in in_order_of_end(list(futures), loop=self._client.loop):
                result = self._result(future)
                if result is not None:
                    left.discard(futures[future])
                    yield result

    def _submit(self, step: str, numbers: list[int]) -> dict[Any, int]:
        workers = self._workers() if numbers else []
        return {
            self._client.submit(
                do_task,
                self._url,
                self._plan_name,
                step,
                number,
                key=f"{self._plan_name}-{step}-{number}-{len(self._refused)}",
                workers=workers,
                allow_other_workers=False,
                retries=_RETRIES,
                pure=False,
            ): number
            for number in numbers
        }

    def _result(self, future: Any) -> StepResult | None:
        """Return what a task left behind; None where it has to be done by another worker.

        Raises SiteError for what stopped it.
        """
        error = future.exception()
        if error is None:
            result: StepResult = future.result()
            return result
        if isinstance(error, RemoteError) and error.kind != WrongVersionError.__name__:
            raise SiteError(error.message, hint=error.hint)
        if isinstance(error, RemoteError) or type(error).__name__ in ("KilledWorker", "FutureCancelledError"):
            return None
        raise SiteError(f"a task failed on its worker: {type(error).__name__}: {error}", hint="report this")

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()

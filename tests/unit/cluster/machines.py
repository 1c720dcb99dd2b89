"""A scheduler and workers of a dask cluster, each a process with a folder and a HOME of its own."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.unit.deploy.servers import free_port, wait_for


def other_version(folder: Path) -> str:
    """Return a folder for PYTHONPATH with which a process takes itself for another version of the program."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import site_builder.engine.site as s; s.code_digest = lambda: 'another version'"
    )
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))


class Machines:
    """One scheduler and some workers, which share nothing but the store."""

    def __init__(self, root: Path, environment: dict[str, str], *, worker_ttl: str = "5 minutes") -> None:
        """`worker_ttl` is how long the scheduler waits for a word of a worker until it gives it up."""
        self._root = root
        self._environment = {**environment, "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": worker_ttl}
        self._port = free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._others: list[subprocess.Popen[bytes]] = []
        self._numbers = 0
        self.scheduler = self.start_scheduler()

    def _start(self, name: str, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
        home = self._root / name
        home.mkdir(parents=True)
        environment = {**os.environ, **self._environment, "HOME": str(home), "TMPDIR": str(home), **more}
        with (home / "log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
                cwd=home,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_scheduler(self) -> "subprocess.Popen[bytes]":
        self._numbers += 1
        place = ("--host", "127.0.0.1", "--port", str(self._port), "--no-dashboard")
        process = self._start(f"scheduler-{self._numbers}", "dask_scheduler", *place)
        wait_for(self._port, process)
        return process

    def restart_scheduler(self) -> None:
        """Kill the scheduler, upon which workers end by themselves, and start all again as a service manager does."""
        workers = len(self.workers)
        self.kill(self.scheduler)
        self.scheduler = self.start_scheduler()
        for worker in list(self.workers):
            self.kill(worker)
        for _ in range(workers):
            self.start_worker()

    def start_worker(self, **more: str) -> "subprocess.Popen[bytes]":
        process = self._start_worker(**more)
        self.workers.append(process)
        return process

    def start_other(self, **more: str) -> None:
        """Start a worker that is none of `workers`."""
        self._others.append(self._start_worker(**more))

    def _start_worker(self, **more: str) -> "subprocess.Popen[bytes]":
        self._numbers += 1
        options = ("--nthreads", "1", "--no-dashboard", "--death-timeout", "600")
        return self._start(
            f"worker-{self._numbers}", "dask_worker", self.address, *options, "--host", "127.0.0.1", **more
        )

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill a machine with all that runs on it."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
        if process in self.workers:
            self.workers.remove(process)

    def stop(self) -> None:
        for process in [*self.workers, *self._others, self.scheduler]:
            self.kill(process)

"""Build an archive on a dask cluster while workers are killed and the storage fails, and compare every byte.

    python -m tests.benchmarks.faults CONTENT SHARDS [PUBLIC] [--memory] [--calm]

starts moto's S3 behind a proxy that fails, a scheduler and three workers, and one worker of another version.
A random worker is killed every ten seconds, one is cut off for thirty seconds while articles are understood,
and the scheduler is killed once while they are rendered. PUBLIC keeps what `build` makes of the same articles.
With `--memory` objects are in the memory of the proxy instead of moto's.
With `--calm` nothing fails and nothing is killed, which tells how many requests a build needs.

A worker is killed when all of them have had the time of two processors for ten seconds, or when ten seconds
have passed, whichever is later: where others use the machine, workers would not outlive their start.
"""

import hashlib
import json
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

import boto3

from site_builder.cluster.build_plan import load_plan
from site_builder.cluster.content import FolderContent
from site_builder.cluster.cut import cut
from site_builder.cluster.drivers.dask_engine import DaskEngine
from site_builder.cluster.drivers.schedule import run_steps
from site_builder.cluster.object_store import open_store
from site_builder.engine import build, open_site
from site_builder.engine.progress import Silent
from tests.unit.cluster.faulty_storage import FaultyStorage
from tests.unit.cluster.machines import Machines, other_version
from tests.unit.cluster.memory_storage import MemoryStorage
from tests.unit.deploy.servers import moto_s3

URL = "s3://tide/archive"
KEYS = {"AWS_ACCESS_KEY_ID": "testkey", "AWS_SECRET_ACCESS_KEY": "testsecret", "AWS_REGION": "us-east-1"}
MUTABLE = ("live/", "current", "summary.json")
_PERIOD = 10.0
"""Seconds between two kills, at least."""
_WORK = 20.0
"""Seconds of processor that workers have between two kills, at least."""
_CUT_OFF = 30.0
"""Seconds for which one worker is stopped; the scheduler gives it up after `_GIVEN_UP`."""
_GIVEN_UP = "12s"
_KEPT, _LONGEST = 20, 200
"""Differing files that are named and kept, and characters of the names under which they are."""
_FAULTS = 0.03
"""Share of requests to which anything happens."""


class Steps(Silent):
    """Hears which step is under way, and prints how far it is."""

    def __init__(self) -> None:
        self.step_name = ""
        self.seconds: Counter[str] = Counter()
        self._last = time.monotonic()

    def step(self, name: str, done: int, total: int) -> None:
        now = time.monotonic()
        self.seconds[name] += now - self._last
        self._last = now
        self.step_name = name
        if done == total or done % 20 == 0:
            print(f"{name} {done}/{total} {self.seconds[name]:.0f} s", flush=True)


class Killer(threading.Thread):
    """Kills a random worker now and then and starts another; cuts one off once, and kills the scheduler once."""

    def __init__(self, machines: Machines, steps: Steps) -> None:
        super().__init__(daemon=True)
        self._machines = machines
        self._steps = steps
        self._random = random.Random(5)
        self._stopped = None
        self._before: dict[int, float] = {}
        self.done: Counter[str] = Counter()
        self.is_wanted = True

    def run(self) -> None:
        while self.is_wanted:
            time.sleep(_PERIOD)
            self._wait_for_work()
            if self._steps.step_name == "understand" and not self.done["cut off"]:
                self.done["cut off"] += 1
                self._stopped = self._machines.workers[0]
                threading.Thread(target=self._cut_off, daemon=True).start()
            elif self._steps.step_name == "render" and not self.done["scheduler"]:
                self.done["scheduler"] += 1
                self._machines.restart_scheduler()
            else:
                self.done["worker"] += 1
                others = [worker for worker in self._machines.workers if worker is not self._stopped]
                self._machines.kill(self._random.choice(others))
                self._machines.start_worker()

    def _wait_for_work(self) -> None:
        while self.is_wanted:
            seconds = {
                process: _seconds(process)
                for process, group in _processes()
                if group in {worker.pid for worker in list(self._machines.workers)}
            }
            more = sum(now - self._before.get(process, 0.0) for process, now in seconds.items())
            if more >= _WORK:
                self._before = seconds
                return
            time.sleep(1)

    def _cut_off(self) -> None:
        os.killpg(self._stopped.pid, signal.SIGSTOP)
        time.sleep(_CUT_OFF)
        os.killpg(self._stopped.pid, signal.SIGCONT)
        self._stopped = None


class Memory(threading.Thread):
    """Looks every second how much memory each kind of process takes, by step."""

    def __init__(self, machines: Machines, steps: Steps) -> None:
        super().__init__(daemon=True)
        self._machines = machines
        self._steps = steps
        self.mb: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def run(self) -> None:
        while True:
            time.sleep(1)
            groups = {worker.pid for worker in list(self._machines.workers)}
            for process, group in _processes():
                kind = "scheduler" if group == self._machines.scheduler.pid else _kind(process)
                if kind and (kind == "scheduler" or group in groups):
                    step = self._steps.step_name or "begin"
                    self.mb[kind][step] = max(self.mb[kind][step], _status_mb(process, "VmRSS"))


def _processes():
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            yield int(name), os.getpgid(int(name))
        except ProcessLookupError:
            continue


def _kind(process: int) -> str:
    """Return what a process of a worker does: `articles` one by one, `pagefind`, or `worker` for all else."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    return "articles" if b"article_work" in command else "pagefind" if b"pagefind" in command else "worker"


def _seconds(process: int) -> float:
    """Return the processor time that a process has had."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _status_mb(process: int, field: str) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(field)), 0)


def main() -> None:
    """Build both ways, and print what was found."""
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    is_calm = "--calm" in sys.argv
    content, shards = Path(arguments[0]), int(arguments[1])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        public = Path(arguments[2]) if len(arguments) > 2 else root / "public"
        (root / "site").mkdir()
        site = open_site(root / "site", content=content, output=public, state=root / "state")
        begin = time.monotonic()
        if not public.exists():
            build(site, jobs=None, verify=False, atomic=False, progress=Silent())
        _print(build_s=round(time.monotonic() - begin, 1))
        server = None if "--memory" in sys.argv else moto_s3(root / "moto.log")
        proxy = (
            FaultyStorage(server.port, seed=7, faults=0.0) if server else MemoryStorage(seed=7, faults=0.0)
        )
        environment = {**KEYS, "AWS_ENDPOINT_URL": proxy.url}
        os.environ.update(environment)
        if server:
            boto3.client("s3", endpoint_url=proxy.url).create_bucket(Bucket="tide")
        proxy.requests.clear()
        proxy.faults = 0.0 if is_calm else _FAULTS
        machines = Machines(root / "machines", environment, worker_ttl=_GIVEN_UP)
        try:
            _measure(site, machines, proxy, shards, root, is_calm=is_calm)
            proxy.faults, proxy.listings_to_shorten = 0.0, 0
            _compare(public, proxy, Path(tempfile.gettempdir()) / "differing")
        finally:
            machines.stop()
            proxy.stop()
            if server:
                server.stop()


def _measure(
    site, machines: Machines, proxy: FaultyStorage, shards: int, root: Path, *, is_calm: bool
) -> None:
    for _ in range(3):
        machines.start_worker()
    machines.start_other(PYTHONPATH=other_version(root / "patch"))
    begin, store, steps = time.monotonic(), open_store(URL), Steps()
    name = cut(FolderContent(site), store, shards=shards, allow_empty=False, say=print)
    killer, memory = Killer(machines, steps), Memory(machines, steps)
    memory.start()
    if not is_calm:
        killer.start()
    engine = DaskEngine(URL, name, machines.address)
    try:
        run_steps(engine, load_plan(store, name), steps)
    finally:
        killer.is_wanted = False
        engine.close()
        _print(
            cluster_s=round(time.monotonic() - begin, 1),
            seconds={step: round(seconds) for step, seconds in steps.seconds.items()},
            kills=killer.done,
            refused=list(engine.refused.values()),
            memory_mb=memory.mb,
            tasks=len(engine.begun),
            begun_twice=_begun_twice(root / "machines"),
            requests=proxy.requests,
            names_put=len(proxy.contents),
            faults=proxy.faults_made,
        )


def _begun_twice(machines: Path) -> dict[str, int]:
    """Return how often tasks were begun that had been begun before, by step, as the workers' logs say."""
    begun: Counter[tuple[str, str]] = Counter()
    for log in machines.glob("worker-*/log"):
        begun.update(re.findall(r"task (\w+) (\d+) begins", log.read_text()))
    twice: Counter[str] = Counter()
    for (step, _), times in begun.items():
        twice[step] += times - 1
    return +twice


def _compare(public: Path, proxy: FaultyStorage, kept: Path) -> None:
    """Compare the site in the store with that of one machine by digests; some files that differ go to a folder."""
    at_once = {
        path.relative_to(public).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in public.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    store = open_store(URL)
    names = set(store.names("site/"))
    in_shards = {name.removeprefix("site/"): hashlib.sha256(store.get(name)).hexdigest() for name in names}
    rewritten = [
        name for name in proxy.rewritten("archive/") if not name.removeprefix("archive/").startswith(MUTABLE)
    ]
    different = sorted({path for path, _ in at_once.items() ^ in_shards.items()})
    for number, path in enumerate(path for path in different[:_KEPT] if path in in_shards):
        kept.mkdir(exist_ok=True)
        (kept / f"{number}-{path.replace('/', '-')}"[:_LONGEST]).write_bytes(store.get(f"site/{path}"))
    _print(
        files=len(in_shards),
        equal=not different,
        differ=len(different),
        different=different[:_KEPT],
        rewritten=rewritten[:_KEPT],
    )


def _print(**values: object) -> None:
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main()

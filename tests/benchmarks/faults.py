"""Build an archive on a dask cluster while workers are killed and the storage fails, and compare every byte.

    python -m tests.benchmarks.faults CONTENT SHARDS

starts moto's S3 behind a proxy that fails, a scheduler and three workers, and kills a random worker every ten seconds.
"""

import hashlib
import json
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import boto3

from site_builder.cluster.build_plan import load_plan
from site_builder.cluster.cut import cut
from site_builder.cluster.drivers.dask_engine import DaskEngine
from site_builder.cluster.drivers.schedule import run_steps
from site_builder.cluster.object_store import open_store
from site_builder.engine import build, open_site
from site_builder.engine.progress import Silent
from tests.unit.cluster.faulty_storage import FaultyStorage
from tests.unit.cluster.machines import Machines
from tests.unit.deploy.servers import moto_s3

URL = "s3://tide/archive"
MUTABLE = ("live/", "current", "summary.json")
_PERIOD = 10.0
"""Seconds between two kills."""


class Killer(threading.Thread):
    """Kills a random worker now and then, starts another, and watches the memory of all."""

    def __init__(self, machines: Machines) -> None:
        super().__init__(daemon=True)
        self._machines = machines
        self._random = random.Random(5)
        self.kills = 0
        self.scheduler_mb = 0
        self.is_wanted = True

    def run(self) -> None:
        while self.is_wanted:
            time.sleep(_PERIOD)
            self.scheduler_mb = max(self.scheduler_mb, _peak_mb(self._machines.scheduler.pid))
            self._machines.kill(self._random.choice(self._machines.workers))
            self.kills += 1
            self._machines.start_worker()


def _peak_mb(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


def main() -> None:
    """Build both ways, and print what was found."""
    content, shards = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        site = open_site(root, content=content, output=root / "public", state=root / "state")
        begin = time.monotonic()
        build(site, jobs=None, verify=False, atomic=False, progress=Silent())
        print(json.dumps({"build_s": round(time.monotonic() - begin, 1)}), flush=True)
        server = moto_s3(root / "moto.log")
        proxy = FaultyStorage(server.port, seed=7, faults=0.0)
        keys = {
            "AWS_ACCESS_KEY_ID": "testkey",
            "AWS_SECRET_ACCESS_KEY": "testsecret",
            "AWS_REGION": "us-east-1",
        }
        os.environ.update(keys, AWS_ENDPOINT_URL=proxy.url)
        boto3.client("s3", endpoint_url=proxy.url).create_bucket(Bucket="tide")
        proxy.faults = 0.03
        machines = Machines(root / "machines", {**keys, "AWS_ENDPOINT_URL": proxy.url})
        try:
            _measure(site, machines, proxy, shards)
            proxy.faults, proxy.listings_to_shorten = 0.0, 0
            _compare(root / "public", proxy)
        finally:
            machines.stop()
            proxy.stop()
            server.stop()


def _measure(site, machines: Machines, proxy: FaultyStorage, shards: int) -> None:
    for _ in range(3):
        machines.start_worker()
    begin, store = time.monotonic(), open_store(URL)
    name = cut(site, store, shards=shards, allow_empty=False, say=print)
    killer = Killer(machines)
    killer.start()
    engine = DaskEngine(URL, name, machines.address)
    run_steps(engine, load_plan(store, name), Silent())
    killer.is_wanted = False
    begun = sum(engine.begun.values())
    engine.close()
    print(
        json.dumps(
            {
                "cluster_s": round(time.monotonic() - begin, 1),
                "kills": killer.kills,
                "scheduler_mb": killer.scheduler_mb,
                "tasks_begun": begun,
                "tasks": len(engine.begun),
                "requests": dict(proxy.requests),
                "faults": dict(proxy.faults_made),
            }
        ),
        flush=True,
    )


def _compare(public: Path, proxy: FaultyStorage) -> None:
    """Compare the site in the store with that of one machine by digests."""
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
    print(
        json.dumps({"files": len(in_shards), "equal": at_once == in_shards, "rewritten": rewritten}),
        flush=True,
    )


if __name__ == "__main__":
    main()

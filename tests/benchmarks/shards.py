"""Measure a build in shards: processor time, requests, bytes and memory of each step.

    python -m tests.benchmarks.shards CONTENT SHARDS [STORE]

does one task at a time, in a process of its own, and prints a line for each step, then the same build at once.
"""

import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from site_builder.cluster.build_plan import load_plan
from site_builder.cluster.content import FolderContent
from site_builder.cluster.cut import cut
from site_builder.cluster.object_store import FileStore, open_store
from site_builder.cluster.steps import STEPS, run_task
from site_builder.engine import open_site

_KIB = 1024


def _silent(_line: str) -> None:
    """Pass over what is said."""


def measured_cut(content: str, shards: int, url: str) -> dict[str, object]:
    """Cut an archive; returns the name of the plan and the costs."""
    begin = time.monotonic()
    store = open_store(url)
    site = open_site(Path(content).parent, content=Path(content))
    name = cut(FolderContent(site), store, shards=shards, allow_empty=False, say=_silent)
    return {"plan": name, **_costs(begin, store.requests)}


def measured_task(url: str, plan: str, step: str, number: int) -> dict[str, object]:
    """Do a task; returns its costs."""
    begin = time.monotonic()
    requests: Counter[str] = Counter()
    moved = Counter[str]()
    _watch(requests, moved)
    run_task(url, plan, step, number)
    return {**_costs(begin, dict(requests)), "bytes": dict(moved)}


def _watch(requests: "Counter[str]", moved: "Counter[str]") -> None:
    """Count what a store is asked for."""
    count, get, get_range, create = FileStore._count, FileStore.get, FileStore.get_range, FileStore.create

    def counted(store: FileStore, kind: str) -> None:
        requests[kind] += 1
        count(store, kind)

    def read(store: FileStore, name: str) -> bytes:
        data = get(store, name)
        moved["read"] += len(data)
        return data

    def read_range(store: FileStore, name: str, start: int, length: int) -> bytes:
        data = get_range(store, name, start, length)
        moved["read"] += len(data)
        return data

    def created(store: FileStore, name: str, data: bytes) -> bool:
        moved["written"] += len(data)
        return create(store, name, data)

    for name, method in (("_count", counted), ("get", read), ("get_range", read_range), ("create", created)):
        setattr(FileStore, name, method)


def _costs(begin: float, requests: dict[str, int]) -> dict[str, object]:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        "wall": time.monotonic() - begin,
        "rss": max(own.ru_maxrss, children.ru_maxrss) // _KIB,
        "own_rss": own.ru_maxrss // _KIB,
        "requests": requests,
    }


def _alone(work, *arguments):
    """Run a function in a process of its own, so that its costs are its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    """Measure and print."""
    content, shards = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[3] if len(sys.argv) > 3 else f"file://{folder}/store"
        result = _alone(measured_cut, content, shards, url)
        name = result["plan"]
        _print("cut", [result])
        plan = load_plan(open_store(url), name)
        print(json.dumps({"articles": sum(shard.articles for shard in plan.shards), "shards": shards}))
        everything = [result]
        for step, kind in STEPS.items():
            results = [_alone(measured_task, url, name, step, number) for number in range(kind.tasks(plan))]
            everything += results
            _print(step, results)
        _print("all", everything)
        _at_once(content, folder)


def _print(step: str, results: list[dict]) -> None:
    requests, moved = Counter(), Counter()
    for result in results:
        requests.update(result["requests"])
        moved.update(result.get("bytes", {}))
    line = {
        "step": step,
        "tasks": len(results),
        "cpu_s": round(sum(result["cpu"] for result in results), 2),
        "wall_s": round(sum(result["wall"] for result in results), 2),
        "peak_mb": max((result["rss"] for result in results), default=0),
        "own_peak_mb": max((result["own_rss"] for result in results), default=0),
        "requests": dict(requests),
        "mb": {kind: round(number / 1e6, 1) for kind, number in moved.items()},
    }
    print(json.dumps(line), flush=True)


def _at_once(content: str, folder: str) -> None:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "site_builder", "build", "--content", content, "--jobs", "1"]
    subprocess.run(
        [*command, "--output", f"{folder}/public", "--state", f"{folder}/state"],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        json.dumps(
            {"step": "build --jobs 1", "cpu_s": round(cpu, 2), "wall_s": round(time.monotonic() - begin, 2)}
        )
    )


if __name__ == "__main__":
    main()

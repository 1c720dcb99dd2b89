"""Measure a build in shards: processor time, requests, bytes and memory of each step.

    python -m tests.benchmarks.shards CONTENT SHARDS [STORE]

does one task at a time, those of a step in a process of their own, and prints a line for each step,
then what the same build takes at once.
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

from site_builder.cluster import sandbox
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
    costs = _Costs()
    store = open_store(url)
    site = open_site(Path(content).parent, content=Path(content))
    name = cut(FolderContent(site), store, shards=shards, allow_empty=False, say=_silent)
    return {"plan": name, **costs.so_far(), "requests": store.requests}


def measured_step(url: str, plan: str, step: str) -> dict[str, object]:
    """Do all tasks of a step; returns their costs."""
    requests: Counter[str] = Counter()
    moved = Counter[str]()
    _watch(requests, moved)
    costs, longest = _Costs(), 0.0
    tasks = STEPS[step].tasks(load_plan(open_store(url), plan))
    for number in range(tasks):
        begin = time.monotonic()
        run_task(url, plan, step, number)
        longest = max(longest, time.monotonic() - begin)
    sandbox._IDLE.end()  # Only what has ended is counted among children.
    found = {"requests": dict(requests), "mb": {kind: round(size / 1e6, 1) for kind, size in moved.items()}}
    return {"tasks": tasks, **costs.so_far(), "longest_s": round(longest, 2), **found}


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


class _Costs:
    """What a process and those that it began have taken since this was made, imports left out."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._cpu = _processor_seconds()

    def so_far(self) -> dict[str, object]:
        own, children = (
            resource.getrusage(who).ru_maxrss // _KIB
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return {
            "cpu_s": round(_processor_seconds() - self._cpu, 2),
            "wall_s": round(time.monotonic() - self._begin, 2),
            "peak_mb": own,
            "children_peak_mb": children,
        }


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


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
        plan = result["plan"]
        print(json.dumps({"step": "cut", **result}), flush=True)
        for step in STEPS:
            print(json.dumps({"step": step, **_alone(measured_step, url, plan, step)}), flush=True)
        _at_once(content, folder)


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

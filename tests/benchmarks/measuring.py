"""Run a command and say what it took: time, processor time of all its processes, and the most memory they had."""

import os
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple


class Took(NamedTuple):
    """What one run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, of all processes, user and system."""
    memory: float
    """MB: the largest sum of proportional set sizes seen, which counts shared pages once."""


def run(command, **options):
    """Run a command to its end; gives what it took and what it said."""
    peak, done = [0], threading.Event()
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", **options
    )
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done), daemon=True)
    watcher.start()
    said, complaint = process.communicate()
    wall, after = time.perf_counter() - start, os.times()
    done.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {complaint[-1000:]}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Took(wall, cpu, peak[0] / 1024), said


def _watch(pid, peak, done):
    while not done.wait(0.1):
        peak[0] = max(peak[0], sum(map(_memory, _family(pid))))


def _family(root):
    """Give a process and all that came from it."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path("/proc", entry, "stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _memory(pid):
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

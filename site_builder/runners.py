"""Run the same function over many items: here, or in processes."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Runner(Protocol):
    """Where work happens; results come in the order of the items."""

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the result of each item."""
        ...

    def close(self) -> None:
        """Let go of what the runner holds."""
        ...


class Here:
    """Run in this process."""

    def __init__(self, prepare: Callable[[bytes], None], context: bytes) -> None:
        prepare(context)

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the result of each item, one after the other."""
        return map(work, items)

    def close(self) -> None:
        """Nothing is held."""


class Processes:
    """Run in worker processes, which prepare themselves once from `context`."""

    def __init__(self, prepare: Callable[[bytes], None], context: bytes, *, jobs: int) -> None:
        # Forking is twenty times faster than starting anew; where it is unsafe, Python does not offer it first.
        method = "fork" if sys.platform.startswith("linux") else "spawn"
        self._pool = ProcessPoolExecutor(
            jobs, multiprocessing.get_context(method), initializer=prepare, initargs=(context,)
        )

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the result of each item, in order, while later ones are being worked on."""
        return self._pool.map(work, items)

    def close(self) -> None:
        """End the workers; what they have not begun is dropped."""
        self._pool.shutdown(cancel_futures=True)


def default_jobs() -> int:
    """Give the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""Run the same function over many items: here, or in processes."""

import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

from site_builder.model import SiteError

if TYPE_CHECKING:
    from concurrent.futures import Future

_GRACE = 1.0
"""Seconds a worker has to clean up when a build is stopped, before it is killed."""

_AHEAD = 8
"""Items that are handed out for each worker before the first result is taken."""

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


class InProcessRunner:
    """Run in this process."""

    def __init__(self, prepare: Callable[[bytes], None], context: bytes) -> None:
        prepare(context)

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the result of each item, one after the other."""
        return map(work, items)

    def close(self) -> None:
        """Nothing is held."""


class ProcessRunner:
    """Run in worker processes, which prepare themselves once from `context`."""

    def __init__(
        self, prepare: Callable[[bytes], None], context: bytes, *, jobs: int, threads: bool = False
    ) -> None:
        """Prepare a pool; with `threads` in this process it is not forked, as copies of locks might never open."""
        # Importing these takes as long as finding out that nothing changed.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # Forking is twenty times faster than starting anew; where it is unsafe, Python does not offer it first.
        method = "fork" if sys.platform.startswith("linux") else "spawn"
        if threads and "forkserver" in multiprocessing.get_all_start_methods():
            method = "forkserver"
            multiprocessing.get_context(method).set_forkserver_preload([prepare.__module__])
        self._pool = ProcessPoolExecutor(
            jobs, multiprocessing.get_context(method), initializer=_begin, initargs=(prepare, context)
        )
        self._busy = False
        self._ahead = _AHEAD * jobs

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the result of each item, in order, while later ones are being worked on.

        Raises SiteError when a worker was ended from outside.
        """
        from concurrent.futures.process import BrokenProcessPool

        self._busy = True
        try:
            # The pool's own map would take in all items at once, and large archives do not fit in memory twice.
            waiting: deque[Future[Result]] = deque()
            for item in items:
                waiting.append(self._pool.submit(_work, work, item))
                if len(waiting) > self._ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise SiteError(
                "a worker process was ended from outside, as systems do when memory runs out",
                hint="build again, with --jobs 1 if it happens again; what was published is whole",
            ) from error
        self._busy = False

    def close(self) -> None:
        """End the workers; what they have not begun is dropped, and what they are at only if it takes long."""
        if not self._busy:
            self._pool.shutdown()
            return
        # The pool forgets its processes when it is shut down, and tells nobody else of them.
        workers = list((getattr(self._pool, "_processes", None) or {}).values())
        results = getattr(self._pool, "_result_queue", None)
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        end = time.monotonic() + _GRACE
        for worker in workers:
            worker.join(max(0.0, end - time.monotonic()))
            worker.kill()
        # A worker may have ended in the middle of a result. The thread of the pool waits for the rest of it
        # for as long as anybody could write it, this process included, and Python waits for that thread.
        if results is not None:
            results._writer.close()


class _StoppedError(BaseException):
    """This worker was told to stop; no exception that a task may catch."""


_working: list[bool] = []
"""Whether this worker has something in hand that has to be cleaned up."""


def _begin(prepare: Callable[[bytes], None], context: bytes) -> None:
    """Set up a worker: it stops when it is told to, and when whoever started it is no more."""
    _working.clear()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    end_with_parent()
    prepare(context)


def _stop(_signal: int, _frame: object) -> None:
    if _working:
        raise _StoppedError
    os._exit(1)


def end_with_parent() -> None:
    """Let this process end when the one that started it does; whoever is killed leaves no workers behind."""
    threading.Thread(target=_await_end_of_parent, daemon=True).start()


def _await_end_of_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Callable[[Item], Result], item: Item) -> Result:
    """Do the work; when told to stop, let it clean up and end this process without a word."""
    try:
        _working.append(True)
        try:
            return work(item)
        finally:
            _working.clear()
    except _StoppedError:
        os._exit(1)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end what is done here as Ctrl-C does, with everything cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


_SELDOM = 200_000
"""New objects after which circular garbage is looked for."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for circular garbage less often: there is little, and looking through records takes as long as reading them.

    Processes begun meanwhile do the same.
    """
    often, *others = gc.get_threshold()
    gc.set_threshold(_SELDOM, *others)
    try:
        yield
    finally:
        gc.set_threshold(often, *others)


_RINGS = 20
"""Into how many parts a time limit is cut."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what is done here when it takes longer, where the system can; in threads it cannot.

    Time in which the process was stopped does not count: it rings twenty times, and a stop costs one of these.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    rings = 0

    def ring(_signal: int, _frame: object) -> None:
        nonlocal rings
        rings += 1
        if rings >= _RINGS:
            raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds / _RINGS, seconds / _RINGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def in_background_process(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Begin some work in a process of its own, where the system can; gives a function that waits for its result.

    For work of a few hundred milliseconds, which a worker process would take longer to begin than to do.
    Where it fails, or cannot be done aside, it is done here when its result is asked for.
    Nothing is left of the process at the end.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        yield work
        return
    receiving, sending = os.pipe()
    process = os.fork()
    if not process:
        _give(work, sending)
    os.close(sending)
    running = [process]

    def wait() -> bytes:
        with open(receiving, "rb", closefd=False) as pipe:
            found = pipe.read()
        _, status = os.waitpid(running.pop(), 0)
        return work() if status else found

    try:
        yield wait
    finally:
        os.close(receiving)
        for each in running:
            os.kill(each, signal.SIGKILL)
            os.waitpid(each, 0)


def _give(work: Callable[[], bytes], sending: int) -> NoReturn:
    """Do the work in this new process, send what it gives, and end without a word, whatever happens."""
    try:
        with open(sending, "wb") as pipe:
            pipe.write(work())
        os._exit(0)
    finally:
        os._exit(1)


def default_jobs() -> int:
    """Give the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

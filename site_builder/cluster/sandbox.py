"""A process in which single articles are worked on: one that crashes, hangs or takes all memory costs itself only.

A process that is not needed any more waits for the next task, as starting one takes as long as forty articles.
"""

import atexit
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress

from site_builder.cluster.pipe_messages import MessageReader, MessageWriter
from site_builder.model import SiteError

TIME_LIMIT = 30.0
"""Seconds after which a process that does not answer is ended; it gives up an article by itself before that."""

_AHEAD = 1
"""Articles that are sent before the one that is worked on is answered."""

START_LIMIT = 300.0
"""Seconds that a process may take until it is ready."""

DONE, FAILED, STOP = b"d", b"f", b"s"
"""How an answer begins: with a result, with the reason why an article failed, or why the whole step cannot go on."""
READY = b"r"
"""What a process says when it is set up."""
SETUP, ITEM = b"s", b"i"
"""How a message to a process begins: with what holds for the articles that follow, or with an article."""


class ArticleLostError(Exception):
    """One article could not be worked on; the message says why."""


class _Idle:
    """Processes that wait for work, each with the environment that it was started in."""

    def __init__(self) -> None:
        self._processes: list[tuple[dict[str, str], subprocess.Popen[bytes]]] = []
        atexit.register(self.end)

    def add(self, environment: dict[str, str], process: "subprocess.Popen[bytes]") -> None:
        self._processes.append((environment, process))

    def take(self, environment: dict[str, str]) -> "subprocess.Popen[bytes] | None":
        """Return a process that is still alive, out of those of this environment; the others are ended."""
        while self._processes:
            with suppress(IndexError):
                started_in, process = self._processes.pop()
                if started_in == environment and process.poll() is None:
                    return process
                end_process(process)
        return None

    def end(self) -> None:
        """End all of them."""
        while self._processes:
            end_process(self._processes.pop()[1])


def end_process(process: "subprocess.Popen[bytes]") -> int:
    """End a process, and return how it ended."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    with suppress(subprocess.TimeoutExpired):
        return process.wait(1)
    process.kill()
    return process.wait()


_IDLE = _Idle()


class Sandbox:
    """Calls a function of `cluster.article_work` in a process of its own, which is begun anew after it crashed."""

    def __init__(self, setup: bytes) -> None:
        """`setup` is the encoded `Setup`."""
        self._setup = setup
        self._environment = dict(os.environ)
        self._running: _Running | None = None

    def each(self, items: Iterable[bytes]) -> Iterator[bytes | ArticleLostError]:
        """Yield the results for articles in their order, or why there is none.

        While one is worked on, the next is on its way. Raises SiteError for what would hit every article alike.
        """
        waiting: deque[bytes] = deque()
        for item in items:
            self._started(waiting).writer.send(ITEM + item)
            waiting.append(item)
            if len(waiting) > _AHEAD:
                yield self._result(waiting)
        while waiting:
            yield self._result(waiting)

    def _result(self, waiting: deque[bytes]) -> bytes | ArticleLostError:
        """Return the result for the article that waits for the longest time; one that is lost is tried once more."""
        answer = self._answer(waiting)
        if answer[:1] == FAILED:
            self._ended()
            answer = self._answer(waiting)
        waiting.popleft()
        kind, body = answer[:1], answer[1:]
        if kind == STOP:
            message, _, hint = body.decode().partition("\0")
            raise SiteError(message, hint=hint)
        return body if kind == DONE else ArticleLostError(body.decode())

    def _answer(self, waiting: Iterable[bytes]) -> bytes:
        try:
            return self._started(waiting).reader.next(TIME_LIMIT)
        except EOFError:
            code = self._ended()
            why = f"signal {-code}" if code < 0 else f"exit code {code}"
            return FAILED + f"the process that worked on it crashed ({why})".encode()
        except TimeoutError:
            self._ended()
            return FAILED + f"it took longer than {TIME_LIMIT:g} seconds".encode()

    def _started(self, waiting: Iterable[bytes]) -> "_Running":
        """Return the process; a new one gets the articles that the one before has not answered."""
        if self._running is None:
            self._running = _start(self._setup, self._environment)
            for item in waiting:
                self._running.writer.send(ITEM + item)
        return self._running

    def _ended(self) -> int:
        """End the process, and return how it ended."""
        running, self._running = self._running, None
        return running.end() if running else 0

    def close(self) -> None:
        """Let the process go, which has answered all that it was asked."""
        running, self._running = self._running, None
        if running:
            running.writer.close()
            _IDLE.add(self._environment, running.process)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        # What was stopped in the middle of an article may still have an answer on its way.
        if kind is None:
            self.close()
        else:
            self._ended()


class _Running:
    """A process that works on articles."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.writer = MessageWriter(process.stdin)
        self.reader = MessageReader(process.stdout)

    def end(self) -> int:
        """End it, and return how it ended."""
        if self.process.poll() is None:
            self.process.kill()
        code = self.process.wait()
        self.writer.close()
        end_process(self.process)
        return code


def _start(setup: bytes, environment: dict[str, str]) -> _Running:
    """Set up an idle process, or a new one. Raises SiteError where it does not start."""
    command = [sys.executable, "-m", "site_builder.cluster.article_work"]
    process = _IDLE.take(environment) or subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    running = _Running(process)
    running.writer.send(SETUP + setup)
    try:
        running.reader.next(START_LIMIT)
    except (EOFError, TimeoutError):
        raise SiteError(
            f"the process for single articles does not start (exit code {running.end()})",
            hint="look at the memory of this machine",
        ) from None
    return running


MEMORY_LIMIT = 3 * 2**30
"""Bytes of address space that one process may take; an article that needs more is refused."""


def limit_memory() -> None:
    """Limit the memory of this process to `MEMORY_LIMIT`, where the system can."""
    if sys.platform.startswith("linux"):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def private_output() -> int:
    """Return a handle for answers; whatever else this process prints goes to standard error from now on."""
    handle = os.dup(1)
    os.dup2(2, 1)
    return handle

"""A process in which single articles are worked on: one that crashes, hangs or takes all memory costs itself only.

A process that is not needed any more waits for the next task, as starting one takes as long as forty articles.
"""

import atexit
import os
import select
import subprocess
import sys
from contextlib import suppress

from site_builder.cluster.pipe_messages import read_message, write_message
from site_builder.model import SiteError

TIME_LIMIT = 30.0
"""Seconds after which a process that does not answer is ended; it gives up an article by itself before that."""

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
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, item: bytes) -> bytes:
        """Return the result for one article.

        Raises ArticleLostError for an article that fails, and SiteError for what would hit every article alike.
        """
        process = self._started()
        assert process.stdin is not None
        try:
            write_message(process.stdin, ITEM + item)
            answer = self._answer(process, TIME_LIMIT)
        except (BrokenPipeError, EOFError):
            code = self._ended()
            why = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise ArticleLostError(f"the process that worked on it crashed ({why})") from None
        kind, body = answer[:1], answer[1:]
        if kind == DONE:
            return body
        if kind == STOP:
            message, _, hint = body.decode().partition("\0")
            raise SiteError(message, hint=hint)
        raise ArticleLostError(body.decode())

    def _answer(self, process: "subprocess.Popen[bytes]", limit: float) -> bytes:
        """Wait some seconds for a message. Raises EOFError from a process that ended."""
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], limit)[0]:
            self._ended()
            raise ArticleLostError(f"it took longer than {limit:g} seconds")
        return read_message(process.stdout)

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            command = [sys.executable, "-m", "site_builder.cluster.article_work"]
            self._process = _IDLE.take(self._environment) or subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert self._process.stdin is not None
            try:
                write_message(self._process.stdin, SETUP + self._setup)
                self._answer(self._process, START_LIMIT)
            except (BrokenPipeError, EOFError, ArticleLostError):
                raise SiteError(
                    f"the process for single articles does not start (exit code {self._ended()})",
                    hint="look at the memory of this machine",
                ) from None
        return self._process

    def _ended(self) -> int:
        """End the process, and return how it ended."""
        process, self._process = self._process, None
        return end_process(process) if process else 0

    def close(self) -> None:
        """Let the process go, which has answered all that it was asked."""
        process, self._process = self._process, None
        if process:
            _IDLE.add(self._environment, process)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        # What was stopped in the middle of an article may still have an answer on its way.
        if kind is None:
            self.close()
        else:
            self._ended()


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

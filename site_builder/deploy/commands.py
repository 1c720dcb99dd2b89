"""Run other programs for a deploy: no prompts, no secrets in arguments, an end when nothing goes forward."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

import msgspec

from site_builder.deploy.host import DeployError, StallTimer

_LOOK = 0.2
"""Seconds between two looks at a running program."""
_KEPT = 4_000
"""Characters of its messages that are kept for an error."""


class Finished(msgspec.Struct, frozen=True):
    """What a program gave back."""

    status: int
    output: bytes
    messages: str
    """The end of what it wrote to its error stream."""


def run_command(
    arguments: Sequence[str],
    *,
    timer: StallTimer,
    environment: Mapping[str, str],
    data: bytes = b"",
    cwd: str | None = None,
) -> Finished:
    """Run a program to its end and return its status and output.

    Whatever it writes counts as going forward. Raises DeployError when it is not there or nothing went forward
    for too long; it is ended then, with all that it started.
    """
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=cwd,
            start_new_session=True,
        )
    except OSError as error:
        raise DeployError(
            f"{arguments[0]}: cannot be run: {(error.strerror or str(error)).lower()}",
            hint=f"install {arguments[0]}",
        ) from error
    assert process.stdin
    assert process.stdout
    assert process.stderr
    output, messages = bytearray(), bytearray()
    workers = [
        threading.Thread(target=_feed, args=(process.stdin, data), daemon=True),
        threading.Thread(target=_drain, args=(process.stdout, output, timer), daemon=True),
        threading.Thread(target=_drain, args=(process.stderr, messages, timer), daemon=True),
    ]
    try:
        for worker in workers:
            worker.start()
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK)
                break
            timer.check()
    except BaseException:
        _end(process)
        raise
    for worker in workers:
        worker.join(5)
    return Finished(process.returncode, bytes(output), messages.decode("utf-8", "replace")[-_KEPT:].strip())


def _feed(stream: IO[bytes], data: bytes) -> None:
    with suppress(OSError), stream:
        stream.write(data)


def _drain(stream: IO[bytes], into: bytearray, timer: StallTimer) -> None:
    with suppress(OSError, ValueError), stream:
        while chunk := os.read(stream.fileno(), 65_536):
            into += chunk
            timer.advance()


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(2)
        return
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

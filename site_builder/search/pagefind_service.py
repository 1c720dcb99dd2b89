"""Talk to Pagefind as its own libraries do: requests and answers in base64, each with a comma at its end.

Pages that Pagefind finds in a folder are numbered as the file system lists them, so that the same pages make
other bytes on another machine; pages that are sent are numbered in the order in which they come.
"""

import base64
import os
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec


class PagefindError(Exception):
    """Pagefind made no index; the message is one line."""


_READ = 65_536


class PagefindService:
    """A running Pagefind, which ends with the `with` block."""

    def __init__(self, program: Path) -> None:
        """Start the program. Raises PagefindError."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the service ends.
        self._number = 0
        self._rest = b""
        try:
            self._process = subprocess.Popen(
                [os.fspath(program), "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
            )
        except OSError as error:
            self._errors.close()
            raise PagefindError(f"it cannot be run: {(error.strerror or str(error)).lower()}") from error

    def request(self, kind: str, **payload: object) -> dict[str, Any]:
        """Send a request, and return the answer. Raises PagefindError where it is an error, or none comes."""
        self._number += 1
        message = {"message_id": self._number, "payload": {"type": kind, **payload}}
        assert self._process.stdin
        try:
            self._process.stdin.write(base64.b64encode(msgspec.json.encode(message)) + b",")
            self._process.stdin.flush()
        except OSError:
            raise self._ended() from None
        answer: dict[str, Any] = msgspec.json.decode(base64.b64decode(self._answer()))["payload"]
        if answer["type"] == "Error":
            raise PagefindError(" ".join(answer["message"].split()))
        return answer

    def _answer(self) -> bytes:
        assert self._process.stdout
        parts = [self._rest]
        while b"," not in parts[-1]:
            data = os.read(self._process.stdout.fileno(), _READ)
            if not data:
                raise self._ended()
            parts.append(data)
        answer, _, self._rest = b"".join(parts).partition(b",")
        return answer

    def _ended(self) -> PagefindError:
        """Return the error of a program that ended too early."""
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().split("\n")
        reason = f"signal {-code}" if code < 0 else f"code {code}"
        return PagefindError(f"it ended with {reason}{': ' if lines[-1] else ''}{lines[-1]}")

    def __enter__(self) -> "PagefindService":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # What was not sent has nobody to go to.
                    continue
        self._errors.close()

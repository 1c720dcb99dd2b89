"""Messages over a pipe: eight bytes of length, then the bytes."""

import os
import select
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, cast

_LENGTH = 8


def write_message(pipe: object, data: bytes) -> None:
    """Send a message."""
    stream = cast(BinaryIO, pipe)
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def read_message(pipe: object) -> bytes:
    """Wait for a message. Raises EOFError where the other side has gone."""
    stream = cast(BinaryIO, pipe)
    return _read(stream, int.from_bytes(_read(stream, _LENGTH), "big"))


def _read(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


_MOST_READ = 2**20
"""Bytes that are read from a pipe at once."""


_WAITS = 20
"""Parts in which a message is waited for."""


class MessageReader:
    """Reads messages that may come before they are asked for."""

    def __init__(self, pipe: object) -> None:
        self._handle = cast(BinaryIO, pipe).fileno()
        self._data = bytearray()

    def next(self, limit: float) -> bytes:
        """Wait some seconds for a message. Raises EOFError where the other side has gone, and TimeoutError.

        A machine that is stopped meanwhile loses one of the parts in which it waits, however long it is stopped.
        """
        waited = 0
        while (end := self._end()) > len(self._data):
            if not select.select([self._handle], [], [], limit / _WAITS)[0]:
                waited += 1
                if waited == _WAITS:
                    raise TimeoutError
                continue
            more = os.read(self._handle, _MOST_READ)
            if not more:
                raise EOFError
            self._data += more
        message = bytes(self._data[_LENGTH:end])
        del self._data[:end]
        return message

    def _end(self) -> int:
        """Return where the message ends that comes first, or at least that its length is not there yet."""
        head = self._data[:_LENGTH]
        return _LENGTH + (int.from_bytes(head, "big") if len(head) == _LENGTH else 0)


class MessageWriter:
    """Sends messages from a thread, so that whoever sends them can read answers meanwhile."""

    def __init__(self, pipe: object) -> None:
        self._pipe = pipe
        self._messages: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def send(self, message: bytes) -> None:
        """Send a message as soon as those before it are sent; where the other side has gone, its answer is missing."""
        self._messages.put(message)

    def close(self) -> None:
        """Wait until everything is sent."""
        self._messages.put(None)
        self._thread.join()

    def _send_all(self) -> None:
        with suppress(OSError, ValueError):
            while (message := self._messages.get()) is not None:
                write_message(self._pipe, message)

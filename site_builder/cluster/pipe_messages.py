"""Messages over a pipe: eight bytes of length, then the bytes."""

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

"""Speak HTTP/1.1 over sockets: many connections in one thread, none of which can hold up another."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec

from site_builder.server.http.messages import (
    HEAD_BYTES,
    PROTECTION,
    Answer,
    RefusedError,
    Request,
    parse_head,
    refusal,
)

HEAD_SECONDS = 10.0
"""How long a request may take to arrive, and a connection may wait for the next one."""

SEND_SECONDS = 60.0
"""How long an answer may take to leave."""

BODY_BYTES = 65_536
"""Bytes the body of a request may have; only corrections have one."""

CONNECTIONS = 4_000

Respond = Callable[[Request], Awaitable[Answer | None]]
"""Answers a request; None where the request asks to be kept informed."""

Listen = Callable[[Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Keeps whoever asked informed until they leave."""

Log = Callable[[str], None]


class Connections:
    """Takes connections and hands their requests on."""

    def __init__(self, respond: Respond, listen: Listen, log: Log, *, patience: float = HEAD_SECONDS) -> None:
        """Take `patience`, the seconds a request may take to arrive."""
        self._patience = patience
        self._respond = respond
        self._listen = listen
        self._log = log
        self._open: set[asyncio.StreamWriter] = set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it closes; whatever goes wrong with it stays with it."""
        if len(self._open) >= CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            # Nobody is there to be told when they are slow, leave early, or the server stops.
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._open.discard(writer)
            writer.close()

    def close(self) -> None:
        """End all connections at once."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; say whether another may follow."""
        request = None
        try:
            request = await self._read(reader, writer)
            if request is None:
                return False
            answer = await self._respond(request)
        except RefusedError as error:
            answer = refusal(error.status, error.reason)
            # What was sent and not read would be taken for the next request.
            close = request is None or request.method == "POST" or not request.keep_alive
        else:
            close = not request.keep_alive
            if answer is None:
                await self._listen(request, reader, writer)
                return False
        self._log(f"{answer.status} {request.method} {request.path}" if request else f"{answer.status}")
        bare = request is not None and request.method == "HEAD"
        writer.write(answer.encoded(close=close, bare=bare))
        async with asyncio.timeout(SEND_SECONDS):
            await writer.drain()
        if close:
            await _linger(reader, writer)
        return not close

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
        async with asyncio.timeout(self._patience):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.LimitOverrunError:
                raise RefusedError(431, f"the headers have more than {HEAD_BYTES:,} bytes") from None
            except asyncio.IncompleteReadError as error:
                if error.partial.strip():
                    raise RefusedError(400, "the request is not complete") from None
                return None
            request = parse_head(head.lstrip(b"\r\n"))
            body = b""
            if request.length > BODY_BYTES:
                raise RefusedError(413, f"the body has more than {BODY_BYTES:,} bytes")
            if request.length:
                if "100-continue" in request.headers.get("expect", "").lower():
                    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = await reader.readexactly(request.length)
        peer = writer.get_extra_info("peername") or ("",)
        return msgspec.structs.replace(request, body=body, peer=str(peer[0]))


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read what is still coming for a moment; closing at once would take the answer back."""
    with suppress(OSError, TimeoutError):
        writer.write_eof()
        async with asyncio.timeout(1.0):
            while await reader.read(HEAD_BYTES):
                pass


def stream_head() -> bytes:
    """Give the head of an answer that does not end."""
    headers = (("Content-Type", "text/event-stream; charset=utf-8"), *PROTECTION, ("Connection", "close"))
    return (
        "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    ).encode()

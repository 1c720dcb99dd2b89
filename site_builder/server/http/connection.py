"""Speak HTTP/1.1 over sockets: many connections in one thread, none of which can hold up another."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus

import h11
import msgspec

from site_builder.server.http.messages import (
    HEAD_BYTES,
    SECURITY_HEADERS,
    RefusedError,
    Request,
    Response,
    parse_request,
    refusal,
)

REQUEST_SECONDS = 10.0
"""How long a request may take to arrive, and a connection may wait for the next one."""

SEND_SECONDS = 60.0
"""How long a response may take to leave."""

BODY_BYTES = 65_536
"""Bytes the body of a request may have; only corrections have one."""

CONNECTIONS = 4_000
"""Connections that may be open at once."""

Respond = Callable[[Request], Awaitable[Response | None]]
"""Answers a request; None where the request asks for an event stream."""

Stream = Callable[[Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Sends events to whoever asked until they leave."""

Log = Callable[[str], None]


class Connections:
    """Takes connections and hands their requests on."""

    def __init__(
        self, respond: Respond, stream: Stream, log: Log, *, patience: float = REQUEST_SECONDS
    ) -> None:
        """Take `patience`, the seconds a request may take to arrive."""
        self._patience = patience
        self._respond = respond
        self._stream = stream
        self._log = log
        self._open: set[asyncio.StreamWriter] = set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it closes; whatever goes wrong with it stays with it."""
        if len(self._open) >= CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(writer)
        connection = _Connection(reader, writer)
        try:
            # Nobody is there to be told when they are slow, leave early, or the server stops.
            with suppress(OSError, TimeoutError, asyncio.CancelledError):
                while await self._exchange(connection):
                    connection.protocol.start_next_cycle()
        finally:
            self._open.discard(writer)
            writer.close()

    def close(self) -> None:
        """End all connections at once."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _exchange(self, connection: "_Connection") -> bool:
        """Answer one request; return whether another may follow."""
        request = None
        try:
            async with asyncio.timeout(self._patience):
                request = await connection.receive()
            if request is None:
                return False
            response = await self._respond(request)
            if response is None:
                await self._stream(request, connection.reader, connection.writer)
                return False
        except RefusedError as error:
            response = refusal(error.status, error.reason)
        except h11.RemoteProtocolError as error:
            response = refusal(error.error_status_hint, str(error))
        self._log(f"{response.status} {request.method} {request.path}" if request else f"{response.status}")
        return await connection.send(response)


class _Connection:
    """One connection: the protocol, and the socket behind it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        self._method = b""

    async def receive(self) -> Request | None:
        """Read a request; None where the other side has left. Raises RefusedError and h11.RemoteProtocolError."""
        event = await self._next()
        if not isinstance(event, h11.Request):
            return None
        self._method = event.method
        peer = self.writer.get_extra_info("peername") or ("",)
        request, length = parse_request(event, str(peer[0]))
        if length > BODY_BYTES:
            raise RefusedError(413, f"the body has more than {BODY_BYTES:,} bytes")
        if self.protocol.they_are_waiting_for_100_continue:
            proceed = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
            self.writer.write(self.protocol.send(proceed) or b"")
        body = b""
        while isinstance(event := await self._next(), h11.Data):
            body += event.data
        return msgspec.structs.replace(request, body=body)

    async def _next(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self.protocol.next_event()) is h11.NEED_DATA:
            self.protocol.receive_data(await self.reader.read(HEAD_BYTES))
        return event

    async def send(self, response: Response) -> bool:
        """Send a response; return whether another request may follow."""
        protocol, writer = self.protocol, self.writer
        headers = [*response.headers, *SECURITY_HEADERS]
        if response.status != HTTPStatus.NOT_MODIFIED:
            headers.append(("Content-Length", str(len(response.body))))
        if protocol.their_state is not h11.DONE:
            # What was sent and not read would be taken for the next request.
            headers.append(("Connection", "close"))
        events: list[h11.Event] = [
            h11.Response(status_code=response.status, headers=headers, reason=response.reason)
        ]
        if response.body and self._method != b"HEAD":
            events.append(h11.Data(data=response.body))
        events.append(h11.EndOfMessage())
        writer.write(b"".join(protocol.send(event) or b"" for event in events))
        async with asyncio.timeout(SEND_SECONDS):
            await writer.drain()
        if protocol.our_state is protocol.their_state is h11.DONE:
            return True
        await self._linger()
        return False

    async def _linger(self) -> None:
        """Read what is still coming for a moment; closing at once would take the response back."""
        with suppress(OSError, TimeoutError):
            self.writer.write_eof()
            async with asyncio.timeout(1.0):
                while await self.reader.read(HEAD_BYTES):
                    pass


def event_stream_head() -> bytes:
    """Return the head of a response that does not end; it is sent as it is, not in chunks."""
    headers = (
        ("Content-Type", "text/event-stream; charset=utf-8"),
        *SECURITY_HEADERS,
        ("Connection", "close"),
    )
    return (
        "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers)
    ).encode() + b"\r\n"

"""Server-sent events: which pages each open tab shows, and what it has been told of them."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress

from site_builder.server.http.connection import event_stream_head

_BACKLOG = 1_000_000
"""Bytes somebody may leave unread before they are let go; they come back when they can."""

_PULSE = 15.0
"""Seconds between signs of life, which show who has left without a word."""


class EventStream:
    """One browser that listens for the pages its tabs show."""

    def __init__(self, writer: asyncio.StreamWriter, pages: Iterable[str]) -> None:
        self.told: dict[str, bytes] = dict.fromkeys(pages, b"")
        """The last that was said of each page."""
        self._writer = writer

    def tell(self, states: Mapping[str, bytes]) -> None:
        """Send what has changed since it was last told, and nothing else."""
        news = {
            page: states[page] for page in self.told if states.get(page, self.told[page]) != self.told[page]
        }
        if news:
            self.told.update(news)
            self.send(b"".join(b"data: %b\n\n" % state for state in news.values()))

    def send(self, data: bytes) -> None:
        """Send bytes, unless whoever listens has long stopped reading."""
        transport = self._writer.transport
        if transport.get_write_buffer_size() > _BACKLOG:
            transport.abort()
        elif not transport.is_closing():
            self._writer.write(data)


class EventStreams:
    """All browsers that listen."""

    def __init__(self) -> None:
        self._streams: set[EventStream] = set()

    @property
    def pages(self) -> list[str]:
        """Addresses of the pages that some tab shows."""
        return list(dict.fromkeys(page for stream in self._streams for page in stream.told))

    def tell(self, states: Mapping[str, bytes]) -> None:
        """Send everyone what they have not heard yet of the given pages."""
        for stream in list(self._streams):
            stream.tell(states)

    async def keep(self, stream: EventStream, reader: asyncio.StreamReader) -> None:
        """Hold a stream until its browser leaves."""
        # After a restart of the server, browsers come back within half a second.
        stream.send(event_stream_head() + b"retry: 500\n\n")
        self._streams.add(stream)
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_PULSE):
                        if not await reader.read(1024):
                            return
                stream.send(b": still here\n\n")
        finally:
            self._streams.discard(stream)

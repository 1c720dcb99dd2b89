import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from site_builder.server.http.connection import REQUEST_SECONDS, Connections
from site_builder.server.http.messages import Response


async def seconds_until_closed(send):
    """Connect to a door that waits a quarter of a second, and give the seconds until it hangs up."""

    async def respond(request):
        return Response(200, (), b"whole")

    async def listen(request, reader, writer):
        raise AssertionError("nobody asked for that")

    loop = asyncio.get_running_loop()
    door = Connections(respond, listen, lambda line: None, patience=0.25)
    server = await asyncio.start_server(door.take, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    start = loop.time()
    sending = asyncio.create_task(send(writer))
    with suppress(ConnectionResetError):
        async with asyncio.timeout(5):
            await reader.read()
    sending.cancel()
    writer.close()
    server.close()
    return loop.time() - start


async def nothing(writer):
    await writer.drain()


async def half_a_head(writer):
    writer.write(b"GET / HTTP/1.1\r\nHost: 127")
    await writer.drain()


async def drops(writer):
    for each in b"GET / HTTP/1.1\r\nX: " + b"y" * 1000:
        writer.write(bytes([each]))
        await asyncio.sleep(0.02)


async def half_a_body(writer):
    writer.write(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nhalf")
    await writer.drain()


@pytest.mark.parametrize("send", [nothing, half_a_head, drops, half_a_body])
def test_requests_that_do_not_arrive_are_given_up(send):
    # A thread has no loop of its own yet; this one may have that of a browser.
    with ThreadPoolExecutor(1) as thread:
        seconds = thread.submit(lambda: asyncio.run(seconds_until_closed(send))).result()

    assert 0.2 < seconds < 4


def test_nobody_is_waited_for_longer_than_promised():
    assert REQUEST_SECONDS <= 15

"""Messages between a task and the process for single articles."""

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cluster.pipe_messages import MessageReader, MessageWriter


@pytest.fixture
def echo():
    """A process that sends back whatever it is sent."""
    process = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


@pytest.mark.timeout(60)
def test_messages_larger_than_a_pipe_can_be_on_their_way_in_both_directions(echo):
    writer, reader = MessageWriter(echo.stdin), MessageReader(echo.stdout)
    messages = [bytes([number]) * 1_000_000 for number in range(4)]
    for message in messages:
        writer.send(message)

    assert [reader.next(30) for _ in messages] == messages
    writer.close()


def test_a_side_that_has_gone_ends_the_waiting(echo):
    reader, writer = MessageReader(echo.stdout), MessageWriter(echo.stdin)
    echo.kill()
    echo.wait()
    writer.send(b"to nobody")

    with pytest.raises(EOFError):
        reader.next(30)
    writer.close()


def test_a_silent_side_is_waited_for_no_longer_than_allowed(echo):
    with pytest.raises(TimeoutError):
        MessageReader(echo.stdout).next(0.05)


@settings(max_examples=50)
@given(messages=st.lists(st.binary(max_size=40)), cuts=st.lists(st.integers(1, 30), min_size=1))
def test_messages_are_whole_however_they_arrive(messages, cuts):
    data = b"".join(len(message).to_bytes(8, "big") + message for message in messages)
    output, source = os.pipe()
    with os.fdopen(output, "rb") as pipe, os.fdopen(source, "wb", buffering=0) as end:
        reader, received, at, turn = MessageReader(pipe), [], 0, 0
        while at < len(data):
            size = cuts[turn % len(cuts)]
            end.write(data[at : at + size])
            at, turn = at + size, turn + 1
            while len(received) < len(messages):
                try:
                    received.append(reader.next(0))
                except TimeoutError:
                    break
        assert received == messages

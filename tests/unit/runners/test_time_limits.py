"""A process that is stopped for a while, as by Ctrl-Z or by a machine that sleeps, gives nothing up for it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from site_builder.runners import time_limit

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs timers of Unix")

WORK = """
import sys, time
from site_builder.runners import time_limit
with time_limit(1.0):
    print("begun", flush=True)
    for _ in range(5):
        time.sleep(0.05)
print("done")
"""

WAIT = """
import os, sys, threading
from site_builder.cluster.pipe_messages import MessageReader
print("begun", flush=True)
print(MessageReader(sys.stdin.buffer).next(1.0).decode())
"""


def stopped_for_a_while(code):
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.readline() == b"begun\n"
    os.kill(process.pid, signal.SIGSTOP)
    time.sleep(1.5)
    os.kill(process.pid, signal.SIGCONT)
    return process


def test_work_that_is_stopped_is_not_given_up():
    output, errors = stopped_for_a_while(WORK).communicate(timeout=30)
    assert (output, errors) == (b"done\n", b"")


def test_a_message_that_comes_after_a_stop_is_read():
    process = stopped_for_a_while(WAIT)
    time.sleep(0.2)
    output, errors = process.communicate((4).to_bytes(8, "big") + b"late", timeout=30)
    assert (output, errors) == (b"late\n", b"")


def test_work_that_takes_too_long_is_given_up():
    with pytest.raises(TimeoutError), time_limit(0.2):
        time.sleep(30)

"""Work done beside the process that asked for it."""

import os
import sys
import threading
import time

import pytest

from site_builder.runners import in_background_process


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing is done aside")
def test_work_aside_is_done_in_another_process_and_its_result_comes_back_whole() -> None:
    if threading.active_count() > 1:
        pytest.skip("no process is forked while there are threads")
    with in_background_process(lambda: str(os.getpid()).encode() + b"x" * 300_000) as wait:
        number, _, rest = wait().partition(b"x")

    assert int(number) != os.getpid()
    assert len(rest) == 299_999


def test_work_that_fails_aside_is_done_here() -> None:
    here = os.getpid()

    def work() -> bytes:
        if os.getpid() != here:
            raise MemoryError
        return b"done"

    with in_background_process(work) as wait:
        assert wait() == b"done"


def test_an_error_of_work_that_fails_everywhere_is_raised() -> None:
    def work() -> bytes:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"), in_background_process(work) as wait:
        wait()


def test_with_threads_about_work_is_done_here() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        with in_background_process(lambda: str(os.getpid()).encode()) as wait:
            assert wait() == str(os.getpid()).encode()
    finally:
        stop.set()
        other.join()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing is done aside")
def test_a_process_whose_result_nobody_asks_for_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    if threading.active_count() > 1:
        pytest.skip("no process is forked while there are threads")
    fork = os.fork
    begun: list[int] = []

    def noticed() -> int:
        begun.append(fork())
        return begun[0]

    monkeypatch.setattr(os, "fork", noticed)

    def work() -> bytes:
        time.sleep(60)
        return b""

    start = time.monotonic()
    with pytest.raises(KeyError), in_background_process(work):
        raise KeyError

    assert time.monotonic() - start < 30
    with pytest.raises(ChildProcessError):
        os.waitpid(begun[0], os.WNOHANG)

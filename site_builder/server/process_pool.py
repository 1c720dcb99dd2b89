"""Have articles understood by other processes, started without a moment's pause of this one."""

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import forkserver, resource_tracker

import msgspec

from site_builder.disk import readable
from site_builder.engine import Site
from site_builder.runners import default_jobs
from site_builder.server.workers import Context, prepare, understand_batch


class ProcessPool:
    """As many processes as there are processors; they end when the crew is closed."""

    def __init__(self, site: Site, *, folder: str) -> None:
        # Not forked from here: this process has threads, and a copy of their locks might never open.
        kinds = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in kinds else "spawn")
        if "forkserver" in kinds:
            context.set_forkserver_preload(["site_builder.server.workers"])
        told = Context(site.settings, os.fsencode(site.content), readable(site.display_path), folder)
        self._pool = ProcessPoolExecutor(
            default_jobs(), context, initializer=prepare, initargs=(msgspec.msgpack.encode(told),)
        )
        # Starting a process takes as long as importing the program; the thread waits for that, and nobody else.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter", initializer=deaf)

    async def understand(self, orders: bytes) -> bytes:
        """Have a batch understood: msgpack of Orders in, msgpack of Understood out.

        Raises BrokenProcessPool where a process ended in the middle of it.
        """
        loop = asyncio.get_running_loop()
        future = await loop.run_in_executor(self._starter, self._pool.submit, understand_batch, orders)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """End these processes now."""
        self._starter.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
        dismiss(besides=WRITER)


WRITER = "writer"
"""Name of the process that writes the output; it is not one of a crew."""


def dismiss(*, besides: str = "") -> None:
    """End all other processes now, those included that Python keeps for itself; nothing of them stays."""
    for process in multiprocessing.active_children():
        if process.name != besides:
            process.terminate()
            process.join(1.0)
    if not multiprocessing.active_children():
        for each in (forkserver._forkserver, resource_tracker._resource_tracker):
            stop = getattr(each, "_stop", None)
            if stop:
                stop()


def deaf() -> None:
    """Let the processes this thread starts not hear Ctrl-C; they could only complain about it."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

"""Keep the output folder up to date while a site is served, for those who want it."""

import asyncio
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess

from site_builder.engine import Site, build
from site_builder.model import SiteError
from site_builder.runners import end_with_parent
from site_builder.server.processes import WRITER, ignore_interrupts

_QUIET = 0.5
"""Seconds without an edit after which the site is written."""


class _Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""

    def say(self, line: str) -> None:
        """Say nothing."""


class Writing:
    """Builds the site in another process whenever something has changed."""

    def __init__(self, site: Callable[[], Site]) -> None:
        self._site = site
        self._wanted = asyncio.Event()
        self._process: BaseProcess | None = None
        self._stopping = False

    def wake(self) -> None:
        """Note that something changed."""
        self._wanted.set()

    async def run(self) -> None:
        """Build whenever something changed; never ends."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix="writing", initializer=ignore_interrupts) as thread:
            try:
                while True:
                    await self._wanted.wait()
                    await asyncio.sleep(_QUIET)
                    self._wanted.clear()
                    await loop.run_in_executor(thread, self._build)
            finally:
                self._stopping = True
                if self._process:
                    self._process.terminate()

    def _build(self) -> None:
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver") if forks else multiprocessing.get_context("spawn")
        process = context.Process(target=write, args=(self._site(),), name=WRITER)
        process.start()
        self._process = process
        # It may have been told to stop while the process was starting, which takes a while.
        if self._stopping:
            process.terminate()
        process.join()


def write(site: Site) -> None:
    """Build a site; what goes wrong is said on the terminal."""
    end_with_parent()
    try:
        build(site, jobs=None, verify=False, atomic=False, progress=_Silent(), allow_empty=True, index=False)
    except SiteError as error:
        sys.stderr.write(f"{error.message}\n  hint: {error.hint}\n")

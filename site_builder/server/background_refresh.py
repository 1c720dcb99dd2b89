"""Refresh articles in the background while pages are served: here if they are few, in worker processes if many."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from site_builder.engine import Progress
from site_builder.engine.site import Theme
from site_builder.engine.spill import StudyLocation
from site_builder.engine.worker import Job
from site_builder.engine.worker_pool import BATCH, SMALL, WorkerPool
from site_builder.model import SiteError
from site_builder.runners import default_jobs
from site_builder.server.live.article_reader import ArticleReader
from site_builder.server.live.article_set import ArticleSet, State
from site_builder.server.processes import WRITER, end_processes, ignore_interrupts

_SLICE = 0.01
"""Seconds for which the archive may be busy before somebody who asks for a page gets their turn."""

_TELL_FIRST = 1.0
"""Seconds until open tabs hear how far the reading is; each time it takes twice as long until the next."""

_TELL_SELDOM = 15.0
"""Seconds between lines on the terminal about the same, and at most between news to tabs."""

Result = TypeVar("Result")


class SingleThreadExecutor:
    """The one thread that touches the archive; whoever wants something of it gets in line."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do something in the thread and return its result."""
        return await asyncio.wrap_future(self.submit(work))

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Submit work to the thread, for callers that are threads themselves."""
        return self._thread.submit(work)

    def close(self) -> None:
        """Do nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class BackgroundRefresh:
    """Brings the archive up to date in the background."""

    def __init__(
        self,
        articles: ArticleSet,
        reader: ArticleReader,
        executor: SingleThreadExecutor,
        notify: Callable[[], Awaitable[None]],
        settled: Callable[[], Awaitable[None]],
        progress: Progress,
    ) -> None:
        """Call `notify` now and then while there is something to do, and `settled` when there is nothing more."""
        self._articles = articles
        self._reader = reader
        self._executor = executor
        self._notify = notify
        self._settled = settled
        self._progress = progress
        self._wanted = asyncio.Event()
        self._pause = _TELL_FIRST
        self._next_notice = self._next_line = 0.0
        self._use_processes = True

    def wake(self) -> None:
        """Look whether there is something to do."""
        self._wanted.set()

    async def run(self) -> None:
        """Work whenever there is something to do; never ends."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            self._pause, self._next_notice = _TELL_FIRST, time.monotonic() + _TELL_FIRST
            while True:
                if self._use_processes and await self._executor.run(self._are_many):
                    await self._refresh_in_processes()
                elif not await self._executor.run(self._refresh_a_few):
                    break
                await self._notify_seldom()
            await self._settled()

    async def _notify_seldom(self) -> None:
        if time.monotonic() > self._next_notice:
            await self._notify()
            self._next_notice = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, _TELL_SELDOM)

    def step(self, name: str, done: int, total: int) -> None:
        """Report on the terminal how far the worker processes are, at most every few seconds (throttled)."""
        if time.monotonic() > self._next_line:
            self.say(f"{name}: {done:,} of {total:,} articles")

    def say(self, line: str) -> None:
        """Print a line on the terminal."""
        self._progress.say(line)
        self._next_line = time.monotonic() + _TELL_SELDOM

    def _are_many(self) -> bool:
        articles = self._articles
        most = max(articles.count(State.PENDING), articles.count(State.STALE))
        return most > SMALL and not articles.count(State.TOUCHED)

    def _refresh_a_few(self) -> bool:
        """Work for a moment; return whether there was anything to do."""
        end = time.perf_counter() + _SLICE
        while worked := self._reader.refresh_next():
            if time.perf_counter() > end:
                break
        return worked

    async def _refresh_in_processes(self) -> None:
        """Understand everything that is pending, then again what its neighbours change about it."""
        articles = self._articles
        start, number = time.monotonic(), articles.count(State.PENDING)
        if number > SMALL:
            self.say(f"reading {number:,} articles; pages are served meanwhile, and a build remembers them")
        with (
            tempfile.TemporaryDirectory(prefix="site-builder-") as folder,
            ThreadPoolExecutor(1, thread_name_prefix="refresh", initializer=ignore_interrupts) as thread,
        ):
            pool = WorkerPool(
                msgspec.structs.replace(articles.site, state=Path(folder)),
                Theme({}, {}),
                program_digest="",
                jobs=max(2, default_jobs()),
                progress=self,
                attachments=articles.attachments.stamps,
                threads=True,
            )
            studies: dict[str, tuple[str, StudyLocation]] = {}
            try:
                await self._understand(pool, thread, "reading", State.PENDING, studies)
                await self._executor.run(articles.mark_stale)
                await self._understand(pool, thread, "settling", State.STALE, studies)
            except SiteError as error:
                self._use_processes = False
                self._progress.say(f"{error.message}; the rest is read in one process")
            finally:
                pool.close()
                end_processes(besides=WRITER)
        if number > SMALL:
            self._progress.say(f"{number:,} articles read in {time.monotonic() - start:.1f} s")

    async def _understand(
        self,
        pool: WorkerPool,
        thread: ThreadPoolExecutor,
        step: str,
        state: State,
        studies: dict[str, tuple[str, StudyLocation]],
    ) -> None:
        """Let worker processes understand all articles in a state; a few are left to this process."""
        paths = await self._executor.run(partial(self._articles.paths, state))
        if len(paths) <= SMALL:
            return
        results = pool.understand(self._jobs(paths, studies), len(paths), step=step)
        loop = asyncio.get_running_loop()
        # Starting a process takes as long as importing the program; that thread waits for it, and nobody else.
        while batch := await loop.run_in_executor(thread, lambda: list(islice(results, BATCH))):
            studies.update({each.path: (each.digest, each.location) for each in batch if each.location})
            await self._executor.run(partial(self._articles.merge, batch))
            await self._notify_seldom()

    def _jobs(self, paths: Sequence[str], studies: dict[str, tuple[str, StudyLocation]]) -> Iterator[Job]:
        def describe(batch: Sequence[str]) -> list[Job]:
            known = self._articles.addresses
            return [self._articles.job(path, studies.get(path)) for path in batch if path in known]

        for start in range(0, len(paths), BATCH):
            yield from self._executor.submit(partial(describe, paths[start : start + BATCH])).result()

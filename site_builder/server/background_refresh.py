"""Read what has not been read yet while pages are served: here if it is little, in other processes if it is much."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import TypeVar

import msgspec

from site_builder.engine import Progress
from site_builder.engine.worker import StudyLocation
from site_builder.runners import default_jobs
from site_builder.server.live.article_reader import ArticleReader
from site_builder.server.process_pool import ProcessPool
from site_builder.server.workers import Order, Understood

_SLICE = 0.01
"""Seconds for which the archive may be busy before somebody who asks for a page gets their turn."""

_FEW = 96
"""Reading so many articles here takes less time than starting processes."""

_BATCH = 16
_OFTEN = 1.0
"""Seconds until open tabs hear how far it is; each time it takes twice as long until the next."""

_SELDOM = 15.0
"""Seconds between lines on the terminal about the same, and at most between words to tabs."""

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(list[Understood]).decode

Result = TypeVar("Result")


class SingleThreadExecutor:
    """The one thread that touches the archive; whoever wants something of it gets in line."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    async def ask(self, work: Callable[[], Result]) -> Result:
        """Have something done and give the result."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Do nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class BackgroundRefresh:
    """Brings the archive up to date in the background."""

    def __init__(
        self,
        opening: ArticleReader,
        executor: SingleThreadExecutor,
        tell: Callable[[], Awaitable[None]],
        progress: Progress,
    ) -> None:
        self._opening = opening
        self._articles = opening.articles
        self._ask = executor.ask
        self._tell = tell
        self._progress = progress
        self._wanted = asyncio.Event()
        self._told = 0.0
        self._pause = _OFTEN
        self._said = 0.0
        self._broken = False
        """Whether other processes have failed; then everything is done here."""

    def wake(self) -> None:
        """LiveTheme whether there is something to do."""
        self._wanted.set()

    async def run(self) -> None:
        """Work whenever there is something to do; never ends."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            articles = self._articles
            self._told, self._pause = time.monotonic(), _OFTEN
            await self._ask(articles.find_unsettled)
            while articles.suspects or articles.waiting or articles.unsettled:
                much = len(articles.waiting) > _FEW or len(articles.unsettled) > _FEW
                if much and not articles.suspects and not self._broken:
                    await self._in_processes()
                else:
                    await self._ask(self._a_little)
                await self._tell_sometimes()
            await self._tell()

    def _say_sometimes(self, line: str) -> None:
        if time.monotonic() - self._said > _SELDOM:
            self._progress.say(line)
            self._said = time.monotonic()

    async def _tell_sometimes(self) -> None:
        if time.monotonic() - self._told > self._pause:
            await self._tell()
            self._told = time.monotonic()
            self._pause = min(2 * self._pause, _SELDOM)

    def _a_little(self) -> None:
        """Work for a moment."""
        end = time.perf_counter() + _SLICE
        articles = self._articles
        while time.perf_counter() < end:
            for table, work in (
                (articles.suspects, self._opening.look_at),
                (articles.waiting, self._opening.check),
                (articles.unsettled, self._opening.settle),
            ):
                if table:
                    work(next(iter(table)))
                    break
            else:
                articles.find_unsettled()
                if not articles.unsettled:
                    return

    async def _in_processes(self) -> None:
        """Understand everything that waits, then again what its neighbours change about it."""
        articles = self._articles
        start, number = time.monotonic(), len(articles.waiting)
        if number > _FEW:
            self._progress.say(
                f"reading {number:,} articles; pages are served meanwhile, and a build remembers them"
            )
            self._said = start
        spilled: dict[str, StudyLocation] = {}
        with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
            crew = ProcessPool(articles.site, folder=folder)
            try:
                await self._all(crew, "reading", list(articles.waiting), spilled)
                await self._ask(articles.find_unsettled)
                await self._all(crew, "settling", list(articles.unsettled), spilled)
            except BrokenProcessPool:
                self._broken = True
                self._progress.say("a process ended unexpectedly; the rest is read in one")
            finally:
                crew.close()
        if number > _FEW:
            self._progress.say(f"{number:,} articles read in {time.monotonic() - start:.1f} s")

    async def _all(
        self, crew: ProcessPool, step: str, paths: list[str], spilled: dict[str, StudyLocation]
    ) -> None:
        batches = iter(_batches(paths))
        running: set[asyncio.Task[bytes]] = set()
        done = 0
        try:
            while True:
                for batch in islice(batches, 2 * default_jobs() - len(running)):
                    orders = await self._ask(partial(self._orders, batch, spilled))
                    running.add(asyncio.create_task(crew.understand(orders)))
                if not running:
                    return
                ready, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for each in ready:
                    found = _DECODE(each.result())
                    spilled.update({one.path: one.spilled for one in found if one.spilled})
                    await self._ask(partial(self._articles.merge, found))
                    done += len(found)
                self._say_sometimes(f"{step}: {min(done, len(paths)):,} of {len(paths):,} articles")
                await self._tell_sometimes()
        finally:
            for task in running:
                task.cancel()

    def _orders(self, paths: Iterable[str], spilled: dict[str, StudyLocation]) -> bytes:
        articles = self._articles
        orders: list[Order] = [
            articles.order(path, spilled.get(path)) for path in paths if path in articles.addresses
        ]
        return _ENCODE(orders)


def _batches(paths: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while batch := list(islice(rest, _BATCH)):
        yield batch

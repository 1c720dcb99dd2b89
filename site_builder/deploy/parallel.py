"""Do the same small piece of work for many files, several at a time."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from site_builder.deploy.host import StallTimer

_LOOK = 1.0
"""Seconds after which running work is asked whether anything went forward."""

_Item = TypeVar("_Item")


def in_parallel(
    work: Callable[[_Item], None], items: Sequence[_Item], *, workers: int, timer: StallTimer
) -> Iterator[_Item]:
    """Yield each item for which the work is done, in whatever order that happens; the first failure ends it.

    Work that has begun is waited for, so that nothing goes on after an error was raised.
    Raises DeployError when nothing goes forward for too long.
    """
    rest = iter(items)
    with ThreadPoolExecutor(workers, thread_name_prefix="deploy") as pool:
        running: dict[Future[None], _Item] = {}
        try:
            for item in rest:
                running[pool.submit(work, item)] = item
                if len(running) >= 2 * workers:
                    yield from _completed(running, timer)
            while running:
                yield from _completed(running, timer)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _completed(running: dict[Future[None], _Item], timer: StallTimer) -> Iterator[_Item]:
    done, _ = wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED)
    if not done:
        timer.check()
    for future in done:
        item = running.pop(future)
        future.result()
        yield item

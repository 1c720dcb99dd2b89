"""Hand work to one or several processes in batches, and say how far it is."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import msgspec

from site_builder.disk import readable
from site_builder.engine import tasks
from site_builder.engine.progress import Progress
from site_builder.engine.site import Site, Theme
from site_builder.runners import InProcess, Runner, WorkerPool

BATCH = 32
"""Articles a process takes at a time."""

SMALL = 96
"""With fewer articles to work on, starting processes costs more than it saves."""

Item = TypeVar("Item")
Result = TypeVar("Result")
_ENCODE = msgspec.msgpack.Encoder().encode


class Crew:
    """The processes of one build."""

    def __init__(self, site: Site, theme: Theme, *, meaning: str, jobs: int, progress: Progress) -> None:
        self._context = _ENCODE(
            tasks.Context(
                settings=site.settings,
                content=os.fsencode(site.content),
                shown=readable(site.display_path),
                output=os.fsencode(site.output),
                state=os.fsencode(site.state),
                templates=theme.templates,
                meaning=meaning,
            )
        )
        self._jobs = jobs
        self._progress = progress
        self._runners: dict[bool, Runner] = {}

    def study(self, paths: Sequence[str]) -> Iterator[tasks.Studied]:
        """Study sources, in order."""
        return self._work("reading", tasks.study_batch, paths, len(paths), _ENCODE, list[tasks.Studied])

    def finish(
        self, orders: Iterable[tasks.Order], count: int, *, facets: tuple[str, ...]
    ) -> Iterator[tasks.Finished]:
        """Finish `count` articles, in order."""
        return self._work(
            "writing",
            tasks.finish_batch,
            orders,
            count,
            lambda batch: _ENCODE(tasks.Delivery(facets, batch)),
            list[tasks.Finished],
        )

    def close(self) -> None:
        """Let the processes go."""
        for runner in self._runners.values():
            runner.close()

    def _work(
        self,
        step: str,
        work: Callable[[bytes], bytes],
        items: Iterable[Item],
        count: int,
        encode: Callable[[list[Item]], bytes],
        results: type[list[Result]],
    ) -> Iterator[Result]:
        decode = msgspec.msgpack.Decoder(results).decode
        done = 0
        for answer in self._runner(count).each(work, (encode(batch) for batch in _batches(items))):
            found = decode(answer)
            done += len(found)
            self._progress.step(step, done, count)
            yield from found

    def _runner(self, items: int) -> Runner:
        many = self._jobs > 1 and items > SMALL
        if many not in self._runners:
            self._runners[many] = (
                WorkerPool(tasks.prepare, self._context, jobs=self._jobs)
                if many
                else InProcess(tasks.prepare, self._context)
            )
        return self._runners[many]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch

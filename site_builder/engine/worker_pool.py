"""Hand work to one or several processes in batches, and say how far it is."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from site_builder.disk import FileStamp, readable
from site_builder.engine import worker
from site_builder.engine.progress import Progress
from site_builder.engine.site import Site, Theme
from site_builder.engine.understood import Understood
from site_builder.runners import InProcessRunner, ProcessRunner, Runner

BATCH = 32
"""Articles a process takes at a time."""

SMALL = 96
"""With fewer articles to work on, starting processes costs more than it saves."""

Item = TypeVar("Item")
Result = TypeVar("Result")
_ENCODE = msgspec.msgpack.Encoder().encode


class WorkerPool:
    """The processes of one build, or of a server that reads an archive."""

    def __init__(
        self,
        site: Site,
        theme: Theme,
        *,
        program_digest: str,
        jobs: int,
        progress: Progress,
        attachments: Mapping[str, FileStamp],
        search_pages: Path | None = None,
        threads: bool = False,
    ) -> None:
        """Work with the files that articles may refer to; with `threads` in this process it cannot be forked.

        The pages that the search index is made from are kept in `search_pages`, if it is given.
        """
        self._context = _ENCODE(
            worker.WorkerContext(
                settings=site.settings,
                content=os.fsencode(site.content),
                display_path=readable(site.display_path),
                output=os.fsencode(site.output),
                state=os.fsencode(site.state),
                templates=theme.templates,
                program_digest=program_digest,
                search_pages=os.fsencode(search_pages) if search_pages else b"",
                attachments=dict(attachments),
            )
        )
        self.settings = site.settings
        self._jobs = jobs
        self._progress = progress
        self._threads = threads
        self._runners: dict[bool, Runner] = {}

    def study(self, paths: Sequence[str]) -> Iterator[worker.StudyResult]:
        """Study sources, in order."""
        return self._work("reading", worker.study_batch, paths, len(paths), _ENCODE, list[worker.StudyResult])

    def finish(
        self, jobs: Iterable[worker.Job], count: int, *, facets: tuple[str, ...]
    ) -> Iterator[worker.JobResult]:
        """Finish `count` articles, in order."""
        return self._work(
            "writing",
            worker.finish_batch,
            jobs,
            count,
            lambda batch: _ENCODE(worker.JobBatch(facets, batch)),
            list[worker.JobResult],
        )

    def understand(self, jobs: Iterable[worker.Job], count: int, *, step: str) -> Iterator[Understood]:
        """Understand `count` articles without writing anything, in order."""
        return self._work(step, worker.understand_batch, jobs, count, _ENCODE, list[Understood])

    def prepare(self, jobs: Iterable[worker.Job], count: int) -> Iterator[Understood]:
        """Understand `count` articles in order, and leave them where `finish` finds them."""
        return self._work("understanding", worker.prepare_batch, jobs, count, _ENCODE, list[Understood])

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
        # Begun here and not with the first result, which somebody may wait for in another thread.
        answers = self._runner(count).each(work, (encode(batch) for batch in _batches(items)))
        return self._decoded(step, answers, count, msgspec.msgpack.Decoder(results).decode)

    def _decoded(
        self, step: str, answers: Iterator[bytes], count: int, decode: Callable[[bytes], list[Result]]
    ) -> Iterator[Result]:
        done = 0
        for answer in answers:
            batch = decode(answer)
            done += len(batch)
            self._progress.step(step, done, count)
            yield from batch

    def _runner(self, items: int) -> Runner:
        many = self._jobs > 1 and items > SMALL
        if many not in self._runners:
            self._runners[many] = (
                ProcessRunner(worker.prepare_worker, self._context, jobs=self._jobs, threads=self._threads)
                if many
                else InProcessRunner(worker.prepare_worker, self._context)
            )
        return self._runners[many]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch

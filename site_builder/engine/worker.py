"""The work of one process: study batches of sources, finish batches of articles, write what they became."""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from site_builder import pipeline
from site_builder.disk import Staging, open_source, readable
from site_builder.engine.compiled import CompiledTemplates
from site_builder.engine.ledger import pack, write_whole
from site_builder.model import Card, PassageRecord, Problem, Recurrence, SiteError, Source
from site_builder.pages import PACKED
from site_builder.rendering import Renderer
from site_builder.runners import time_limit
from site_builder.settings import Settings

TIME_LIMIT = 20.0
"""Seconds one article may take in one step before it is refused, so that it cannot stall the others."""


class WorkerContext(msgspec.Struct, frozen=True):
    """What every process needs to know once."""

    settings: Settings
    content: bytes
    """Folders are bytes, as their names need not be text."""
    display_path: str
    output: bytes
    state: bytes
    templates: dict[str, str]
    program_digest: str
    """Digest of the program and the settings."""


class StudyLocation(msgspec.Struct, frozen=True, array_like=True):
    """Where a study waits for the second step."""

    process: int
    start: int
    length: int


class StudyResult(msgspec.Struct, frozen=True, array_like=True):
    """What the first step gives back of one source; a refused one has no passages."""

    path: str
    digest: str
    passages: PassageRecord | None
    problems: tuple[Problem, ...]
    location: StudyLocation | None


class Job(msgspec.Struct, frozen=True, array_like=True):
    """What the second step needs to know of one article besides its study."""

    path: str
    address: str
    digest: str
    recurrences: dict[int, Recurrence]
    location: StudyLocation | None


class JobBatch(msgspec.Struct, frozen=True, array_like=True):
    """A batch of jobs."""

    facets: tuple[str, ...]
    jobs: list[Job]


class JobResult(msgspec.Struct, frozen=True, array_like=True):
    """What the second step gives back of one article."""

    path: str
    card: Card | None
    list_digest: bytes
    """What `card_digest` gives."""
    blocks: tuple[int, ...]
    """What `blocks_by_class` gives."""
    problems: tuple[Problem, ...]
    files: bytes
    """Its files, as they are stored."""
    written: int
    packed: StudyLocation | None = None
    """Where the parts of it wait that go into packs."""
    stated_url: str = ""
    """The address of the original that it states itself."""


class Worker:
    """The tools of one process."""

    def __init__(self, context: WorkerContext) -> None:
        self.context = context
        self.content = Path(os.fsdecode(context.content))
        self.staging = Staging(Path(os.fsdecode(context.output)))
        state = Path(os.fsdecode(context.state))
        self.renderer = Renderer(context.templates, compiled=CompiledTemplates(state, context.program_digest))
        self.spill = SpillFile(state)

    def study(self, path: str) -> StudyResult:
        """Read and study one source, and leave the study where the second step finds it."""
        context = self.context
        source = open_source(
            self.content, path, display_path=context.display_path, limit=context.settings.limits.file_bytes
        )
        if isinstance(source, Problem):
            return StudyResult(path, "", None, (source,), None)
        digest = source_digest(source)
        study = pipeline.study(source, context.settings)
        if not study.reading.blocks:
            return StudyResult(path, digest, None, study.reading.problems, None)
        return StudyResult(
            path, digest, study.passage_record, study.reading.problems, self.spill.put(_ENCODE(study))
        )

    def finish(self, job: Job, facets: tuple[str, ...]) -> JobResult:
        """Turn a study into an article, render its files and write them."""
        study = self._study_of(job)
        if isinstance(study, Problem):
            return _refused_article(job.path, study)
        settings = self.context.settings
        article = pipeline.understand(study, job.recurrences, settings, reasons=False)
        card = pipeline.card_of(study, article, job.address, settings)
        outputs = pipeline.render_article(
            study, article, card, settings=settings, facets=facets, renderer=self.renderer
        )
        folder = card.address.rstrip("/")
        contents = [(output.path[len(folder) + 1 :], output.data) for output in outputs]
        packed = None
        if settings.layout == "lean":
            by_name = dict(contents)
            packed = self.spill.put(_ENCODE([by_name.pop(name) for name in PACKED]))
            contents = list(by_name.items())
        files, written = self.staging.put_all(folder, contents)
        return JobResult(
            job.path,
            card,
            card_digest(card),
            pipeline.blocks_by_class(article),
            article.problems,
            pack(files),
            written,
            packed,
            article.stated_url or "",
        )

    def _study_of(self, job: Job) -> "pipeline.Study | Problem":
        if job.location:
            return _DECODE(self.spill.get(job.location))
        context = self.context
        source = open_source(
            self.content,
            job.path,
            display_path=context.display_path,
            limit=context.settings.limits.file_bytes,
        )
        if isinstance(source, Problem):
            return source
        if source_digest(source) != job.digest:
            return Problem(
                source.display_path,
                None,
                "changed",
                "it changed while the archive was built",
                "build again",
                refused=True,
            )
        return pipeline.study(source, context.settings)


class SpillFile:
    """Studies on disk between the two steps, so that memory does not grow with the archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine = -1
        self._end = 0
        self._open: dict[int, int] = {}

    def put(self, data: bytes) -> StudyLocation:
        """Keep a study; any process of this build can get it. Raises SiteError when the disk does not take it."""
        path = self._folder / f"spill-{os.getpid()}"
        if self._mine < 0:
            self._mine = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        write_whole(self._mine, data, path)
        place = StudyLocation(os.getpid(), self._end, len(data))
        self._end += len(data)
        return place

    def get(self, place: StudyLocation) -> bytes:
        """Give a study back."""
        handle = self._open.get(place.process)
        if handle is None:
            handle = self._open[place.process] = os.open(self._folder / f"spill-{place.process}", os.O_RDONLY)
        return os.pread(handle, place.length, place.start)


FILE_DIGEST_LENGTH = 64
"""Characters at the beginning of what `source_digest` returns that are the SHA-256 of the file alone."""


def source_digest(source: Source) -> str:
    """Digest what one article is made from: its file and the notes beside it."""
    digest = hashlib.sha256(source.data).hexdigest()
    return f"{digest}+{hashlib.sha256(source.notes).hexdigest()}" if source.notes else digest


DIGEST_BYTES = 16
"""Bytes of each of the digests that `card_digest` gives."""


def card_digest(card: Card) -> bytes:
    """Digest what pages show of an article: one digest for each `CardDetail`, in its order, of what it adds."""
    places = card.address, card.metadata
    items = card.path, card.title, card.titled, card.words
    return b"".join(
        [
            hashlib.blake2b(_ENCODE(part), digest_size=DIGEST_BYTES).digest()
            for part in (places, items, card.excerpt)
        ]
    )


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(pipeline.Study).decode
_workers: list[Worker] = []
"""The tools of this process, set by `prepare`; a worker process has no other place to keep them."""


def prepare_worker(context: bytes) -> None:
    """Set up this process."""
    _workers[:] = [Worker(msgspec.msgpack.decode(context, type=WorkerContext))]


def study_batch(batch: bytes) -> bytes:
    """Study the sources of a batch: msgpack of paths in, msgpack of Studied out."""
    (worker,) = _workers
    paths = msgspec.msgpack.decode(batch, type=list[str])
    return _ENCODE([_guarded(worker.study, path, path, _refused_study) for path in paths])


def finish_batch(batch: bytes) -> bytes:
    """Finish the articles of a batch: msgpack of a Delivery in, msgpack of Finished out."""
    (worker,) = _workers
    job_batch = msgspec.msgpack.decode(batch, type=JobBatch)
    finish = partial(worker.finish, facets=job_batch.facets)
    return _ENCODE([_guarded(finish, job, job.path, _refused_article) for job in job_batch.jobs])


def _refused_study(path: str, problem: Problem) -> StudyResult:
    return StudyResult(path, "", None, (problem,), None)


def _refused_article(path: str, problem: Problem) -> JobResult:
    return JobResult(path, None, b"", (), (problem,), b"", 0)


Item = TypeVar("Item")
Result = TypeVar("Result")


def _guarded(
    work: Callable[[Item], Result], item: Item, path: str, lost: Callable[[str, Problem], Result]
) -> Result:
    """Do the work on one article; whatever goes wrong with it is a problem of that article alone.

    Only what would hit every article alike, such as a full disk, goes on upwards.
    """
    where = readable(os.path.join(_workers[0].context.display_path, path))
    staging = _workers[0].staging
    staging.begin()
    try:
        with time_limit(TIME_LIMIT):
            return work(item)
    except SiteError:
        raise
    except TimeoutError:
        message, hint = (
            f"it took longer than {TIME_LIMIT:g} seconds",
            "split the file, or report it as a mistake of the program",
        )
    except Exception as error:  # A mistake of the program in one article must not cost the others.
        message = f"the program failed on it: {type(error).__name__}: {error}"
        hint = "please report this with the file"
    staging.drop_last()
    return lost(path, Problem(where, None, "failed", message, hint, refused=True))

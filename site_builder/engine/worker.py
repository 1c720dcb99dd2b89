"""The work of one process: study batches of sources, finish batches of articles, write what they became."""

import hashlib
import os
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from site_builder import pipeline
from site_builder.disk import AttachmentIndex, AttachmentReader, FileStamp, Staging, open_source, readable
from site_builder.engine.compiled import CompiledTemplates
from site_builder.engine.ledger import pack
from site_builder.engine.spill import SpillFile, StudyLocation
from site_builder.engine.understood import Understood, summarise
from site_builder.memo import Memo
from site_builder.model import (
    NO_ONWARD,
    Article,
    ArticleIdentity,
    Card,
    NoticeLink,
    Onward,
    OutgoingLinks,
    PassageRecord,
    Problem,
    Recurrence,
    Relations,
    SiteError,
    Source,
)
from site_builder.pages import PACKED, first_line, shown_words
from site_builder.rendering import Renderer
from site_builder.runners import time_limit
from site_builder.search import write_page
from site_builder.settings import Settings

_SENT_TEXTS = 8192
"""Texts of notices that a process remembers to have sent, at least."""

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
    search_pages: bytes = b""
    """Folder for the pages that the search index is made from; empty where there is none."""
    attachments: dict[str, FileStamp] = {}
    """The files that articles may refer to, as the listing found them."""


class StudyResult(msgspec.Struct, frozen=True, array_like=True):
    """What the first step gives back of one source; a refused one has no passages."""

    path: str
    digest: str
    passages: PassageRecord | None
    problems: tuple[Problem, ...]
    location: StudyLocation | None
    outgoing: OutgoingLinks = OutgoingLinks()


class Job(msgspec.Struct, frozen=True, array_like=True):
    """What the second step needs to know of one article besides its study."""

    path: str
    address: str
    digest: str
    recurrences: dict[int, Recurrence]
    location: StudyLocation | None
    relations: Relations = Relations()
    notices: dict[int, NoticeLink] = {}
    """What the margin says of its notices, by the digest of their wording."""
    onward: Onward = NO_ONWARD
    """The ways on from it."""
    understood: StudyLocation | None = None
    """Where the article waits, if it was understood in an earlier step."""


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
    identity: ArticleIdentity | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    """Key and address of every file that it refers to."""
    search_pages: tuple[str, ...] = ()
    """Names of the pages that the search index is made from."""


class Worker:
    """The tools of one process."""

    def __init__(self, context: WorkerContext) -> None:
        self.context = context
        self.content = Path(os.fsdecode(context.content))
        self.state = Path(os.fsdecode(context.state))
        self.staging = Staging(Path(os.fsdecode(context.output)))
        self.spill = SpillFile(self.state)
        self._sent_texts = Memo[bool](_SENT_TEXTS)
        """Texts of notices that whoever asks for articles has from this process already."""
        index = AttachmentIndex(context.attachments)
        self._read_file = AttachmentReader(self.content, index, display_path=context.display_path).read

    @cached_property
    def _renderer(self) -> Renderer:
        """Fills templates; a server has articles understood without it."""
        compiled = CompiledTemplates(self.state, self.context.program_digest)
        return Renderer(self.context.templates, compiled=compiled)

    def study(self, path: str) -> StudyResult:
        """Read and study one source, and leave the study where the second step finds it."""
        return self._study(path)[0]

    def _study(self, path: str) -> tuple[StudyResult, pipeline.Study | None]:
        context = self.context
        source = open_source(
            self.content, path, display_path=context.display_path, limit=context.settings.limits.file_bytes
        )
        if isinstance(source, Problem):
            return StudyResult(path, "", None, (source,), None), None
        digest = source_digest(source)
        study = pipeline.study(source, context.settings, self._read_file)
        if not study.reading.blocks:
            return StudyResult(path, digest, None, study.reading.problems, None), None
        location = self.spill.put(_ENCODE(study))
        return StudyResult(
            path, digest, study.passage_record, study.reading.problems, location, study.outgoing
        ), study

    def understand(self, job: Job) -> Understood:
        """Turn a source, or its study from an earlier step, into an article without writing anything."""
        if job.location:
            earlier = _DECODE(self.spill.get(job.location))
            return summarise(
                earlier,
                self._understand(job, earlier),
                job.digest,
                location=job.location,
                recurrences=job.recurrences,
            )
        result, study = self._study(job.path)
        if study is None:
            return Understood(job.path, result.digest, None, result.problems)
        return summarise(
            study,
            self._understand(job, study),
            result.digest,
            location=result.location,
            recurrences=job.recurrences,
        )

    def prepare(self, job: Job) -> Understood:
        """Understand an article, and leave it where `finish` finds it."""
        study = self._study_of(job)
        if isinstance(study, Problem):
            return Understood(job.path, job.digest, None, (study,))
        understood = self._understand(job, study)
        location = self.spill.put(_ENCODE(understood))
        summary = summarise(study, understood, job.digest, location=job.location, recurrences=job.recurrences)
        texts = tuple(each for each in summary.notice_texts if self._sent_texts.get(each[0]) is None)
        for digest, _ in texts:
            self._sent_texts.put(digest, True)
        return msgspec.structs.replace(summary, article=location, notice_texts=texts)

    def _understand(self, job: Job, study: pipeline.Study) -> tuple[Article, Card, ArticleIdentity]:
        if job.understood:
            return _DECODE_UNDERSTOOD(self.spill.get(job.understood))
        settings = self.context.settings
        article = pipeline.understand(study, job.recurrences, settings, reasons=False)
        card = pipeline.card_of(study, article, job.address, settings)
        return article, card, pipeline.identity(study, article, card, job.recurrences)

    def finish(self, job: Job, facets: tuple[str, ...]) -> JobResult:
        """Turn a study into an article, render its files and write them."""
        study = self._study_of(job)
        if isinstance(study, Problem):
            return _refused_article(job.path, study)
        article, card, identity = self._understand(job, study)
        outputs = pipeline.render_article(
            study,
            article,
            card,
            settings=self.context.settings,
            facets=facets,
            relations=job.relations,
            onward=job.onward,
            notice_links=job.notices,
            renderer=self._renderer,
        )
        folder = card.address.rstrip("/")
        contents = [(output.path[len(folder) + 1 :], output.data) for output in outputs]
        packed = None
        if self.context.settings.layout == "lean":
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
            identity,
            tuple(study.attachments.addresses.items()),
            self._search_pages(study, article, card, job.notices),
        )

    def _search_pages(
        self, study: pipeline.Study, article: Article, card: Card, notices: dict[int, NoticeLink]
    ) -> tuple[str, ...]:
        """Keep the pages that the search index is made from; returns their names."""
        if not self.context.search_pages:
            return ()
        store = Path(os.fsdecode(self.context.search_pages))
        documents = pipeline.search_documents(study, article, card, self.context.settings, notices)
        return tuple([write_page(store, document) for document in documents])

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
        return pipeline.study(source, context.settings, self._read_file)


def source_digest(source: Source) -> str:
    """Digest what one article is made from: its file and the notes beside it."""
    digest = hashlib.sha256(source.data).hexdigest()
    return f"{digest}+{hashlib.sha256(source.notes).hexdigest()}" if source.notes else digest


DIGEST_BYTES = 16
"""Bytes of each of the digests that `card_digest` gives."""


def card_digest(card: Card) -> bytes:
    """Digest what pages show of an article: one digest for each `CardDetail`, in its order, of what it adds."""
    places = card.address, card.metadata
    line = first_line(card.excerpt)
    items = card.path, card.title, card.titled, shown_words(card.words), line, len(card.notes)
    texts = card.excerpt, card.notes
    return b"".join(
        [
            hashlib.blake2b(_ENCODE(part), digest_size=DIGEST_BYTES).digest()
            for part in (places, items, texts, card.notices)
        ]
    )


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(pipeline.Study).decode
_DECODE_UNDERSTOOD = msgspec.msgpack.Decoder(tuple[Article, Card, ArticleIdentity]).decode
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


def prepare_batch(batch: bytes) -> bytes:
    """Prepare the articles of a batch: msgpack of Jobs in, msgpack of Understood out."""
    (worker,) = _workers
    jobs = msgspec.msgpack.decode(batch, type=list[Job])
    return _ENCODE([_guarded(worker.prepare, job, job.path, _not_understood) for job in jobs])


def understand_batch(batch: bytes) -> bytes:
    """Understand the articles of a batch: msgpack of Jobs in, msgpack of Understood out."""
    (worker,) = _workers
    jobs = msgspec.msgpack.decode(batch, type=list[Job])
    return _ENCODE([_guarded(worker.understand, job, job.path, _not_understood) for job in jobs])


def _not_understood(path: str, problem: Problem) -> Understood:
    return Understood(path, "", None, (problem,))


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
    except Exception as error:  # A mistake of the program in one article must not cost the others.
        message, hint = failure(error)
    staging.drop_last()
    return lost(path, Problem(where, None, "failed", message, hint, refused=True))


def failure(error: Exception) -> tuple[str, str]:
    """Return what is wrong where the work on one article raised this, and the way out."""
    if isinstance(error, TimeoutError):
        return (
            f"it took longer than {TIME_LIMIT:g} seconds",
            "split the file, or report it as a mistake of the program",
        )
    return f"the program failed on it: {type(error).__name__}: {error}", "please report this with the file"

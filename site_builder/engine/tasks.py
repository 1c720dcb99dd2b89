"""The work of one process: study batches of sources, finish batches of articles, write what they became."""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from site_builder import pipeline
from site_builder.disk import Folder, open_source, readable
from site_builder.engine.compiled import CompiledTemplates
from site_builder.engine.ledger import Journal, pack, write_whole
from site_builder.model import Card, PassageRecord, Problem, Recurrence, SiteError, Source
from site_builder.rendering import Renderer
from site_builder.runners import time_limit
from site_builder.settings import Settings

TIME_LIMIT = 20.0
"""Seconds one article may take in one step before it is refused, so that it cannot stall the others."""


class Context(msgspec.Struct, frozen=True):
    """What every process needs to know once."""

    settings: Settings
    content: bytes
    """Folders are bytes, as their names need not be text."""
    shown: str
    output: bytes
    state: bytes
    templates: dict[str, str]
    meaning: str
    """Digest of the program and the settings."""


class Spilled(msgspec.Struct, frozen=True, array_like=True):
    """Where a study waits for the second step."""

    process: int
    start: int
    length: int


class Studied(msgspec.Struct, frozen=True, array_like=True):
    """What the first step gives back of one source; a refused one has no sighting."""

    path: str
    digest: str
    sighting: PassageRecord | None
    problems: tuple[Problem, ...]
    spilled: Spilled | None


class Order(msgspec.Struct, frozen=True, array_like=True):
    """What the second step needs to know of one article besides its study."""

    path: str
    address: str
    digest: str
    recurrences: dict[int, Recurrence]
    spilled: Spilled | None


class Delivery(msgspec.Struct, frozen=True, array_like=True):
    """A batch of orders."""

    facets: tuple[str, ...]
    orders: list[Order]


class Finished(msgspec.Struct, frozen=True, array_like=True):
    """What the second step gives back of one article."""

    path: str
    card: Card | None
    shown: bytes
    """What `digest_of_card` gives."""
    blocks: tuple[int, ...]
    """What `blocks_by_class` gives."""
    problems: tuple[Problem, ...]
    files: bytes
    """Its files, packed as they are stored."""
    written: int


class Workshop:
    """The tools of one process."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.content = Path(os.fsdecode(context.content))
        self.folder = Folder(Path(os.fsdecode(context.output)))
        state = Path(os.fsdecode(context.state))
        self.renderer = Renderer(context.templates, compiled=CompiledTemplates(state, context.meaning))
        self.journal = Journal(state)
        self.spill = Spill(state)

    def study(self, path: str) -> Studied:
        """Read and study one source, and leave the study where the second step finds it."""
        context = self.context
        source = open_source(
            self.content, path, shown=context.shown, limit=context.settings.limits.file_bytes
        )
        if isinstance(source, Problem):
            return Studied(path, "", None, (source,), None)
        digest = digest_of(source)
        study = pipeline.study(source, context.settings)
        if not study.reading.blocks:
            return Studied(path, digest, None, study.reading.problems, None)
        return Studied(
            path, digest, study.passage_record, study.reading.problems, self.spill.put(_ENCODE(study))
        )

    def finish(self, order: Order, facets: tuple[str, ...]) -> Finished:
        """Turn a study into an article, render its files and write them."""
        study = self._study_of(order)
        if isinstance(study, Problem):
            return _lost_finish(order.path, study)
        settings = self.context.settings
        article = pipeline.understand(study, order.recurrences, settings, reasons=False)
        card = pipeline.card_of(study, article, order.address, settings)
        outputs = pipeline.render_article(
            study, article, card, settings=settings, facets=facets, renderer=self.renderer
        )
        folder = card.address.rstrip("/")
        contents = [(output.path[len(folder) + 1 :], output.data) for output in outputs]
        self.journal.note(f"{folder}/{name}" for name, _ in contents)
        files, written = self.folder.write_all(folder, contents)
        return Finished(
            order.path,
            card,
            digest_of_card(card),
            pipeline.blocks_by_class(article),
            article.problems,
            pack(files),
            written,
        )

    def _study_of(self, order: Order) -> "pipeline.Study | Problem":
        if order.spilled:
            return _DECODE(self.spill.get(order.spilled))
        context = self.context
        source = open_source(
            self.content, order.path, shown=context.shown, limit=context.settings.limits.file_bytes
        )
        if isinstance(source, Problem):
            return source
        if digest_of(source) != order.digest:
            return Problem(
                source.display_path,
                None,
                "changed",
                "it changed while the archive was built",
                "build again",
                refused=True,
            )
        return pipeline.study(source, context.settings)


class Spill:
    """Studies on disk between the two steps, so that memory does not grow with the archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine = -1
        self._end = 0
        self._open: dict[int, int] = {}

    def put(self, data: bytes) -> Spilled:
        """Keep a study; any process of this build can get it. Raises SiteError when the disk does not take it."""
        path = self._folder / f"spill-{os.getpid()}"
        if self._mine < 0:
            self._mine = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        write_whole(self._mine, data, path)
        place = Spilled(os.getpid(), self._end, len(data))
        self._end += len(data)
        return place

    def get(self, place: Spilled) -> bytes:
        """Give a study back."""
        handle = self._open.get(place.process)
        if handle is None:
            handle = self._open[place.process] = os.open(self._folder / f"spill-{place.process}", os.O_RDONLY)
        return os.pread(handle, place.length, place.start)


def digest_of(source: Source) -> str:
    """Digest what one article is made from: its file and the notes beside it."""
    digest = hashlib.sha256(source.data).hexdigest()
    return f"{digest}+{hashlib.sha256(source.notes).hexdigest()}" if source.notes else digest


DIGEST = 16
"""Bytes of each of the digests that `digest_of_card` gives."""


def digest_of_card(card: Card) -> bytes:
    """Digest what pages show of an article: one digest for each of `Shows`, in its order, of what it shows besides."""
    places = card.address, card.metadata
    items = card.path, card.title, card.titled, card.words
    return b"".join(
        [
            hashlib.blake2b(_ENCODE(part), digest_size=DIGEST).digest()
            for part in (places, items, card.excerpt)
        ]
    )


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(pipeline.Study).decode
_workshops: list[Workshop] = []
"""The tools of this process, set by `prepare`; a worker process has no other place to keep them."""


def prepare(context: bytes) -> None:
    """Set up this process."""
    _workshops[:] = [Workshop(msgspec.msgpack.decode(context, type=Context))]


def study_batch(batch: bytes) -> bytes:
    """Study the sources of a batch: msgpack of paths in, msgpack of Studied out."""
    (workshop,) = _workshops
    paths = msgspec.msgpack.decode(batch, type=list[str])
    return _ENCODE([_guarded(workshop.study, path, path, _lost_study) for path in paths])


def finish_batch(batch: bytes) -> bytes:
    """Finish the articles of a batch: msgpack of a Delivery in, msgpack of Finished out."""
    (workshop,) = _workshops
    delivery = msgspec.msgpack.decode(batch, type=Delivery)
    finish = partial(workshop.finish, facets=delivery.facets)
    return _ENCODE([_guarded(finish, order, order.path, _lost_finish) for order in delivery.orders])


def _lost_study(path: str, problem: Problem) -> Studied:
    return Studied(path, "", None, (problem,), None)


def _lost_finish(path: str, problem: Problem) -> Finished:
    return Finished(path, None, b"", (), (problem,), b"", 0)


Item = TypeVar("Item")
Result = TypeVar("Result")


def _guarded(
    work: Callable[[Item], Result], item: Item, path: str, lost: Callable[[str, Problem], Result]
) -> Result:
    """Do the work on one article; whatever goes wrong with it is a problem of that article alone.

    Only what would hit every article alike, such as a full disk, goes on upwards.
    """
    where = readable(os.path.join(_workshops[0].context.shown, path))
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
    return lost(path, Problem(where, None, "failed", message, hint, refused=True))

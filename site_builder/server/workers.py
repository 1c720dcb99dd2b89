"""Understand articles in other processes, so that a whole archive can be read while pages are served."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import msgspec

from site_builder import pipeline
from site_builder.disk import open_source, readable
from site_builder.engine.worker import TIME_LIMIT, SpillFile, StudyLocation, source_digest
from site_builder.model import Article, Card, PassageRecord, Problem, Recurrence
from site_builder.runners import end_with_parent, time_limit
from site_builder.settings import Settings


class Context(msgspec.Struct, frozen=True):
    """What every process needs to know once."""

    settings: Settings
    content: bytes
    shown: str
    spill: str
    """Folder in which studies wait until all articles have been seen."""


class Order(msgspec.Struct, frozen=True, array_like=True):
    """An article to understand."""

    path: str
    address: str
    recurrences: dict[int, Recurrence]
    spilled: StudyLocation | None
    """Its study, where it has been studied before."""


class Doubt(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How sure the program is of an article."""

    lowest: float
    """The confidence of its least certain block."""
    blocks: int
    """How many blocks are less certain than they should be."""


class Understood(msgspec.Struct, frozen=True, array_like=True):
    """What an article means as far as lists and other articles need to know."""

    path: str
    digest: str
    sighting: PassageRecord | None
    """None for a source that is refused, and so is the card."""
    card: Card | None
    blocks: tuple[int, ...]
    doubt: Doubt | None
    problems: tuple[Problem, ...]
    spilled: StudyLocation | None


DOUBTFUL = 0.8
"""Blocks below this confidence are worth a look."""


def doubt_of(article: Article) -> Doubt:
    """Say how sure the program is of an article."""
    found = [label.confidence for label in article.labels]
    return Doubt(min(found, default=1.0), sum(each < DOUBTFUL for each in found))


def summary(
    study: pipeline.Study, article: Article, card: Card, digest: str, spilled: StudyLocation | None = None
) -> Understood:
    """Give what is remembered of an article."""
    return Understood(
        path=article.path,
        digest=digest,
        sighting=study.passage_record,
        card=card,
        blocks=pipeline.blocks_by_class(article),
        doubt=doubt_of(article),
        problems=article.problems,
        spilled=spilled,
    )


def refused(path: str, digest: str, problems: Sequence[Problem]) -> Understood:
    """Give the result of a source that could not become an article."""
    return Understood(path, digest, None, None, (), None, tuple(problems), None)


class _Desk:
    """The tools of one process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._spill = SpillFile(Path(context.spill))

    def work(self, order: Order) -> Understood:
        try:
            with time_limit(TIME_LIMIT):
                return self._work(order)
        except TimeoutError:
            message, hint = f"it took longer than {TIME_LIMIT:g} seconds", "split the file"
        except Exception as error:  # A mistake of the program in one article must not cost the others.
            message = f"the program failed on it: {type(error).__name__}: {error}"
            hint = "please report this with the file"
        where = readable(os.path.join(self._context.shown, order.path))
        return refused(order.path, "", [Problem(where, None, "failed", message, hint, refused=True)])

    def _work(self, order: Order) -> Understood:
        context = self._context
        if order.spilled:
            try:
                digest, study = _STUDIES.decode(self._spill.get(order.spilled))
            except OSError:
                # Somebody cleaned up; the source is still there.
                order = msgspec.structs.replace(order, spilled=None)
            else:
                return self._understand(order, study, digest, None)
        limit = context.settings.limits.file_bytes
        source = open_source(
            Path(os.fsdecode(context.content)), order.path, display_path=context.shown, limit=limit
        )
        if isinstance(source, Problem):
            return refused(order.path, "", [source])
        digest = source_digest(source)
        study = pipeline.study(source, context.settings)
        if not study.reading.blocks:
            return refused(order.path, digest, study.reading.problems)
        spilled = self._spill.put(_ENCODE((digest, study)))
        return self._understand(order, study, digest, spilled)

    def _understand(
        self, order: Order, study: pipeline.Study, digest: str, spilled: StudyLocation | None
    ) -> Understood:
        settings = self._context.settings
        article = pipeline.understand(study, order.recurrences, settings, reasons=False)
        card = pipeline.card_of(study, article, order.address, settings)
        return summary(study, article, card, digest, spilled)


_ENCODE = msgspec.msgpack.Encoder().encode
_STUDIES = msgspec.msgpack.Decoder(tuple[str, pipeline.Study])
_desks: list[_Desk] = []
"""The tools of this process, set by `prepare`; a worker process has no other place to keep them."""


def prepare(context: bytes) -> None:
    """Set up this process."""
    # Whoever stops the server from the keyboard stops this process too, and the server sees to that.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _desks[:] = [_Desk(msgspec.msgpack.decode(context, type=Context))]


def understand_batch(batch: bytes) -> bytes:
    """Understand the articles of a batch: msgpack of Orders in, msgpack of Understood out."""
    (desk,) = _desks
    return _ENCODE([desk.work(order) for order in msgspec.msgpack.decode(batch, type=list[Order])])

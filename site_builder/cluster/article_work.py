"""The work on single articles, in a process of its own: study, understand, render.

Run as a program, it reads a `Setup` from standard input, then one article at a time, and answers each;
a further `Setup` begins another task.
"""

import os
import sys
from collections.abc import Callable
from functools import cached_property, partial
from typing import cast

import msgspec

from site_builder import pipeline
from site_builder.cluster.build_plan import StoredFile
from site_builder.cluster.object_store import open_store
from site_builder.cluster.pipe_messages import read_message, write_message
from site_builder.cluster.sandbox import DONE, FAILED, READY, SETUP, STOP, limit_memory, private_output
from site_builder.cluster.stored_files import StoredFiles
from site_builder.engine.worker import TIME_LIMIT, failure, source_digest
from site_builder.indexing import select_recurrences
from site_builder.model import (
    NO_ONWARD,
    Article,
    ArticleIdentity,
    Card,
    NoticeLink,
    NoticeText,
    Onward,
    OutgoingLinks,
    PassageRecord,
    Problem,
    Recurrence,
    Relations,
    SiteError,
    Source,
)
from site_builder.rendering import Renderer
from site_builder.runners import collecting_seldom, time_limit
from site_builder.search import page_key, page_of
from site_builder.settings import Settings


class Setup(msgspec.Struct, frozen=True):
    """What the work on every article of a shard needs."""

    step: str
    """`study`, `understand` or `render`."""
    url: str
    """The store, from which the files are read that articles refer to."""
    settings: Settings
    display_path: str
    files: dict[str, StoredFile] = {}
    recurrences: dict[int, Recurrence] = {}
    """Of the passages of this shard."""
    templates: dict[str, str] = {}
    facets: tuple[str, ...] = ()
    """Keys of the facets in the menu."""
    is_searched: bool = False
    """Whether the pages that Pagefind reads are wanted too."""


class Studied(msgspec.Struct, frozen=True, array_like=True):
    """What the study of one source gives; a refused one has no passages and no study."""

    digest: str
    passages: PassageRecord | None
    problems: tuple[Problem, ...]
    study: bytes
    files: tuple[str, ...] = ()
    """Keys of the pictures and files that it asked for."""


class UnderstandItem(msgspec.Struct, frozen=True, array_like=True):
    """A study, and the address of the article."""

    study: bytes
    address: str


class UnderstoodArticle(msgspec.Struct, frozen=True, array_like=True):
    """What understanding an article gives."""

    article: bytes
    """Without its blocks, which its study has."""
    card: Card
    blocks: tuple[int, ...]
    """What `blocks_by_class` gives."""
    problems: tuple[Problem, ...]
    identity: ArticleIdentity
    outgoing: OutgoingLinks
    stated_url: str
    files: tuple[str, ...]
    """Keys of the pictures and files that it refers to."""
    notice_texts: dict[int, NoticeText]
    """The texts of its notices by their digests."""


class RenderItem(msgspec.Struct, frozen=True, array_like=True):
    """A study, the article that was understood from it, and what its page shows of others."""

    study: bytes
    article: bytes
    card: Card
    relations: Relations
    onward: Onward = NO_ONWARD
    notices: dict[int, NoticeLink] = {}
    """What the margin says of its notices, by the digest of their wording."""


class RenderedArticle(msgspec.Struct, frozen=True, array_like=True):
    """The files of one article."""

    files: tuple[tuple[str, bytes], ...]
    attachments: tuple[tuple[str, str], ...]
    """Key and address of the files that it refers to and that are published."""
    pages: tuple[tuple[str, bytes], ...]
    """Name and bytes of the pages that are searched; none in a site without search."""


_ENCODE = msgspec.msgpack.Encoder().encode
_STUDY = msgspec.msgpack.Decoder(pipeline.Study).decode
_ARTICLE = msgspec.msgpack.Decoder(Article).decode


class ArticleWork:
    """The three steps over one article."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    @cached_property
    def _files(self) -> StoredFiles | None:
        """Opens what articles refer to; without any files the store need not be opened."""
        setup = self._setup
        return StoredFiles(open_store(setup.url), setup.files, setup.display_path) if setup.files else None

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self._setup.templates)

    def study(self, item: bytes) -> bytes:
        """Study one source."""
        source = msgspec.msgpack.decode(item, type=Source)
        digest = source_digest(source)
        read_file = self._files.read if self._files else StoredFiles.none(self._setup.display_path)
        asked: dict[str, None] = {}

        def read(key: str, limit: int) -> bytes | Problem:
            asked[key] = None
            return read_file(key, limit)

        study = pipeline.study(source, self._setup.settings, read)
        problems = study.reading.problems
        if not study.reading.blocks:
            return _ENCODE(Studied(digest, None, problems, b"", tuple(asked)))
        return _ENCODE(Studied(digest, study.passage_record, problems, _ENCODE(study), tuple(asked)))

    def understand(self, item: bytes) -> bytes:
        """Turn a study into an article."""
        job = msgspec.msgpack.decode(item, type=UnderstandItem)
        study, settings = _STUDY(job.study), self._setup.settings
        recurrences = select_recurrences(self._setup.recurrences, study.passage_record)
        article = pipeline.understand(study, recurrences, settings, reasons=False)
        card = pipeline.card_of(study, article, job.address, settings)
        return _ENCODE(
            UnderstoodArticle(
                _ENCODE(msgspec.structs.replace(article, blocks=())),
                card,
                pipeline.blocks_by_class(article),
                article.problems,
                pipeline.identity(study, article, card, recurrences),
                study.outgoing,
                article.stated_url or "",
                tuple(study.attachments.addresses),
                {notice.text: notice.passage for notice in article.notices},
            )
        )

    def render(self, item: bytes) -> bytes:
        """Make the files of an article."""
        job = msgspec.msgpack.decode(item, type=RenderItem)
        study = _STUDY(job.study)
        article = msgspec.structs.replace(_ARTICLE(job.article), blocks=study.reading.blocks)
        outputs = pipeline.render_article(
            study,
            article,
            job.card,
            settings=self._setup.settings,
            facets=self._setup.facets,
            relations=job.relations,
            onward=job.onward,
            notice_links=job.notices,
            renderer=self._renderer,
        )
        files = tuple((output.path, output.data) for output in outputs)
        settings = self._setup.settings
        pages: tuple[tuple[str, bytes], ...] = ()
        if self._setup.is_searched:
            documents = pipeline.search_documents(study, article, job.card, settings, job.notices)
            pages = tuple((page_key(document), page_of(document)) for document in documents)
        return _ENCODE(RenderedArticle(files, tuple(study.attachments.addresses.items()), pages))


def answer(work: Callable[[bytes], bytes], item: bytes) -> bytes:
    """Do the work on one article, and say how it went."""
    try:
        with time_limit(TIME_LIMIT):
            return DONE + work(item)
    except SiteError as error:
        return STOP + f"{error.message}\0{error.hint}".encode()
    except Exception as error:  # A mistake of the program in one article must not cost the others.
        return FAILED + failure(error)[0].encode("utf-8", "replace")


def main() -> None:
    """Work until the other side has nothing more."""
    limit_memory()
    with os.fdopen(private_output(), "wb") as output, collecting_seldom():
        work: Callable[[bytes], bytes] | None = None
        for message in iter(partial(_next, sys.stdin.buffer), None):
            if message[:1] == SETUP:
                setup = msgspec.msgpack.decode(message[1:], type=Setup)
                work = cast(Callable[[bytes], bytes], getattr(ArticleWork(setup), setup.step))
                write_message(output, READY)
            else:
                assert work is not None
                write_message(output, answer(work, message[1:]))


def _next(pipe: object) -> bytes | None:
    try:
        return read_message(pipe)
    except EOFError:
        return None


if __name__ == "__main__":
    main()

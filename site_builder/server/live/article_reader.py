"""Read single sources, and keep those at hand that somebody looks at."""

import os
from collections.abc import Iterable

import msgspec

from site_builder import pipeline
from site_builder.disk import AttachmentReader, native_path, open_source
from site_builder.engine.file_publishing import is_at
from site_builder.engine.understood import Understood, summarise
from site_builder.engine.worker import source_digest
from site_builder.model import Article, Card, Problem, Recurrence, Source
from site_builder.server.live.article_set import ArticleSet, State

_KEPT = 48
"""Articles that are kept whole; more than a person has open in tabs."""


class OpenArticle(msgspec.Struct, frozen=True):
    """One article with everything that its page shows."""

    study: pipeline.Study
    article: Article
    card: Card
    recurrences: dict[int, Recurrence]
    """Those it was understood with."""
    digest: str
    """Of what it was read from."""


class ArticleReader:
    """Reads the sources of an archive one at a time."""

    def __init__(self, articles: ArticleSet) -> None:
        self._articles = articles
        self._open: dict[str, OpenArticle] = {}
        self._attached: dict[str, str] = {}
        """Keys of the files that articles refer to, by address."""

    def read(self, path: str) -> bool:
        """Bring one source up to date now; return whether it means something else than before.

        Passages that come or go are counted later, by `ArticleSet.recount`.
        """
        articles = self._articles
        articles.accept_stamp(path)
        source = self._source(path)
        if source is None:
            articles.drop([path])
            return True
        if isinstance(source, Problem):
            return articles.take(Understood(path, "", None, (source,)))
        digest = source_digest(source)
        record = articles.record(path)
        if record and record.digest == digest and articles.state_of(path) != State.PENDING:
            return articles.confirm(path)
        return self._study(path, source, digest)

    def open(self, path: str) -> OpenArticle | None:
        """Return an article whole; None for a source that is refused and was never anything else."""
        articles = self._articles
        if articles.state_of(path) in (State.PENDING, State.TOUCHED):
            self.read(path)
        record = articles.record(path)
        kept = self._open.get(path)
        if record and (kept is None or kept.digest != record.digest):
            source = self._source(path)
            if isinstance(source, Source):
                self._study(path, source, source_digest(source))
            record, kept = articles.record(path), self._open.get(path)
        if record is None or kept is None:
            return None
        opened = self._understand(path, kept.study, kept.digest)
        if opened.card != record.card:
            articles.put_card(path, opened.card, opened.article)
        return opened

    def attachment(self, address: str) -> bytes | None:
        """Return the file at an address that an article which was read here refers to; None where there is none."""
        key = self._attached.get(address)
        if key is None:
            return None
        site = self._articles.site
        limits = site.settings.limits
        files = AttachmentReader(site.content, self._articles.attachments, display_path=site.display_path)
        data = files.read(key, max(limits.picture_bytes, limits.attachment_bytes))
        return data if isinstance(data, bytes) and is_at(address, data) else None

    def update_open(self, paths: Iterable[str]) -> None:
        """Understand those of some articles again that are at hand and whose recurrences have changed."""
        for path in paths:
            if path in self._open and path in self._articles.addresses:
                self.open(path)

    def refresh_next(self) -> bool:
        """Do one piece of the work that the states ask for; return False where there is none."""
        articles = self._articles
        if path := articles.next(State.TOUCHED):
            self._look_at(path)
        elif path := articles.next(State.PENDING):
            self.read(path)
        elif path := articles.next(State.STALE):
            self.settle(path)
        else:
            return articles.mark_stale()
        return True

    def settle(self, path: str) -> None:
        """Understand an article with the recurrences as they are counted now, and note what lists show of it."""
        opened = self.open(path)
        if opened and self._articles.state_of(path) == State.STALE:
            self._articles.take(self._summary(opened))
        elif self._articles.state_of(path) == State.STALE:
            self._articles.enter(path, State.READY)

    def _look_at(self, path: str) -> None:
        """Read a source that was touched, or mark it as pending where its bytes changed too."""
        self._articles.accept_stamp(path)
        record, source = self._articles.record(path), self._source(path)
        if record and isinstance(source, Source) and source_digest(source) == record.digest:
            self._articles.confirm(path)
        else:
            self._articles.enter(path, State.PENDING)

    def _source(self, path: str) -> Source | Problem | None:
        """Read a file; None where there is none any more."""
        site = self._articles.site
        if not os.path.lexists(os.path.join(site.content, native_path(path))):
            return None
        return open_source(
            site.content, path, display_path=site.display_path, limit=site.settings.limits.file_bytes
        )

    def _study(self, path: str, source: Source, digest: str) -> bool:
        articles = self._articles
        site = articles.site
        files = AttachmentReader(site.content, articles.attachments, display_path=site.display_path)
        study = pipeline.study(source, site.settings, files.read)
        addresses = study.attachments.addresses
        self._attached.update((address, key) for key, address in addresses.items() if address)
        refusals = study.reading.problems if not study.reading.blocks else ()
        before = articles.record(path)
        if before and before.card and before.digest != digest:
            # What the last good notes corrected stays corrected until these can be read again.
            refusals = refusals or tuple(each for each in study.corrections.problems if each.refused)
        if refusals:
            return articles.take(Understood(path, digest, None, refusals))
        articles.put_passages(path, digest, study.passage_record)
        changed = articles.take(self._summary(self._understand(path, study, digest)))
        return changed or articles.record(path) != before

    @staticmethod
    def _summary(opened: OpenArticle) -> Understood:
        return summarise(
            opened.study,
            (
                opened.article,
                opened.card,
                pipeline.identity(opened.study, opened.article, opened.card, opened.recurrences),
            ),
            opened.digest,
            location=None,
            recurrences=opened.recurrences,
        )

    def _understand(self, path: str, study: pipeline.Study, digest: str) -> OpenArticle:
        """Understand an article with the recurrences as they are counted now, and keep it at hand."""
        articles = self._articles
        recurrences = articles.recurrences_of(study.passage_record)
        address, settings = articles.addresses[path], articles.site.settings
        kept = self._open.pop(path, None)
        if kept is None or kept.study is not study or kept.recurrences != recurrences:
            article = pipeline.understand(study, recurrences, settings)
            card = pipeline.card_of(study, article, address, settings)
            kept = OpenArticle(study, article, card, recurrences, digest)
        elif kept.card.address != address and settings.addresses == "path":
            kept = msgspec.structs.replace(kept, card=msgspec.structs.replace(kept.card, address=address))
        self._open[path] = kept
        while len(self._open) > _KEPT:
            del self._open[next(iter(self._open))]
        return kept

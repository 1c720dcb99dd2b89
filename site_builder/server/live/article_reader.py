"""Read single sources, and hold those at hand that somebody looks at."""

import os

import msgspec

from site_builder import pipeline
from site_builder.disk import native_path, open_source
from site_builder.engine.worker import source_digest
from site_builder.model import Article, Card, Problem, Recurrence, Source
from site_builder.server.live.article_set import ArticleSet
from site_builder.server.workers import doubt_of, refused, summary

_MOST = 48
"""How many articles are kept whole; more than a person has open in tabs."""


class OpenArticle(msgspec.Struct, frozen=True):
    """One article with everything that its page shows."""

    study: pipeline.Study
    article: Article
    card: Card
    passages: dict[int, Recurrence]
    """The recurrences it was understood with."""
    digest: str
    """Of what it was read from."""


class ArticleReader:
    """Reads the sources of an archive one at a time."""

    def __init__(self, articles: ArticleSet) -> None:
        self.articles = articles
        self._opened: dict[str, OpenArticle] = {}

    def check(self, path: str) -> bool:
        """Read one source now if its bytes are not those that are known; say whether that changed anything."""
        stamp = self.articles.suspects.pop(path, None)
        record = self.articles.records.get(path)
        if stamp and record:
            self.articles.records[path] = msgspec.structs.replace(record, stamp=stamp)
        return self.read(path)

    def read(self, path: str) -> bool:
        """Bring one source up to date now; say whether it means something else than before."""
        found = self._open(path)
        if found is None:
            self.articles.drop([path])
            return True
        if isinstance(found, Problem):
            self.articles.waiting.pop(path, None)
            return self.articles.take(refused(path, "", [found]))
        digest = source_digest(found)
        record = self.articles.records.get(path)
        if path not in self.articles.waiting and record and record.digest == digest:
            return self.articles.broken.pop(path, None) is not None
        self.articles.waiting.pop(path, None)
        return self._study(path, found, digest)

    def _open(self, path: str) -> Source | Problem | None:
        """Read a file; None where there is none any more."""
        site = self.articles.site
        if not os.path.lexists(os.path.join(site.content, native_path(path))):
            return None
        return open_source(
            site.content, path, display_path=site.display_path, limit=site.settings.limits.file_bytes
        )

    def _study(self, path: str, source: Source, digest: str) -> bool:
        study = pipeline.study(source, self.articles.site.settings)
        if not study.reading.blocks:
            return self.articles.take(refused(path, digest, study.reading.problems))
        known = self.articles.records.get(path)
        mended = path in self.articles.broken
        # Its passages are counted first, so that the article is understood with itself among the others.
        self.articles.replace(path, self.articles.record_of(path, digest, study.passage_record, known))
        opened = self._understand(path, study, digest)
        self.articles.take(summary(opened.study, opened.article, opened.card, digest))
        return mended or self.articles.records[path] != known

    def _understand(self, path: str, study: pipeline.Study, digest: str) -> OpenArticle:
        """Understand an article with the recurrences there are now, and keep it at hand."""
        passages = self.articles.passages.slice(study.passage_record)
        address = self.articles.addresses[path]
        settings = self.articles.site.settings
        kept = self._opened.pop(path, None)
        if kept is None or kept.study is not study or kept.passages != passages:
            article = pipeline.understand(study, passages, settings)
            card = pipeline.card_of(study, article, address, settings)
            kept = OpenArticle(study, article, card, passages, digest)
        elif kept.card.address != address and settings.addresses == "path":
            kept = msgspec.structs.replace(kept, card=msgspec.structs.replace(kept.card, address=address))
        self._opened[path] = kept
        while len(self._opened) > _MOST:
            del self._opened[next(iter(self._opened))]
        return kept

    def open(self, path: str) -> OpenArticle | None:
        """Give an article whole; None for a source that is refused and was never anything else."""
        if path in self.articles.waiting or path in self.articles.suspects:
            self.check(path)
        record = self.articles.records.get(path)
        kept = self._opened.get(path)
        if record and (kept is None or kept.digest != record.digest):
            found = self._open(path)
            if isinstance(found, Source):
                self._study(path, found, source_digest(found))
            record = self.articles.records.get(path)
            kept = self._opened.get(path)
        if record is None or kept is None:
            return None
        opened = self._understand(path, kept.study, kept.digest)
        if opened.card != record.card:
            self.articles.replace(path, msgspec.structs.replace(record, card=opened.card))
        return opened

    def look_at(self, path: str) -> None:
        """Read a source whose stamp changed, or put it in line where its bytes changed too."""
        stamp = self.articles.suspects.pop(path)
        record = self.articles.records.get(path)
        found = self._open(path)
        if record and isinstance(found, Source) and source_digest(found) == record.digest:
            self.articles.records[path] = msgspec.structs.replace(record, stamp=stamp)
        else:
            self.articles.waiting[path] = None

    def settle(self, path: str) -> None:
        """Bring what lists show of one article up to date."""
        self.articles.unsettled.pop(path, None)
        opened = self.open(path)
        if opened:
            self.articles.doubts[path] = doubt_of(opened.article)

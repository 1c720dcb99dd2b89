"""Show why an article is understood as it is, and take corrections of it."""

from urllib.parse import quote

import msgspec

from site_builder.disk import NOTES, Folder
from site_builder.model import SiteError
from site_builder.reading import NotesFileError
from site_builder.server.http.messages import RefusedError
from site_builder.server.inspector.article_view import article_view, percent
from site_builder.server.inspector.correction import CorrectionRequest, corrected_notes
from site_builder.server.inspector.inspector_views import DoubtfulArticle, ListView
from site_builder.server.inspector.live_templates import LiveTemplates
from site_builder.server.inspector.missing_facts import ROOT as MISSING
from site_builder.server.inspector.missing_facts import MissingFacts
from site_builder.server.inspector.note_writer import NoteRequest, NoteWriter, described_notes
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.page_maker import PageMaker
from site_builder.server.live.resource import Resource, as_resource

_LISTED = 200
"""Articles in the list of the least certain; when these are done, others follow."""

_BOM = "\ufeff"


class Inspector:
    """Looks at articles of one site."""

    def __init__(self, live: LiveSite, pages: PageMaker, *, token: str) -> None:
        self._live = live
        self._pages = pages
        self._token = token
        self._note_writer = NoteWriter()
        self._templates = LiveTemplates(live.theme)
        self._missing = MissingFacts(live, self._templates)
        self._places: dict[str, tuple[float, str]] = {}
        """What articles are ranked by, as it was when they were first looked at.

        Whoever goes through them and corrects one goes on from where it was, not from where it is now.
        """

    def notes(self, path: str) -> Resource | None:
        """Return the notes on an article as its notes file has them, and what writing needs, as JSON."""
        source = self._source_of(path.removeprefix("/_notes").strip("/"))
        if source:
            self._live.read_now(source)
        opened = self._live.reader.open(source) if source else None
        if opened is None:
            return None
        return as_resource(described_notes(opened, self._token), "application/json")

    def page(self, path: str) -> Resource | None:
        """Return the page for an article, or a list of articles; None where there is none."""
        if path.startswith(MISSING):
            return self._missing.page(path)
        name = path.removeprefix("/_inspect").strip("/")
        if not name:
            return self._templates.fill("inspect_list.html", self._list())
        source = self._source_of(name)
        opened = self._live.reader.open(source) if source else None
        if source is None or opened is None:
            return self._pages.refused_page(source) if source else None
        view = article_view(opened, self._live.site.settings, token=self._token)
        rank, doubtful, less_certain, more_certain = self._neighbours(source)
        view = msgspec.structs.replace(
            view,
            rank=rank,
            doubtful=doubtful,
            less_sure=_href(less_certain) if less_certain else "",
            surer=_href(more_certain) if more_certain else "",
        )
        return self._templates.fill("inspect.html", view)

    def _source_of(self, name: str) -> str | None:
        """Return the source that a name means: a path below the content folder, or an address."""
        articles = self._live.articles
        if name in articles.addresses:
            return name
        folder = name.removesuffix("index.html").rstrip("/") + "/"
        return articles.path_of(folder) or articles.path_of("articles/" + folder)

    def write(self, path: str, body: bytes) -> str:
        """Write a correction and return the name of the file it is written to. Raises RefusedError."""
        source = self._source_of(path.removeprefix("/_inspect").strip("/"))
        if source:
            self._live.read_now(source)
        opened = self._live.reader.open(source) if source else None
        if source is None or opened is None:
            raise RefusedError(404, "there is no such article")
        try:
            is_note = b'"note"' in body and "note" in msgspec.json.decode(body, type=dict[str, object])
            kind: type[NoteRequest | CorrectionRequest] = NoteRequest if is_note else CorrectionRequest
            request = msgspec.json.decode(body, type=kind)
        except msgspec.DecodeError as error:
            raise RefusedError(400, str(error)) from error
        if request.digest != opened.article.sha256:
            raise RefusedError(409, "the article has changed meanwhile; look again")
        name = source.rpartition(".")[0] + NOTES
        folder = Folder(self._live.site.content)
        try:
            before = (folder.read(name) or b"").decode()
            mark, plain = (_BOM if before.startswith(_BOM) else ""), before.removeprefix(_BOM)
            if isinstance(request, NoteRequest):
                text = self._note_writer.changed(name, plain, request, opened)
            else:
                text = corrected_notes(plain, request, opened, self._live.site.settings.label_keys)
            folder.write(name, (mark + text).encode())
        except (NotesFileError, SiteError, UnicodeDecodeError) as error:
            raise RefusedError(409, str(error)) from error
        return name

    def _ranked(self) -> list[tuple[float, str]]:
        """List the articles with doubtful blocks in order, those first in which one look settles most.

        Of the articles that share a passage in doubt, the first stands where the passage puts it; the others follow by
        what else is in doubt in them, the least certain first.
        """
        certainties = self._live.articles.certainties()
        doubtful = [(each, path) for path, each in certainties.items() if each.doubtful]
        ranked: list[tuple[float, str]] = []
        shared: set[int] = set()
        for certainty, path in sorted(doubtful, key=lambda pair: (-pair[0].gain, pair[0].lowest, pair[1])):
            first = certainty.passage not in shared
            ranked.append((-certainty.gain if first else certainty.lowest - 1, path))
            if certainty.passage:
                shared.add(certainty.passage)
        return sorted(ranked)

    def _neighbours(self, source: str) -> tuple[int, int, str, str]:
        """Return the rank of an article among those in doubt, or 0; how many these are; those before and after it."""
        places = {path: self._places.get(path, (lowest, path)) for lowest, path in self._ranked()}
        if source in places:
            self._places.setdefault(source, places[source])
        here = self._places.get(source, (float("-inf"), source))
        before = [place for place in places.values() if place < here]
        _, less_certain = max(before, default=(0.0, ""))
        _, more_certain = min((place for place in places.values() if place > here), default=(0.0, ""))
        return len(before) + 1 if source in places else 0, len(places), less_certain, more_certain

    def _list(self) -> ListView:
        articles = self._live.articles
        ranked = self._ranked()
        articles.mark_unassessed()
        items = []
        for _, path in ranked[:_LISTED]:
            record, certainty = articles.record(path), articles.certainty(path)
            if record and record.card and certainty:
                title = record.card.title
                items.append(
                    DoubtfulArticle(title, _href(path), path, percent(certainty.lowest), certainty.doubtful)
                )
        return ListView(
            self._live.site.settings.title,
            tuple(items),
            len(ranked),
            len(articles.certainties()),
            len(articles.addresses),
            self._missing.fields(),
        )


def _href(source: str) -> str:
    return "/_inspect/" + quote(source.encode("utf-8", "surrogateescape"))

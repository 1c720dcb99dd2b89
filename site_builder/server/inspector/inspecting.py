"""Show why an article is understood as it is, and take corrections of it."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import msgspec

from site_builder import segmenting
from site_builder.annotating import anchor
from site_builder.disk import Folder
from site_builder.disk.sources import NOTES
from site_builder.model import Block, Metadata, Page, Role, SiteError, Source, Voice
from site_builder.pipeline import corrected_settings
from site_builder.reading import decode
from site_builder.rendering import Renderer
from site_builder.roles import CLASS_OF, ROLES
from site_builder.server.http.messages import RefusedError
from site_builder.server.inspector.inspector_views import Choice, Doubted, Fact, InspectView, ListView, Row
from site_builder.server.inspector.notes_file import NotesError, quote_for, with_block, with_field
from site_builder.server.live.article_reader import OpenArticle
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.resource import Resource, as_resource, broken_page
from site_builder.server.workers import DOUBTFUL

_LISTS = frozenset({"byline", "regions", "themes", "reports"})
_BETWEEN = " | "
_LEAST = 200
"""ArticleSet in the list of the least certain; when these are done, others follow."""

_RIVALS = 3
"""Other roles that are named for a block in doubt."""

_EXPLAINED = 12
"""Blocks in doubt whose other roles are named, the least certain first; each weighs the whole article again."""


class Inspector:
    """Looks at articles of one site."""

    def __init__(self, live: LiveSite, *, token: str) -> None:
        self._live = live
        self._token = token
        self._files: dict[str, bytes] = {}
        self._renderer = Renderer({})
        """Fills the templates in these files."""
        self._places: dict[str, tuple[float, str]] = {}
        """What articles are ranked by, as it was when they were first looked at.

        Whoever goes through them and corrects one goes on from where it was, not from where it is now.
        """

    def page(self, path: str) -> Resource | None:
        """Give the inspector's page for an article, or the list of the least certain; None where there is none."""
        name = path.removeprefix("/_inspect").strip("/")
        if not name:
            return self._fill("inspect_list.html", self._list())
        source = self.source_of(name)
        if source is None:
            return None
        opened = self._live.opening.open(source)
        return (
            self._fill("inspect.html", self._view(source, opened))
            if opened
            else self._live.refused_page(source)
        )

    def source_of(self, name: str) -> str | None:
        """Give the source that a name means: a path below the content folder, or an address."""
        articles = self._live.articles
        if name in articles.addresses:
            return name
        folder = name.removesuffix("index.html").rstrip("/") + "/"
        return articles.path_of(folder) or articles.path_of("articles/" + folder)

    def write(self, path: str, body: bytes) -> str:
        """Take a correction and give the name of the file it is written to. Raises RefusedError."""
        source = self.source_of(path.removeprefix("/_inspect").strip("/"))
        if source:
            # Somebody may have saved it a moment ago.
            self._live.opening.read(source)
        opened = self._live.opening.open(source) if source else None
        if source is None or opened is None:
            raise RefusedError(404, "there is no such article")
        try:
            asked = msgspec.json.decode(body, type=Asked)
        except msgspec.DecodeError as error:
            raise RefusedError(400, str(error)) from error
        if asked.digest != opened.article.sha256:
            raise RefusedError(409, "the article has changed meanwhile; look again")
        name = source.rpartition(".")[0] + NOTES
        folder = Folder(self._live.site.content)
        try:
            before = (folder.read(name) or b"").decode("utf-8-sig")
            folder.write(name, _changed(before, asked, opened).encode())
        except (NotesError, SiteError, UnicodeDecodeError) as error:
            raise RefusedError(409, str(error)) from error
        return name

    def _fill(self, template: str, view: object) -> Resource:
        files = self._live.look.live
        if files is not self._files:
            texts = {name: data.decode("utf-8", "replace") for name, data in files.items()}
            self._renderer = Renderer({name: text for name, text in texts.items() if name.endswith(".html")})
            self._files = files
        try:
            data = self._renderer.render(Page(template, template, view, "inspector"))
        except SiteError as error:
            return broken_page(error)
        return as_resource(data, "text/html; charset=utf-8")

    def _ranked(self) -> list[tuple[float, str]]:
        """Give the articles with doubtful blocks, the least certain first, with the confidence of its worst block."""
        doubts = self._live.articles.doubts
        return sorted((doubt.lowest, path) for path, doubt in doubts.items() if doubt.blocks)

    def _neighbours(self, source: str) -> tuple[int, int, str, str]:
        """Give the rank of an article among those in doubt, or 0; how many these are; those before and after it."""
        places = {path: self._places.get(path, (lowest, path)) for lowest, path in self._ranked()}
        if source in places:
            self._places.setdefault(source, places[source])
        here = self._places.get(source, (-1.0, source))
        before = [place for place in places.values() if place < here]
        _, less_sure = max(before, default=(0.0, ""))
        _, surer = min((place for place in places.values() if place > here), default=(0.0, ""))
        return len(before) + 1 if source in places else 0, len(places), less_sure, surer

    def _list(self) -> ListView:
        articles = self._live.articles
        ranked = self._ranked()
        articles.judge_all()
        items = [
            Doubted(
                record.card.title,
                _href(path),
                path,
                _percent(articles.doubts[path].lowest),
                articles.doubts[path].blocks,
            )
            for _, path in ranked[:_LEAST]
            if (record := articles.records.get(path)) and record.card
        ]
        known = len(articles.doubts)
        return ListView(
            self._live.site.settings.title, tuple(items), len(ranked), known, len(articles.addresses)
        )

    def _view(self, source: str, opened: OpenArticle) -> InspectView:
        rank, doubtful, less_sure, surer = self._neighbours(source)
        return InspectView(
            site=self._live.site.settings.title,
            title=opened.card.title,
            source=opened.article.display_path,
            href="/" + quote(opened.card.address),
            token=self._token,
            digest=opened.article.sha256,
            notes=source.rpartition("/")[2].rpartition(".")[0] + NOTES,
            facts=tuple(_facts(opened)),
            rows=tuple(self._rows(source, opened)),
            roles=tuple(Choice(role.value, row.key) for role, row in ROLES.items()),
            voices=tuple(Choice(voice.value, str(at)) for at, voice in enumerate(Voice, 1)),
            surer=_href(surer) if surer else "",
            less_sure=_href(less_sure) if less_sure else "",
            rank=rank,
            doubtful=doubtful,
        )

    def _rows(self, source: str, opened: OpenArticle) -> Iterator[Row]:
        """Give all lines of the source, each in exactly one row."""
        article = opened.article
        text = (
            decode(
                Source(source, article.display_path, opened.study.data),
                corrected_settings(self._live.site.settings, opened.study.corrections),
            ).text
            or ""
        )
        lines = text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        corrected = anchor(article.blocks, opened.study.corrections)[0]
        first = article.blocks[0].lines.start if article.blocks else len(lines)
        if first:
            name = "Front matter" if article.front_matter else "Blank lines"
            yield Row(-1, _numbered(lines, 0, first), "", "", "", 0, name, False, False, (), ())
        doubts = sorted(
            (label.confidence, block.index)
            for block, label in zip(article.blocks, article.labels, strict=True)
            if label.confidence < DOUBTFUL
        )
        explained = {index for _, index in doubts[:_EXPLAINED]}
        for block, label in zip(article.blocks, article.labels, strict=True):
            after = block.index + 1
            end = article.blocks[after].lines.start if after < len(article.blocks) else len(lines)
            yield Row(
                block=block.index,
                lines=_numbered(lines, block.lines.start, end),
                role=label.role.value,
                kind=CLASS_OF[label.role].value,
                voice=label.voice.value,
                sure=_percent(label.confidence),
                rule=label.rule,
                doubtful=label.confidence < DOUBTFUL,
                corrected=block.index in corrected,
                rivals=tuple(_rivals(opened, block, label.role)) if block.index in explained else (),
                parts=tuple(
                    f"{each.role.value}: {block.text[each.start : each.end]}" for each in label.parts
                ),
            )


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A correction as the page sends it."""

    digest: str
    """Of the source the page shows."""
    block: int | None = None
    role: Role | None = None
    voice: Voice | None = None
    field: str | None = None
    value: str | None = None
    """Several values stand with ` | ` between them; None takes the correction back."""


def _changed(text: str, asked: Asked, opened: OpenArticle) -> str:
    """Give the text of the notes file with the correction in it."""
    if asked.field is not None:
        if asked.field not in Metadata.__struct_fields__:
            raise NotesError(f"there is no field {asked.field!r}")
        value = asked.value
        if value is not None and asked.field in _LISTS:
            return with_field(text, asked.field, [each.strip() for each in value.split("|") if each.strip()])
        return with_field(text, asked.field, value)
    blocks = opened.article.blocks
    if asked.block is None or not 0 <= asked.block < len(blocks):
        raise NotesError("there is no such block")
    said = anchor(blocks, opened.study.corrections)[0].get(asked.block)
    return with_block(
        text,
        said.quote if said else quote_for(blocks, asked.block),
        line=said.line if said else None,
        role=asked.role,
        voice=asked.voice,
    )


def _facts(opened: OpenArticle) -> Iterator[Fact]:
    article, corrections = opened.article, opened.study.corrections
    sources = dict(article.provenance)
    for name in Metadata.__struct_fields__:
        value = getattr(article.metadata, name)
        found = sources.get(name)
        yield Fact(
            name=name,
            value=_BETWEEN.join(value) if isinstance(value, tuple) else value or "",
            line=found.lines.start + 1 if found else 0,
            rule=found.rule if found else "",
            sure=_percent(found.confidence) if found else 0,
            corrected=name in corrections.fields,
        )


def _rivals(opened: OpenArticle, block: Block, role: Role) -> Iterator[str]:
    study = opened.study
    ranked = segmenting.explain(study.reading, study.evidence, opened.passages, block.index)
    for each in [other for other in ranked if other.role != role][:_RIVALS]:
        yield f"{each.role.value} {_percent(each.confidence)}%"


def _numbered(lines: Sequence[str], start: int, end: int) -> tuple[tuple[int, str], ...]:
    return tuple((number + 1, lines[number]) for number in range(start, min(end, len(lines))))


def _percent(share: float) -> int:
    return round(100 * share)


def _href(source: str) -> str:
    return "/_inspect/" + quote(source.encode("utf-8", "surrogateescape"))

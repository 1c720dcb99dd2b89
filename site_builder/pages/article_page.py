"""The page of one article: its own text, the boilerplate around it, and who says what in the margin."""

from collections.abc import Iterator, Sequence

import msgspec

from site_builder.model import (
    NO_ONWARD,
    Article,
    Card,
    Metadata,
    Onward,
    Page,
    RoleClass,
)
from site_builder.note_kinds import lost_heading
from site_builder.pages.article_rows import RowView, SectionView, inner_html, lay_out_rows
from site_builder.pages.citation import CITATION_FORMATS, CitationView, citation
from site_builder.pages.comparison import Comparison
from site_builder.pages.composition import composition
from site_builder.pages.context import direction, page_context
from site_builder.pages.copies_page import copies_page
from site_builder.pages.humanize import day, minutes, one_line
from site_builder.pages.keeper_notes import NO_NOTES, KeeperNoteView, NotesView
from site_builder.pages.menu import label_folder
from site_builder.pages.onward_view import OnwardView, view_onward
from site_builder.pages.pack import pack_key
from site_builder.pages.structured_data import news_article
from site_builder.pages.views import Bar, Link, PageContext
from site_builder.pages.web_annotation import web_annotations
from site_builder.settings import Settings


class FactView(msgspec.Struct, frozen=True):
    """A name and what is known under it."""

    name: str
    links: tuple[Link, ...]


class EmptyLens(msgspec.Struct, frozen=True, gc=False):
    """A choice of what to show that would show nothing but the head, and what stands there instead."""

    value: str
    sentence: str


class PackView(msgspec.Struct, frozen=True, gc=False):
    """What is needed to find the parts of an article in the packs."""

    key: str
    address: str


class ArticleView(msgspec.Struct, frozen=True):
    """What the article template sees."""

    frame: PageContext
    draft: bool
    """Whether it calls itself a draft."""
    title: str
    title_section: SectionView | None
    """The block that is the title and nothing else, where it opens the article."""
    title_html: str
    """The title with passages marked in it, as safe HTML; empty where none is."""
    lang: str
    dir: str
    authors: tuple[Link, ...]
    publisher: Link | None
    date: str
    when: str
    reading: str
    bar: Bar | None
    rows: tuple[RowView, ...]
    lost_notes: tuple[KeeperNoteView, ...]
    """The keeper's notes whose words are gone."""
    lost_heading: str
    has_notes: bool
    """Whether the keeper has notes beside any of its words."""
    empty_lenses: tuple[EmptyLens, ...]
    """The choices of what to show that would show nothing."""
    facts: tuple[FactView, ...]
    onward: OnwardView
    """The ways on from it."""
    first_published: Link | None
    """The source, with the page of its articles."""
    first_date: str
    first_when: str
    source_url: str
    digest: str
    """SHA-256 of the source."""
    pack: PackView | None
    """Where source and annotations are, if not beside the page."""
    citation: str
    """In one line, for the clipboard."""
    citations: tuple[CitationView, ...]
    metas: tuple[Link, ...]
    """Name and content of `<meta>` elements that reference managers read."""
    structured: str
    """JSON-LD, safe inside a `<script>`."""


def plan_article(
    article: Article,
    card: Card,
    html: Sequence[str],
    source: bytes,
    settings: Settings,
    *,
    nav: tuple[Link, ...],
    onward: Onward = NO_ONWARD,
    notes: NotesView = NO_NOTES,
    comparisons: Sequence[Comparison] = (),
) -> Iterator[Page]:
    """Yield the page of an article and the files beside it.

    `html` has the safe HTML of each block, `source` is the file byte for byte, `nav` comes from `menu`,
    `comparisons` has what `compare_copies` gives.
    """
    home, origin = card.address, article.display_path
    shown = view(article, card, html, settings, nav=nav, onward=onward, notes=notes, comparisons=comparisons)
    yield Page(home + "index.html", "article.html", shown, origin)
    yield Page(home + "article.md", "", source, origin)
    yield Page(home + "annotations.json", "", web_annotations(article, home, source, settings), origin)
    if comparisons:
        yield copies_page(card, comparisons, settings, nav, origin)


def view(
    article: Article,
    card: Card,
    html: Sequence[str],
    settings: Settings,
    *,
    nav: tuple[Link, ...],
    onward: Onward = NO_ONWARD,
    notes: NotesView = NO_NOTES,
    comparisons: Sequence[Comparison] = (),
) -> ArticleView:
    """Lay out what the article template sees; `html` has the safe HTML of each block."""
    metadata = card.metadata
    title = one_line(card.title)
    lang = metadata.language or settings.language
    title_section, rows = lay_out_rows(article, title, html, notes, settings)
    date = metadata.date or ""
    source_date = metadata.source_date or ""
    around = page_context(
        card.address + "index.html",
        settings,
        nav,
        title=title,
        description=card.excerpt,
        lang=lang,
        here="articles/index.html",
    )
    return ArticleView(
        frame=around,
        draft=any(problem.code == "draft" for problem in article.problems),
        title=title,
        title_section=title_section,
        title_html=inner_html(title_section.html) if title_section and "<mark" in title_section.html else "",
        lang=lang,
        dir=direction(lang),
        authors=_links("authors", metadata.byline),
        publisher=_links("publishers", (metadata.publisher,))[0] if metadata.publisher else None,
        date=date,
        when=day(date),
        reading=minutes(card.words.article),
        bar=composition(card.words),
        rows=rows,
        lost_notes=notes.lost,
        lost_heading=lost_heading(settings.language) if notes.lost else "",
        has_notes=notes.are_placed,
        empty_lenses=_empty_lenses(rows),
        facts=_facts(metadata, settings),
        onward=view_onward(onward, card.address, metadata.language, settings, comparisons),
        first_published=_links("sources", (metadata.source,))[0] if metadata.source else None,
        first_date=source_date,
        first_when=day(source_date),
        source_url=_web_address(metadata.source_url),
        digest=article.sha256,
        pack=PackView(pack_key(card.address), card.address) if settings.layout == "lean" else None,
        citation=_in_one_line(title, metadata, day(date)),
        citations=_citations(card, settings),
        metas=_metas(title, metadata),
        structured=news_article(card, title, lang, around.canonical, settings),
    )


def _empty_lenses(rows: Sequence[RowView]) -> tuple[EmptyLens, ...]:
    layouts = {row.layout for row in rows if row.sections[0].kind != RoleClass.NONE}
    lenses = []
    if "furniture" in layouts and not layouts - {"head", "furniture"}:
        lenses.append(EmptyLens("article", "There is nothing here but notices."))
    if "furniture" not in layouts:
        lenses.append(EmptyLens("notices", "There are no notices in this article."))
    return tuple(lenses)


def _links(facet: str, labels: Sequence[str]) -> tuple[Link, ...]:
    return tuple(Link(one_line(label), label_folder(facet, label) + "index.html") for label in labels)


def _facts(metadata: Metadata, settings: Settings) -> tuple[FactView, ...]:
    stated = (facet for facet in settings.indexes if facet.is_stated)
    labels = ((facet, facet.labels(metadata)) for facet in stated)
    return tuple(FactView(facet.one, _links(facet.key, names)) for facet, names in labels if names)


def _web_address(url: str | None) -> str:
    """Return an address that may be followed; anything but the web is left to the text itself."""
    return url if url and url.isprintable() and url.startswith(("https://", "http://")) else ""


def _in_one_line(title: str, metadata: Metadata, when: str) -> str:
    who = one_line(", ".join(metadata.byline))
    where = ", ".join(filter(None, (one_line(metadata.publisher or ""), when)))
    return f"{who + ': ' if who else ''}“{title}”.{' ' + where + '.' if where else ''}"


def _citations(card: Card, settings: Settings) -> tuple[CitationView, ...]:
    cited = citation(card, settings)
    return tuple(CitationView(kind.name, kind.one(cited)) for kind in CITATION_FORMATS)


def _metas(title: str, metadata: Metadata) -> tuple[Link, ...]:
    """List the Highwire names that reference managers look for."""
    metas = [Link("citation_title", title)]
    metas += [Link("citation_author", one_line(name)) for name in metadata.byline]
    if metadata.date:
        metas.append(Link("citation_publication_date", metadata.date.replace("-", "/")))
    if metadata.publisher:
        metas.append(Link("citation_publisher", one_line(metadata.publisher)))
    return tuple(metas)

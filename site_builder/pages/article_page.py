"""The page of one article: its own text, the boilerplate around it, and who says what in the margin."""

import html as markup
import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from site_builder.model import (
    NO_ONWARD,
    Annotation,
    Article,
    Card,
    Metadata,
    NoticeLink,
    Onward,
    Page,
    Role,
    Segment,
    Voice,
)
from site_builder.note_kinds import lost_heading
from site_builder.pages.citation import CITATION_FORMATS, citation
from site_builder.pages.composition import composition
from site_builder.pages.context import direction, page_context
from site_builder.pages.humanize import day, minutes, one_line
from site_builder.pages.keeper_notes import NO_NOTES, BlockView, KeeperNoteView, NotesView, block_views
from site_builder.pages.menu import label_folder
from site_builder.pages.note_lists import notice_note_links
from site_builder.pages.onward_view import OnwardView, view_onward
from site_builder.pages.pack import pack_key
from site_builder.pages.structured_data import news_article
from site_builder.pages.views import Bar, Link, PageContext
from site_builder.pages.web_annotation import web_annotations
from site_builder.roles import BOILERPLATE, CLASS_OF
from site_builder.settings import Settings

_HEAD_LINES = frozenset({Role.TITLE, Role.BYLINE, Role.DATELINE, Role.TAXONOMY})
_ARTICLE_STARTS = frozenset({Role.BODY, Role.STANDFIRST, Role.MEDIA})
_TAG = re.compile(r"<[^<>]*>")
# Marks and numbers of the keeper's notes, which are no words of the title.
_NOTE_MARKS = re.compile(r'</?mark\b[^<>]*>|<sup><a class="md-noteref"[^<>]*>[^<>]*</a></sup>')


class NoteView(msgspec.Struct, frozen=True, gc=False):
    """What stands beside a passage."""

    id: str
    label: str
    speaker: str
    says: str
    common: str
    notices: tuple[NoticeLink, ...] = ()
    notes: tuple[Link, ...] = ()
    """The keeper's notes on this notice, wherever it stands."""


class SectionView(msgspec.Struct, frozen=True):
    """One segment."""

    id: str
    role: str
    kind: str
    """The class of the role."""
    voice: str
    html: str
    """Safe HTML of its blocks, in source order."""
    note: NoteView | None
    blocks: tuple[BlockView, ...] = ()
    """Its blocks one by one, where the keeper has notes on any of them."""
    notes: tuple[KeeperNoteView, ...] = ()
    """The keeper's notes on any of its blocks."""


class RowView(msgspec.Struct, frozen=True):
    """What stands side by side, or folded together."""

    layout: str
    """`text`, `small` for a head line away from the head, `furniture`, `noted` for text with a note, `head`."""
    sections: tuple[SectionView, ...]
    """One, or all that a `head` folds together."""

    @property
    def notes(self) -> bool:
        """Whether the keeper has notes on any of them."""
        return any(section.notes for section in self.sections)


class FactView(msgspec.Struct, frozen=True):
    """A name and what is known under it."""

    name: str
    links: tuple[Link, ...]


class CitationView(msgspec.Struct, frozen=True, gc=False):
    """The citation in one format."""

    name: str
    text: str


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
) -> Iterator[Page]:
    """Yield the page of an article and the files beside it.

    `html` has the safe HTML of each block, `source` is the file byte for byte, `nav` comes from `menu`.
    """
    home, origin = card.address, article.display_path
    shown = view(article, card, html, settings, nav=nav, onward=onward, notes=notes)
    yield Page(home + "index.html", "article.html", shown, origin)
    yield Page(home + "article.md", "", source, origin)
    yield Page(home + "annotations.json", "", web_annotations(article, home, source, settings), origin)


def view(
    article: Article,
    card: Card,
    html: Sequence[str],
    settings: Settings,
    *,
    nav: tuple[Link, ...],
    onward: Onward = NO_ONWARD,
    notes: NotesView = NO_NOTES,
) -> ArticleView:
    """Lay out what the article template sees; `html` has the safe HTML of each block."""
    metadata = card.metadata
    title = one_line(card.title)
    lang = metadata.language or settings.language
    title_section, rows = _rows(article, title, html, notes, settings)
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
        title_html=_inner(title_section.html) if title_section and "<mark" in title_section.html else "",
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
        facts=_facts(metadata, settings),
        onward=view_onward(onward, card.address, metadata.language, settings),
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


def _rows(
    article: Article, title: str, html: Sequence[str], keeper: NotesView, settings: Settings
) -> tuple[SectionView | None, tuple[RowView, ...]]:
    notes = {note.segment: note for note in article.annotations}
    sections = [
        _section(segment, notes.get(segment.id), html, keeper, settings) for segment in article.segments
    ]
    first = 0
    title_section = None
    if sections and sections[0].role == Role.TITLE and _says_only(sections[0].html, title):
        title_section = sections[0]
        first = 1
    rows: list[RowView] = []
    head: list[SectionView] = []
    begun = False
    for segment, section in zip(article.segments[first:], sections[first:], strict=True):
        role = segment.role
        if role in _HEAD_LINES and not begun:
            head.append(section)
            continue
        if head:
            rows.append(RowView("head", tuple(head)))
            head = []
        begun = begun or role in _ARTICLE_STARTS
        rows.append(RowView(_layout(role, section), (section,)))
    if head:
        rows.append(RowView("head", tuple(head)))
    return title_section, tuple(rows)


def _layout(role: Role, section: SectionView) -> str:
    if role in BOILERPLATE:
        return "furniture"
    if section.note is not None:
        return "noted"
    return "small" if role in _HEAD_LINES else "text"


def _section(
    segment: Segment, note: Annotation | None, html: Sequence[str], keeper: NotesView, settings: Settings
) -> SectionView:
    note_view = None
    if note is not None:
        note_view = NoteView(
            "n" + segment.id,
            one_line(note.label),
            one_line(note.speaker),
            one_line(note.says),
            one_line(note.common),
            tuple(
                NoticeLink(link.address, one_line(link.words), one_line(link.opening))
                for link in note.notices
                if link.address
            ),
            notice_note_links(note.notices, settings),
        )
    return SectionView(
        segment.id,
        *_words(segment.role, segment.voice),
        "\n".join(html[segment.first : segment.end]),
        note_view,
        *_annotated(segment, html, keeper),
    )


def _annotated(
    segment: Segment, html: Sequence[str], keeper: NotesView
) -> tuple[tuple[BlockView, ...], tuple[KeeperNoteView, ...]]:
    """Return the blocks of a segment and the notes on them, where the keeper has any."""
    if not keeper.by_block:
        return (), ()
    blocks = block_views(html[segment.first : segment.end], segment.first, keeper)
    return blocks, keeper.within(segment.first, segment.end)


@cache
def _words(role: Role, voice: Voice) -> tuple[str, str, str]:
    """Return a role, its class and a voice as plain strings. hot: see tests/benchmarks/stages.py"""
    return role.value, CLASS_OF[role].value, voice.value


def _says_only(block: str, title: str) -> bool:
    """Whether a block is one element that holds the title and nothing else.

    A title with a link or an emphasis inside is not: the heading of the page would drop them.
    """
    block = _NOTE_MARKS.sub("", block).strip()
    if block.count("<") != 2:
        return False
    return " ".join(markup.unescape(_TAG.sub("", block)).split()) == title


def _inner(block: str) -> str:
    """Return what stands in the one element that a block is."""
    block = block.strip()
    return block[block.index(">") + 1 : block.rindex("<")]


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

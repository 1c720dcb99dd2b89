"""The paginated lists of articles: of all, of one label, of two labels."""

from collections.abc import Iterator, Sequence
from functools import partial

from site_builder.facets import YEARS, Facet
from site_builder.model import Archive, Card, Notice, Shelf
from site_builder.pages.citation import CITATION_FORMATS, CITED_BY_FILE, CitationView, citation_name
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import months, summary, year_page
from site_builder.pages.feed import feeds
from site_builder.pages.humanize import one_line
from site_builder.pages.intersection import Pair, year_in_list
from site_builder.pages.list_view import Heading, ListContext, ShelfView, list_view, page_name, plan_list_page
from site_builder.pages.menu import facet_of, shelf_folder, undated_page
from site_builder.pages.notice_lists import outlet_notices_view
from site_builder.pages.notice_views import notice_digest
from site_builder.pages.pagination import MONTH, YEAR, ListPage, paginate
from site_builder.pages.planned import PageGroup, PlannedPage
from site_builder.pages.views import Link, Tally
from site_builder.settings import Settings

_OUTLETS = frozenset({"publishers", "sources"})
"""The facets whose labels are outlets, which say notices."""


def articles_group(archive: Archive, lists: ListContext) -> PageGroup:
    """Plan the list of all articles."""

    def pages() -> Iterator[PlannedPage]:
        for list_page in paginate(archive.cards, "articles/", size=lists.settings.page_size):
            view = partial(_articles_view, list_page, archive, lists)
            yield plan_list_page(list_page, archive.cards, "articles", view)

    return PageGroup("articles", "articles", archive.cards, pages, bars=(archive.cards,))


def shelf_group(shelf: Shelf, lists: ListContext) -> PageGroup:
    """Plan the list of one label; with several articles it has feeds, if news can appear under it, and citations."""
    folder = shelf_folder(shelf)
    settings = lists.settings
    notices = lists.outlets.of(shelf.term.slug) if shelf.facet in _OUTLETS else []
    digest = b"".join(map(notice_digest, notices)) + (b"all" if lists.intersections.has_all(shelf) else b"")

    def pages() -> Iterator[PlannedPage]:
        origin = f"{shelf.facet}: {one_line(shelf.term.name)}"
        for list_page in paginate(shelf.cards, folder, size=settings.page_size):
            view = partial(_shelf_view, list_page, shelf, notices, lists)
            yield plan_list_page(list_page, shelf.cards, origin, view, digest)
        if _has_feeds(shelf, settings):
            yield from feeds(shelf.cards, folder, f"{shelf.term.name} · {settings.title}", settings)
        yield from lists.citations.files(shelf.cards, folder)

    return PageGroup(
        folder.rstrip("/"), f"{folder}{shelf.term.name}", shelf.cards, pages, digest, (shelf.cards,)
    )


def pair_group(pair: Pair, lists: ListContext) -> PageGroup:
    """Plan the list of the articles that have two labels."""
    cards = pair.cards(lists.intersections.facets)
    names = f"{one_line(pair.first.term.name)}, {one_line(pair.second.term.name)}"

    def pages() -> Iterator[PlannedPage]:
        for list_page in paginate(cards, pair.folder, size=lists.settings.page_size):
            view = partial(_pair_view, list_page, pair, cards, lists)
            origin = f"{pair.first.facet} and {pair.second.facet}: {names}"
            yield plan_list_page(list_page, cards, origin, view)

    return PageGroup(pair.folder.rstrip("/"), f"{pair.folder}{names}", cards, pages, bars=(cards,))


def _has_several(shelf: Shelf) -> bool:
    return len(shelf.cards) > 1


def _has_feeds(shelf: Shelf, settings: Settings) -> bool:
    return _has_several(shelf) and facet_of(shelf, settings).feeds


def _articles_view(list_page: ListPage, archive: Archive, lists: ListContext) -> ShelfView:
    cards = archive.cards if list_page.first else ()
    settings = lists.settings
    here = "articles/index.html"
    frame = page_context(
        list_page.path, settings, lists.nav, title="Articles" + page_name(list_page), here=here
    )
    return list_view(
        list_page,
        frame,
        lists,
        heading="Articles",
        crumbs=_crumbs(list_page, Link("Articles", here)),
        list_summary=summary(cards, undated_page(archive), "articles/", settings)
        if list_page.first
        else None,
        cards=cards,
        year_hrefs=year_page,
    )


def _shelf_view(
    list_page: ListPage, shelf: Shelf, notices: Sequence[Notice], lists: ListContext
) -> ShelfView:
    settings = lists.settings
    facet = facet_of(shelf, settings)
    name = one_line(shelf.term.name)
    # Figures over the whole shelf stand on its first page only, so that the others keep.
    cards = shelf.cards if list_page.first else ()
    folder = shelf_folder(shelf)
    overview = f"{facet.key}/index.html"
    frame = page_context(
        list_page.path,
        settings,
        lists.nav,
        title=name + page_name(list_page),
        here=overview,
        feeds=folder if _has_feeds(shelf, settings) else "",
    )
    return list_view(
        list_page,
        frame,
        lists,
        heading=name,
        crumbs=_crumbs(list_page, Link(facet.many, overview), Link(name, folder + "index.html")),
        labels=(_heading(shelf, facet),),
        list_summary=summary(cards, "", folder, settings, when=facet.key != YEARS)
        if list_page.first
        else None,
        cards=cards,
        year_hrefs=lists.intersections.year_hrefs(shelf, settings.page_size),
        tallies=_tallies(list_page, shelf, facet, lists),
        citation_files=_citation_files(shelf),
        citations=_citations(list_page, shelf, lists),
        precision=MONTH if facet.key == YEARS else YEAR,
        notices=outlet_notices_view(notices, settings) if list_page.first and notices else None,
    )


def _pair_view(list_page: ListPage, pair: Pair, pair_cards: Sequence[Card], lists: ListContext) -> ShelfView:
    settings = lists.settings
    first, second = (facet_of(shelf, settings) for shelf in pair)
    names = [one_line(shelf.term.name) for shelf in pair]
    cards = pair_cards if list_page.first else ()
    heading = " · ".join(names)
    frame = page_context(
        list_page.path,
        settings,
        lists.nav,
        title=heading + page_name(list_page),
        here=f"{first.key}/index.html",
    )
    return list_view(
        list_page,
        frame,
        lists,
        heading=heading,
        crumbs=_crumbs(
            list_page,
            Link(first.many, f"{first.key}/index.html"),
            Link(names[0], shelf_folder(pair.first) + "index.html"),
            Link(names[1], pair.folder + "index.html"),
        ),
        labels=(_heading(pair.first, first), _heading(pair.second, second)),
        list_summary=summary(cards, "", pair.folder, settings, when=second.key != YEARS)
        if list_page.first
        else None,
        cards=cards,
        year_hrefs=year_in_list(cards, pair.folder, settings.page_size),
        precision=MONTH if second.key == YEARS else YEAR,
    )


def _crumbs(list_page: ListPage, *links: Link) -> tuple[Link, ...]:
    """Return the way to a page: `links` end with the list it belongs to, which its first page is itself."""
    return links[:-1] if list_page.first else links


def _heading(shelf: Shelf, facet: Facet) -> Heading:
    return Heading(
        facet.one,
        Link(one_line(shelf.term.name), shelf_folder(shelf) + "index.html"),
        Link(f"All {facet.many.lower()}", f"{facet.key}/index.html"),
    )


def _tallies(list_page: ListPage, shelf: Shelf, facet: Facet, lists: ListContext) -> tuple[Tally, ...]:
    """Count the articles of a label by month, for a year, and by other facets; on the first page only."""
    if not list_page.first:
        return ()
    by_month = months(shelf, lists.settings) if facet.key == YEARS else None
    beside = lists.label_names.beside(shelf, facet, lists.intersections)
    return (by_month, *beside) if by_month else beside


def _citation_files(shelf: Shelf) -> tuple[Link, ...]:
    if len(shelf.cards) < CITED_BY_FILE:
        return ()
    return tuple(Link(kind.name, shelf_folder(shelf) + citation_name(kind)) for kind in CITATION_FORMATS)


def _citations(list_page: ListPage, shelf: Shelf, lists: ListContext) -> tuple[CitationView, ...]:
    """Return the citations of a short list, for its first page; an article alone has its own on its page."""
    is_short = _has_several(shelf) and len(shelf.cards) < CITED_BY_FILE
    return lists.citations.texts(shelf.cards) if list_page.first and is_short else ()

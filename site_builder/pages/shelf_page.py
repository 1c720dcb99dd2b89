"""The paginated lists of articles, one per label and one of all, and the index of labels of each facet."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from site_builder.facets import UNDATED, YEARS, Facet
from site_builder.model import Archive, Card, Notice, Shelf
from site_builder.pages.citation import CITATION_FORMATS, ListCitations, citation_name
from site_builder.pages.composition import composition_of
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import LabelNames, count_dated, histogram, months, span, summary
from site_builder.pages.feed import feeds
from site_builder.pages.humanize import counted, one_line
from site_builder.pages.menu import facet_of, facets_with_labels, newest_first, shelf_folder, undated_page
from site_builder.pages.notice_lists import OutletNoticesView, outlet_notices_view
from site_builder.pages.notice_page import OutletNotices
from site_builder.pages.notice_views import notice_digest
from site_builder.pages.overview_views import Entry, OverviewView
from site_builder.pages.pagination import MONTH, YEAR, ListPage, groups, paginate
from site_builder.pages.planned import PageGroup, PlannedPage
from site_builder.pages.views import Bar, Count, Group, Histogram, Link, ListSummary, PageContext, Tally
from site_builder.settings import Settings

_OUTLETS = frozenset({"publishers", "sources"})
"""The facets whose labels are outlets, which say notices."""


class ShelfView(msgspec.Struct, frozen=True):
    """What the template of a list of articles sees."""

    frame: PageContext
    heading: str
    summary: ListSummary | None
    """On the first page of a list."""
    index: str
    """What the heading is: `Region`."""
    all: Link | None
    """The way to the other headings."""
    groups: tuple[Group, ...]
    newer: Link | None
    older: Link | None
    histogram: Histogram | None
    tallies: tuple[Tally, ...]
    bar: Bar | None
    citations: tuple[Link, ...]
    """Files that cite every article of the list."""
    notices: OutletNoticesView | None = None
    """On the first page of an outlet: its notices."""


def plan_overviews(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the lists of headings, one per facet that has labels."""
    for facet in facets_with_labels(archive, settings):
        view = partial(_overview, facet, archive.shelves[facet.key], settings, nav)
        path = f"{facet.key}/index.html"
        yield PlannedPage(path, "overview.html", facet.key, archive.cards, view, headings=True)


def articles_group(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> PageGroup:
    """Plan the list of all articles."""

    def pages() -> Iterator[PlannedPage]:
        for list_page in paginate(archive.cards, "articles/", size=settings.page_size):
            view = partial(_articles_view, list_page, archive, settings, nav)
            yield _planned(list_page, archive.cards, "articles", view)

    return PageGroup("articles", "articles", archive.cards, pages)


def shelf_group(
    shelf: Shelf,
    label_names: LabelNames,
    citations: ListCitations,
    outlets: OutletNotices,
    settings: Settings,
    nav: tuple[Link, ...],
) -> PageGroup:
    """Plan the list of one label; with several articles it has feeds, if news can appear under it, and citations."""
    folder = shelf_folder(shelf)
    notices = outlets.of(shelf.term.slug) if shelf.facet in _OUTLETS else []
    digest = b"".join(map(notice_digest, notices))

    def pages() -> Iterator[PlannedPage]:
        origin = f"{shelf.facet}: {one_line(shelf.term.name)}"
        for list_page in paginate(shelf.cards, folder, size=settings.page_size):
            view = partial(_shelf_view, list_page, shelf, label_names, notices, settings, nav)
            yield _planned(list_page, shelf.cards, origin, view, digest if list_page.first else b"")
        if _has_feeds(shelf, settings):
            yield from feeds(shelf.cards, folder, f"{shelf.term.name} · {settings.title}", settings)
        if _has_several(shelf):
            yield from citations.files(shelf.cards, folder)

    return PageGroup(folder.rstrip("/"), f"{folder}{shelf.term.name}", shelf.cards, pages, digest)


def _has_several(shelf: Shelf) -> bool:
    return len(shelf.cards) > 1


def _has_feeds(shelf: Shelf, settings: Settings) -> bool:
    return _has_several(shelf) and facet_of(shelf, settings).feeds


def _planned(
    list_page: ListPage,
    cards: Sequence[Card],
    origin: str,
    view: Callable[[], ShelfView],
    digest: bytes = b"",
) -> PlannedPage:
    """Put off the laying out of a page; the first of a list shows figures over all its `cards`."""
    beside = tuple(link.href for link in (list_page.newer, list_page.older) if link)
    return PlannedPage(
        list_page.path,
        "shelf.html",
        origin,
        cards if list_page.first else list_page.cards,
        view,
        beside=beside,
        headings=list_page.first,
        digest=digest,
    )


def _articles_view(
    list_page: ListPage, archive: Archive, settings: Settings, nav: tuple[Link, ...]
) -> ShelfView:
    cards = archive.cards if list_page.first else ()
    around = page_context(
        list_page.path, settings, nav, title="Articles" + _page_name(list_page), here="articles/index.html"
    )
    return ShelfView(
        frame=around,
        heading="Articles",
        summary=summary(cards, undated_page(archive), "articles/", settings) if list_page.first else None,
        index="",
        all=None,
        groups=groups(list_page.cards, lang=settings.language, precision=YEAR),
        newer=list_page.newer,
        older=list_page.older,
        histogram=histogram(cards),
        tallies=(),
        bar=composition_of(cards),
        citations=(),
    )


def _shelf_view(
    list_page: ListPage,
    shelf: Shelf,
    label_names: LabelNames,
    notices: Sequence[Notice],
    settings: Settings,
    nav: tuple[Link, ...],
) -> ShelfView:
    facet = facet_of(shelf, settings)
    name = one_line(shelf.term.name)
    # Figures over the whole shelf stand on its first page only, so that the others keep.
    cards = shelf.cards if list_page.first else ()
    overview = f"{facet.key}/index.html"
    around = page_context(
        list_page.path,
        settings,
        nav,
        title=name + _page_name(list_page),
        here=overview,
        feeds=shelf_folder(shelf) if _has_feeds(shelf, settings) else "",
    )
    return ShelfView(
        frame=around,
        heading=name,
        summary=summary(cards, "", shelf_folder(shelf), settings, when=facet.key != YEARS)
        if list_page.first
        else None,
        index=facet.one,
        all=Link(f"All {facet.many.lower()}", overview),
        groups=groups(
            list_page.cards, lang=settings.language, precision=MONTH if facet.key == YEARS else YEAR
        ),
        newer=list_page.newer,
        older=list_page.older,
        histogram=histogram(cards),
        tallies=_tallies(list_page, shelf, facet, label_names, settings),
        bar=composition_of(cards),
        citations=_citations(shelf),
        notices=outlet_notices_view(notices, settings) if list_page.first and notices else None,
    )


def _tallies(
    list_page: ListPage, shelf: Shelf, facet: Facet, label_names: LabelNames, settings: Settings
) -> tuple[Tally, ...]:
    """Count the articles of a label by month, for a year, and by other facets; on the first page only."""
    if not list_page.first:
        return ()
    by_month = months(shelf, settings) if facet.key == YEARS else None
    beside = label_names.beside(shelf.cards, facet, settings.indexes)
    return (by_month, *beside) if by_month else beside


def _citations(shelf: Shelf) -> tuple[Link, ...]:
    if not _has_several(shelf):
        return ()
    return tuple(Link(kind.name, shelf_folder(shelf) + citation_name(kind)) for kind in CITATION_FORMATS)


def _page_name(list_page: ListPage) -> str:
    number = list_page.path.rpartition("/")[2].removeprefix("page-").removesuffix(".html")
    return "" if list_page.first else f", page {number}"


def _when(cards: Sequence[Card]) -> str:
    """Phrase the time span of articles, and how many are undated."""
    undated = len(cards) - count_dated(cards)
    return ", ".join(filter(None, (span(cards), f"{undated:,} undated" if undated else "")))


def _overview(
    facet: Facet, shelves: tuple[Shelf, ...], settings: Settings, nav: tuple[Link, ...]
) -> OverviewView:
    path = f"{facet.key}/index.html"
    return OverviewView(
        frame=page_context(path, settings, nav, title=facet.many, here=path),
        heading=facet.many,
        summary=counted(len(shelves), facet.one.lower(), facet.many.lower()) + ", most articles first"
        if facet.key != YEARS
        else counted(sum(shelf.term.name != UNDATED for shelf in shelves), "year"),
        entries=tuple(
            Entry(
                Count(one_line(shelf.term.name), shelf_folder(shelf) + "index.html", f"{len(shelf.cards):,}"),
                _when(shelf.cards) if facet.key != YEARS else "",
                composition_of(shelf.cards),
            )
            for shelf in newest_first(facet, shelves)
        ),
    )

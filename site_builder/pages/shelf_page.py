"""Lay out one heading of one index, all articles, and the list of headings."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from site_builder.facets import BY_KEY, FACETS, Facet
from site_builder.model import Archive, Card, Shelf
from site_builder.pages.composition import composition_of
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import LabelNames, histogram, span, summary
from site_builder.pages.feed import feeds
from site_builder.pages.humanize import counted, one_line
from site_builder.pages.menu import newest_first, shelf_folder
from site_builder.pages.pagination import ListPage, by_month, by_year, groups, paginate
from site_builder.pages.planned import PageGroup, PlannedPage
from site_builder.pages.views import Bar, Count, Group, Histogram, Link, PageContext, Tally
from site_builder.settings import Settings


class ShelfView(msgspec.Struct, frozen=True):
    """What the template of a list of articles sees."""

    frame: PageContext
    heading: str
    summary: str
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


class Entry(msgspec.Struct, frozen=True):
    """One heading in the list of headings."""

    count: Count
    years: str
    bar: Bar | None


class OverviewView(msgspec.Struct, frozen=True):
    """What the template of a list of headings sees."""

    frame: PageContext
    heading: str
    summary: str
    entries: tuple[Entry, ...]


def plan_overviews(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the lists of headings, one per index that has any or that the menu leads to."""
    for facet in FACETS:
        shelves = archive.shelves.get(facet.key, ())
        if shelves or _in_menu(facet, nav):
            view = partial(_overview, facet, shelves, settings, nav)
            path = f"{facet.key}/index.html"
            yield PlannedPage(path, "overview.html", facet.key, archive.cards, view, headings=True)


def articles_group(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> PageGroup:
    """Give the list of all articles."""

    def pages() -> Iterator[PlannedPage]:
        for list_page in paginate(archive.cards, "articles/", size=settings.page_size):
            view = partial(_articles_view, list_page, archive, settings, nav)
            yield _planned(list_page, archive.cards, "articles", view)

    return PageGroup("articles", "articles", archive.cards, pages)


def shelf_group(
    shelf: Shelf, label_names: LabelNames, settings: Settings, nav: tuple[Link, ...]
) -> PageGroup:
    """Give the list of one heading, and its feeds if something new can appear under it."""
    folder = shelf_folder(shelf)

    def pages() -> Iterator[PlannedPage]:
        origin = f"{shelf.facet}: {one_line(shelf.term.name)}"
        for list_page in paginate(shelf.cards, folder, size=settings.page_size):
            view = partial(_shelf_view, list_page, shelf, label_names, settings, nav)
            yield _planned(list_page, shelf.cards, origin, view)
        if BY_KEY[shelf.facet].feeds:
            yield from feeds(shelf.cards, folder, f"{shelf.term.name} · {settings.title}", settings)

    return PageGroup(folder.rstrip("/"), f"{folder}{shelf.term.name}", shelf.cards, pages)


def _planned(
    list_page: ListPage, cards: Sequence[Card], origin: str, view: Callable[[], ShelfView]
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
    )


def _in_menu(facet: Facet, nav: tuple[Link, ...]) -> bool:
    """Say whether the menu leads to an index, which may have turned out to be empty; it is a page all the same."""
    return any(link.href == f"{facet.key}/index.html" for link in nav)


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
        summary=summary(cards) if list_page.first else "",
        index="",
        all=None,
        groups=groups(list_page.cards, lang=settings.language, by=by_year),
        newer=list_page.newer,
        older=list_page.older,
        histogram=histogram(cards),
        tallies=(),
        bar=composition_of(cards),
    )


def _shelf_view(
    list_page: ListPage, shelf: Shelf, label_names: LabelNames, settings: Settings, nav: tuple[Link, ...]
) -> ShelfView:
    facet = BY_KEY[shelf.facet]
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
        feeds=shelf_folder(shelf) if facet.feeds else "",
    )
    return ShelfView(
        frame=around,
        heading=name,
        summary=summary(cards, when=facet.key != "years") if list_page.first else "",
        index=facet.one,
        all=Link(f"All {facet.many.lower()}", overview),
        groups=groups(
            list_page.cards, lang=settings.language, by=by_month if facet.key == "years" else by_year
        ),
        newer=list_page.newer,
        older=list_page.older,
        histogram=histogram(cards),
        tallies=label_names.beside(cards, facet),
        bar=composition_of(cards),
    )


def _page_name(list_page: ListPage) -> str:
    number = list_page.path.rpartition("/")[2].removeprefix("page-").removesuffix(".html")
    return "" if list_page.first else f", page {number}"


def _overview(
    facet: Facet, shelves: tuple[Shelf, ...], settings: Settings, nav: tuple[Link, ...]
) -> OverviewView:
    path = f"{facet.key}/index.html"
    return OverviewView(
        frame=page_context(path, settings, nav, title=facet.many, here=path),
        heading=facet.many,
        summary=counted(len(shelves), facet.one.lower(), facet.many.lower()) + ", most articles first"
        if facet.key != "years"
        else counted(len(shelves), "year"),
        entries=tuple(
            Entry(
                Count(one_line(shelf.term.name), shelf_folder(shelf) + "index.html", f"{len(shelf.cards):,}"),
                span(shelf.cards) if facet.key != "years" else "",
                composition_of(shelf.cards),
            )
            for shelf in newest_first(facet, shelves)
        ),
    )

"""Lay out one heading of one index, all articles, and the list of headings."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from site_builder.facets import BY_KEY, FACETS, Facet
from site_builder.model import Archive, Card, Page, Shelf
from site_builder.pages.composition import composition_of
from site_builder.pages.counting import Spellings, histogram, span, summary
from site_builder.pages.drafts import PageGroup, PlannedPage
from site_builder.pages.facets import newest_first, shelf_folder
from site_builder.pages.feed import feeds
from site_builder.pages.frames import frame
from site_builder.pages.listing import ListPage, by_month, by_year, groups, paginate
from site_builder.pages.phrases import counted, plain
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
            page = partial(_overview, facet, shelves, settings, nav)
            path = f"{facet.key}/index.html"
            yield PlannedPage(path, "overview.html", facet.key, archive.cards, page, headings=True)


def articles_batch(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> PageGroup:
    """Give the list of all articles."""

    def drafts() -> Iterator[PlannedPage]:
        for sheet in paginate(archive.cards, "articles/", size=settings.page_size):
            page = partial(_articles_page, sheet, archive, settings, nav)
            yield _draft(sheet, archive.cards, "articles", page)

    return PageGroup("articles", "articles", ("shelf.html",), archive.cards, drafts)


def shelf_batch(shelf: Shelf, spellings: Spellings, settings: Settings, nav: tuple[Link, ...]) -> PageGroup:
    """Give the list of one heading, and its feeds if something new can appear under it."""
    folder = shelf_folder(shelf)

    def drafts() -> Iterator[PlannedPage]:
        origin = f"{shelf.facet}: {plain(shelf.term.name)}"
        for sheet in paginate(shelf.cards, folder, size=settings.page_size):
            page = partial(_shelf_page, sheet, shelf, spellings, settings, nav)
            yield _draft(sheet, shelf.cards, origin, page)
        if BY_KEY[shelf.facet].feeds:
            yield from feeds(shelf.cards, folder, f"{shelf.term.name} · {settings.title}", settings)

    templates = "shelf.html", "feed.xml"
    return PageGroup(folder.rstrip("/"), f"{folder}{shelf.term.name}", templates, shelf.cards, drafts)


def _draft(sheet: ListPage, cards: Sequence[Card], origin: str, page: Callable[[], Page]) -> PlannedPage:
    """Put off the laying out of a page; the first of a list shows figures over all its `cards`."""
    beside = tuple(link.href for link in (sheet.newer, sheet.older) if link)
    return PlannedPage(
        sheet.path,
        "shelf.html",
        origin,
        cards if sheet.first else sheet.cards,
        page,
        beside=beside,
        headings=sheet.first,
    )


def _in_menu(facet: Facet, nav: tuple[Link, ...]) -> bool:
    """Say whether the menu leads to an index, which may have turned out to be empty; it is a page all the same."""
    return any(link.href == f"{facet.key}/index.html" for link in nav)


def _articles_page(sheet: ListPage, archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Page:
    cards = archive.cards if sheet.first else ()
    around = frame(
        sheet.path, settings, nav, title="Articles" + _page_name(sheet), here="articles/index.html"
    )
    seen = ShelfView(
        frame=around,
        heading="Articles",
        summary=summary(cards) if sheet.first else "",
        index="",
        all=None,
        groups=groups(sheet.cards, lang=settings.language, by=by_year),
        newer=sheet.newer,
        older=sheet.older,
        histogram=histogram(cards),
        tallies=(),
        bar=composition_of(cards),
    )
    return Page(sheet.path, "shelf.html", seen, "articles")


def _shelf_page(
    sheet: ListPage, shelf: Shelf, spellings: Spellings, settings: Settings, nav: tuple[Link, ...]
) -> Page:
    facet = BY_KEY[shelf.facet]
    name = plain(shelf.term.name)
    # Figures over the whole shelf stand on its first page only, so that the others keep.
    cards = shelf.cards if sheet.first else ()
    overview = f"{facet.key}/index.html"
    around = frame(
        sheet.path,
        settings,
        nav,
        title=name + _page_name(sheet),
        here=overview,
        feeds=shelf_folder(shelf) if facet.feeds else "",
    )
    seen = ShelfView(
        frame=around,
        heading=name,
        summary=summary(cards, when=facet.key != "years") if sheet.first else "",
        index=facet.one,
        all=Link(f"All {facet.many.lower()}", overview),
        groups=groups(sheet.cards, lang=settings.language, by=by_month if facet.key == "years" else by_year),
        newer=sheet.newer,
        older=sheet.older,
        histogram=histogram(cards),
        tallies=spellings.beside(cards, facet),
        bar=composition_of(cards),
    )
    return Page(sheet.path, "shelf.html", seen, f"{facet.key}: {name}")


def _page_name(sheet: ListPage) -> str:
    number = sheet.path.rpartition("/")[2].removeprefix("page-").removesuffix(".html")
    return "" if sheet.first else f", page {number}"


def _overview(facet: Facet, shelves: tuple[Shelf, ...], settings: Settings, nav: tuple[Link, ...]) -> Page:
    path = f"{facet.key}/index.html"
    seen = OverviewView(
        frame=frame(path, settings, nav, title=facet.many, here=path),
        heading=facet.many,
        summary=counted(len(shelves), facet.one.lower(), facet.many.lower()) + ", most articles first"
        if facet.key != "years"
        else counted(len(shelves), "year"),
        entries=tuple(
            Entry(
                Count(plain(shelf.term.name), shelf_folder(shelf) + "index.html", f"{len(shelf.cards):,}"),
                span(shelf.cards) if facet.key != "years" else "",
                composition_of(shelf.cards),
            )
            for shelf in newest_first(facet, shelves)
        ),
    )
    return Page(path, "overview.html", seen, facet.key)

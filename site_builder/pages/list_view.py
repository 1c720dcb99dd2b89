"""What the template of a list of articles sees, and what all lists of a site are made with."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from site_builder.model import Archive, Card
from site_builder.pages.citation import CitationView, ListCitations
from site_builder.pages.composition import composition_of
from site_builder.pages.facet_counts import LabelNames, histogram
from site_builder.pages.intersection import Intersections
from site_builder.pages.items import Items
from site_builder.pages.notice_lists import OutletNoticesView
from site_builder.pages.notice_page import OutletNotices
from site_builder.pages.pagination import YEAR, ListPage
from site_builder.pages.planned import PlannedPage
from site_builder.pages.views import Bar, Group, Histogram, Link, ListSummary, PageContext, Tally
from site_builder.settings import Settings


class Heading(msgspec.Struct, frozen=True):
    """A label that the articles of a list have."""

    index: str
    """What it is: `Region`."""
    link: Link
    """Its list; this page or another."""
    all: Link
    """The way to the other labels of its index."""


class ShelfView(msgspec.Struct, frozen=True):
    """What the template of a list of articles sees."""

    frame: PageContext
    heading: str
    crumbs: tuple[Link, ...]
    """The way from the top of the site to the page."""
    summary: ListSummary | None
    """On the first page of a list."""
    labels: tuple[Heading, ...]
    groups: tuple[Group, ...]
    folder: str
    """Where the pages of the list are."""
    numbered: int
    """How many numbered pages the list has, on its first page."""
    newest: Link | None
    newer: Link | None
    older: Link | None
    oldest: Link | None
    histogram: Histogram | None
    tallies: tuple[Tally, ...]
    bar: Bar | None
    citation_files: tuple[Link, ...]
    """Files that cite every article of the list."""
    citations: tuple[CitationView, ...]
    """What they would say, where the list is too short for files."""
    notices: OutletNoticesView | None = None
    """On the first page of an outlet: its notices."""


class ListContext(NamedTuple):
    """What all lists of a site are made with."""

    settings: Settings
    nav: tuple[Link, ...]
    label_names: LabelNames
    citations: ListCitations
    items: Items
    intersections: Intersections
    outlets: OutletNotices

    @classmethod
    def of(cls, archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> "ListContext":
        """Prepare for the lists of an archive."""
        return cls(
            settings,
            nav,
            LabelNames(archive),
            ListCitations(settings),
            Items(settings),
            Intersections(archive, settings),
            OutletNotices(archive),
        )


def list_view(
    list_page: ListPage,
    frame: PageContext,
    lists: ListContext,
    *,
    heading: str,
    crumbs: tuple[Link, ...],
    labels: tuple[Heading, ...] = (),
    list_summary: ListSummary | None,
    cards: Sequence[Card],
    year_hrefs: Callable[[str, int], str],
    tallies: tuple[Tally, ...] = (),
    citation_files: tuple[Link, ...] = (),
    citations: tuple[CitationView, ...] = (),
    precision: int = YEAR,
    notices: OutletNoticesView | None = None,
) -> ShelfView:
    """Lay out a page of a list; figures are those over `cards`, none on pages that shall keep."""
    return ShelfView(
        frame=frame,
        heading=heading,
        crumbs=crumbs,
        summary=list_summary,
        labels=labels,
        groups=lists.items.groups(list_page.cards, precision=precision),
        folder=list_page.path.rpartition("/")[0] + "/",
        numbered=list_page.numbered,
        newest=list_page.newest,
        newer=list_page.newer,
        older=list_page.older,
        oldest=list_page.oldest,
        histogram=histogram(cards, year_hrefs),
        tallies=tallies,
        bar=composition_of(cards),
        citation_files=citation_files,
        citations=citations,
        notices=notices,
    )


def page_name(list_page: ListPage) -> str:
    """Return what the title of a page adds to that of its list: `, page 3`."""
    number = list_page.path.rpartition("/")[2].removeprefix("page-").removesuffix(".html")
    return "" if list_page.first else f", page {number}"


def plan_list_page(
    list_page: ListPage,
    cards: Sequence[Card],
    origin: str,
    view: Callable[[], ShelfView],
    digest: bytes = b"",
) -> PlannedPage:
    """Put off the laying out of a page; the first of a list shows figures over all its `cards`."""
    return PlannedPage(
        list_page.path,
        "shelf.html",
        origin,
        cards if list_page.first else list_page.cards,
        view,
        beside=list_page.beside,
        headings=list_page.first,
        digest=digest if list_page.first else b"",
        bars=(cards,) if list_page.first else (),
    )

"""The home page: the newest articles and the ways into every index."""

from collections.abc import Iterator
from functools import partial

import msgspec

from site_builder.facets import Facet
from site_builder.model import Archive, Shelf
from site_builder.pages.added import added_groups
from site_builder.pages.composition import composition_of
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import histogram, summary, year_page
from site_builder.pages.feed import ADDED_FEED
from site_builder.pages.humanize import counted, one_line
from site_builder.pages.items import Items
from site_builder.pages.menu import facets_with_labels, newest_first, shelf_folder, undated_page
from site_builder.pages.planned import PlannedPage
from site_builder.pages.views import Bar, Count, Group, Histogram, Item, Link, ListSummary, PageContext, Tally
from site_builder.settings import Settings

_NEWEST = 12
_ADDED = 6
_HEADINGS = 7


class HomeView(msgspec.Struct, frozen=True):
    """What the template of the home page sees."""

    frame: PageContext
    heading: str
    description: str
    summary: ListSummary
    items: tuple[Item, ...]
    added: tuple[Group, ...]
    """What was saved last, by day; empty where no article says when it was saved."""
    added_feed: str
    more: Link | None
    notes: Link | None
    """The way to all notes of the keeper."""
    histogram: Histogram | None
    tallies: tuple[Tally, ...]
    bar: Bar | None


def plan_home(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the home page."""
    view = partial(_view, archive, settings, nav)
    cards = archive.cards
    yield PlannedPage("index.html", "home.html", "home", cards, view, headings=True, bars=(cards,))


def _view(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> HomeView:
    tallies = tuple(
        _tally(facet, archive.shelves[facet.key]) for facet in facets_with_labels(archive, settings)
    )
    items = Items(settings)
    added = added_groups(archive.cards, items, _ADDED)
    return HomeView(
        frame=page_context(
            "index.html", settings, nav, title=settings.title, description=settings.description
        ),
        heading=one_line(settings.title),
        description=one_line(settings.description),
        summary=summary(archive.cards, undated_page(archive), "articles/", settings),
        items=tuple(map(items.of, archive.cards[:_NEWEST])),
        added=added,
        added_feed=ADDED_FEED if added else "",
        more=Link("All articles", "articles/index.html") if len(archive.cards) > _NEWEST else None,
        notes=_notes(archive),
        histogram=histogram(archive.cards, year_page),
        tallies=tallies,
        bar=composition_of(archive.cards),
    )


def _notes(archive: Archive) -> Link | None:
    count = sum(len(card.notes) for card in archive.cards)
    return (
        Link(f"All {counted(count, 'note')} of the editor", "notes/index.html")
        if count > 1
        else (Link("The editor's note", "notes/index.html") if count else None)
    )


def _tally(facet: Facet, shelves: tuple[Shelf, ...]) -> Tally:
    shown = newest_first(facet, shelves)[:_HEADINGS]
    overview = f"{facet.key}/index.html"
    return Tally(
        title=facet.many,
        href=overview,
        counts=tuple(
            Count(one_line(shelf.term.name), shelf_folder(shelf) + "index.html", f"{len(shelf.cards):,}")
            for shelf in shown
        ),
        more=Link(f"All {len(shelves):,} {facet.many.lower()}", overview)
        if len(shelves) > _HEADINGS
        else None,
    )

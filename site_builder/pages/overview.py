"""The index of a facet: its labels with their articles, those of long indexes by letter."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from site_builder.facets import UNDATED, YEARS, Facet
from site_builder.model import Archive, Card, Shelf
from site_builder.pages.composition import composition_of
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import count_dated
from site_builder.pages.humanize import counted, one_line, span
from site_builder.pages.menu import facets_with_labels, newest_first, shelf_folder
from site_builder.pages.overview_views import Entry, LetterGroup, OverviewView
from site_builder.pages.planned import PlannedPage
from site_builder.pages.views import Count, Link, Tally
from site_builder.settings import Settings
from site_builder.wording import OTHERS, index_letter, label_order, person_order

_MANY = 24
"""An index of more labels is sorted by letter; a shorter one begins with the label of most articles."""
_LARGEST = 8
"""Labels with most articles that stand beside an index sorted by letter."""


def plan_overviews(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the indexes, one per facet that has labels."""
    for facet in facets_with_labels(archive, settings):
        view = partial(_overview, facet, archive.shelves[facet.key], settings, nav)
        path = f"{facet.key}/index.html"
        bars = tuple(shelf.cards for shelf in archive.shelves[facet.key])
        yield PlannedPage(path, "overview.html", facet.key, archive.cards, view, headings=True, bars=bars)


def _overview(
    facet: Facet, shelves: tuple[Shelf, ...], settings: Settings, nav: tuple[Link, ...]
) -> OverviewView:
    path = f"{facet.key}/index.html"
    by_letter = len(shelves) > _MANY and facet.key != YEARS
    return OverviewView(
        frame=page_context(path, settings, nav, title=facet.many, here=path),
        heading=facet.many,
        summary=_summary(facet, shelves, by_letter=by_letter),
        groups=_letter_groups(facet, shelves) if by_letter else (_whole(facet, shelves),),
        tallies=(_largest(facet, shelves),) if by_letter else (),
    )


def _summary(facet: Facet, shelves: tuple[Shelf, ...], *, by_letter: bool) -> str:
    if facet.key == YEARS:
        return counted(sum(shelf.term.name != UNDATED for shelf in shelves), "year")
    number = counted(len(shelves), facet.one.lower(), facet.many.lower())
    if by_letter:
        return f"{number}, {'by family name' if facet.are_people else 'A to Z'}"
    return f"{number}, most articles first"


def _whole(facet: Facet, shelves: tuple[Shelf, ...]) -> LetterGroup:
    return LetterGroup("", "", tuple(_entry(facet, shelf) for shelf in newest_first(facet, shelves)))


def _letter_groups(facet: Facet, shelves: tuple[Shelf, ...]) -> tuple[LetterGroup, ...]:
    """Group labels by letter; those that begin with none come last."""
    order = person_order if facet.are_people else label_order
    keyed = sorted(
        (
            (letter == OTHERS, letter, key, shelf.term.slug, shelf)
            for shelf in shelves
            for key in (order(one_line(shelf.term.name)),)
            for letter in (index_letter(key),)
        ),
        key=lambda entry: entry[:4],
    )
    return tuple(
        LetterGroup(
            letter,
            f"l-{'others' if letter == OTHERS else letter.lower()}",
            tuple(_entry(facet, shelf) for *_, shelf in run),
        )
        for letter, run in groupby(keyed, lambda entry: entry[1])
    )


def _largest(facet: Facet, shelves: tuple[Shelf, ...]) -> Tally:
    return Tally("Most articles", "", tuple(map(_count, shelves[:_LARGEST])), None)


def _entry(facet: Facet, shelf: Shelf) -> Entry:
    return Entry(
        _count(shelf),
        _when(shelf.cards) if facet.key != YEARS else "",
        composition_of(shelf.cards),
    )


def _count(shelf: Shelf) -> Count:
    return Count(one_line(shelf.term.name), shelf_folder(shelf) + "index.html", f"{len(shelf.cards):,}")


def _when(cards: Sequence[Card]) -> str:
    """Phrase the time span of articles, and how many are undated."""
    undated = len(cards) - count_dated(cards)
    return ", ".join(filter(None, (span(cards), f"{undated:,} undated" if undated else "")))

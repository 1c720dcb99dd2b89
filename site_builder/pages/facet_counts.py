"""Counts of articles by year, month and facet."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from site_builder.facets import YEARS, Facet
from site_builder.model import Archive, Card, Shelf
from site_builder.pages.humanize import counted, day, one_line, span
from site_builder.pages.intersection import Intersections, count_labels
from site_builder.pages.pagination import MONTH, group_id, page_holding
from site_builder.pages.views import Column, Count, Histogram, Link, ListSummary, Tally
from site_builder.settings import Settings
from site_builder.wording import label_slug

_TALLEST = 78
"""Height of the tallest bar in per cent; what is left is for the number above it."""
_MOST_YEARS = 400
"""Longer spans come from misread dates; their drawing would show nothing."""
_ROOM = ((12, "wide"), (25, "many"), (_MOST_YEARS + 1, "dense"))
"""Up to how many years there is room for a number above each bar."""


def histogram(cards: Iterable[Card], href: Callable[[str, int], str]) -> Histogram | None:
    """Draw the articles by year; None where fewer than two years are known.

    `href` returns where the articles of a year are, for the year and their number.
    """
    stated = Counter([(card.metadata.date or "")[:4] for card in cards])
    undated = stated.pop("", 0)
    return draw_years({int(year): count for year, count in stated.items()}, undated, href)


def draw_years(counts: Mapping[int, int], undated: int, href: Callable[[str, int], str]) -> Histogram | None:
    """Draw how many articles each year has; None where there are fewer than two years.

    `href` returns where the articles of a year are, or nothing.
    """
    years = Counter(counts)
    if len(years) < 2 or max(years) - min(years) > _MOST_YEARS:
        return None
    first, last = min(years), max(years)
    most = max(years.values())
    marked = {first, last, *(((first + last) // 2,) if last - first > 3 else ())}
    spoken = ", ".join(f"{year}: {years[year]:,}" for year in range(first, last + 1) if years[year])
    return Histogram(
        columns=tuple(
            _column(str(year), years[year], most, href, is_marked=year in marked)
            for year in range(first, last + 1)
        ),
        room=next(room for most_years, room in _ROOM if last - first < most_years),
        words=f"Articles by year. {spoken}" + (f", undated: {undated:,}" if undated else ""),
    )


def _column(year: str, number: int, most: int, href: Callable[[str, int], str], *, is_marked: bool) -> Column:
    height = max(2, round(_TALLEST * number / most)) if number else 0
    return Column(
        year=year,
        count=f"{number:,}" if number else "",
        words=f"{year}: {counted(number, 'article')}",
        href=href(year, number) if number else "",
        height=height,
        is_marked=is_marked,
    )


def year_page(year: str, number: int) -> str:
    """Return the page of all articles of a year."""
    del number
    return f"{YEARS}/{year}/index.html"


def summary(
    cards: Sequence[Card], undated: str, folder: str, settings: Settings, *, when: bool = True
) -> ListSummary:
    """Summarise a list: how many articles, from when to when unless it goes without saying, from how many publishers.

    `undated` is the page of all undated articles; without one they are on a page of the list itself, in `folder`.
    """
    stated = {card.metadata.publisher for card in cards}
    publishers = len({label_slug(name) for name in stated if name})
    words = [counted(len(cards), "article"), span(cards) if when else ""]
    if publishers > 1:
        words.append("from " + counted(publishers, "publisher"))
    first = count_dated(cards)
    link = None
    if when and first < len(cards):
        page = (
            undated
            or page_holding(first, len(cards), folder, size=settings.page_size)
            + f"?year=undated#{group_id('')}"
        )
        link = Link(f"{len(cards) - first:,} undated", page)
    return ListSummary(", ".join(filter(None, words)), link)


def count_dated(cards: Sequence[Card]) -> int:
    """Count the articles with a date; these come first in every list."""
    return bisect_left(cards, True, key=lambda card: not card.metadata.date)


def months(shelf: Shelf, settings: Settings) -> Tally | None:
    """Count the articles of a year by month, with links to where each month begins."""
    folder = f"{shelf.facet}/{shelf.term.slug}/"
    counts: list[Count] = []
    position = 0
    for date, run in groupby(shelf.cards, lambda card: (card.metadata.date or "")[:MONTH]):
        number = len(list(run))
        page = page_holding(position, len(shelf.cards), folder, size=settings.page_size)
        counts.append(Count(day(date), f"{page}?month={date}#{group_id(date)}", f"{number:,}"))
        position += number
    return Tally(title="Months", href="", counts=tuple(counts), more=None) if len(counts) > 1 else None


class LabelNames:
    """The name of each heading in the archive, by index and slug."""

    def __init__(self, archive: Archive) -> None:
        self._names = {
            key: {shelf.term.slug: shelf.term.name for shelf in shelves}
            for key, shelves in archive.shelves.items()
        }

    @property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """The name of each heading, by index and slug."""
        return self._names

    def beside(self, shelf: Shelf, facet: Facet, intersections: Intersections) -> tuple[Tally, ...]:
        """Count the articles under one heading by the indexes that divide them; each number leads to as many."""
        tallies = (
            self._tally(shelf, other, f"{other.many} {facet.phrase}", intersections)
            for other in intersections.facets.values()
            if other.key in facet.beside
        )
        return tuple(tally for tally in tallies if tally is not None)

    def _tally(self, shelf: Shelf, facet: Facet, title: str, intersections: Intersections) -> Tally | None:
        """Count the articles of a shelf by the headings of another index; None where there are none."""
        names = self._names.get(facet.key, {})
        counts = count_labels(facet, shelf.cards)
        ranked = sorted((-count, name) for name, count in counts.items() if name in names)
        if not ranked:
            return None
        return Tally(
            title=title,
            href="",
            counts=tuple(
                Count(one_line(names[name]), intersections.href(shelf, facet, name, -count), f"{-count:,}")
                for count, name in ranked[:_MOST_BESIDE]
            ),
            more=Link(f"All {facet.many.lower()}", f"{facet.key}/index.html")
            if len(ranked) > _MOST_BESIDE
            else None,
        )


_MOST_BESIDE = 8

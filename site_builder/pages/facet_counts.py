"""Counts of articles by year, month and facet."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from site_builder.facets import Facet
from site_builder.model import Archive, Card, Shelf
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.pagination import MONTH, group_id, page_holding
from site_builder.pages.views import Column, Count, Histogram, Link, ListSummary, Tally
from site_builder.settings import Settings
from site_builder.wording import label_slug

_TALLEST = 100
_STEP = 10
"""Width of a year in the drawing, its gap included."""
_MOST_YEARS = 400
"""Longer spans come from misread dates; their drawing would show nothing."""


def histogram(cards: Iterable[Card]) -> Histogram | None:
    """Draw the articles by year; None where fewer than two years are known."""
    stated = Counter([(card.metadata.date or "")[:4] for card in cards])
    undated = stated.pop("", 0)
    return draw_years({int(year): count for year, count in stated.items()}, undated)


def draw_years(counts: Mapping[int, int], undated: int) -> Histogram | None:
    """Draw how many articles each year has; None where there are fewer than two years."""
    years = Counter(counts)
    if len(years) < 2 or max(years) - min(years) > _MOST_YEARS:
        return None
    first, last = min(years), max(years)
    most = max(years.values())
    columns = tuple(
        _column(year - first, max(2, round(_TALLEST * years[year] / most)))
        for year in range(first, last + 1)
        if years[year]
    )
    spoken = ", ".join(f"{year}: {years[year]:,}" for year in range(first, last + 1) if years[year])
    return Histogram(
        width=(last - first + 1) * _STEP - 1,
        columns=columns,
        first=str(first),
        middle=str((first + last) // 2) if last - first > 3 else "",
        last=str(last),
        words=f"Articles by year. {spoken}" + (f", undated: {undated:,}" if undated else ""),
    )


def _column(index: int, height: int) -> Column:
    return Column(x=index * _STEP, y=_TALLEST - height, height=height)


def span(cards: Sequence[Card]) -> str:
    """Phrase the time span of articles: `2004 to 2024`, or one year, or nothing.

    Cards come newest first and undated last, as on a shelf.
    """
    newest = cards[0].metadata.date if cards else None
    if not newest:
        return ""
    oldest = next(date for card in reversed(cards) if (date := card.metadata.date))
    first, last = oldest[:4], newest[:4]
    return first if first == last else f"{first} to {last}"


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
            undated or page_holding(first, len(cards), folder, size=settings.page_size) + f"#{group_id('')}"
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
        counts.append(Count(day(date), f"{page}#{group_id(date)}", f"{number:,}"))
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

    def tally(self, cards: Iterable[Card], facet: Facet, *, title: str, most: int) -> Tally | None:
        """Count the articles by the headings of another index; None where there are none."""
        names = self._names.get(facet.key, {})
        counts: Counter[str] = Counter()
        # There are far fewer combinations of labels than articles.
        for labels, times in Counter([facet.labels(card.metadata) for card in cards]).items():
            for name in {label_slug(label) for label in labels}:
                counts[name] += times
        ranked = sorted((-count, name) for name, count in counts.items() if name in names)
        if not ranked:
            return None
        return Tally(
            title=title,
            href="",
            counts=tuple(
                Count(one_line(names[name]), f"{facet.key}/{name}/index.html", f"{-count:,}")
                for count, name in ranked[:most]
            ),
            more=Link(f"All {facet.many.lower()}", f"{facet.key}/index.html") if len(ranked) > most else None,
        )

    def beside(self, cards: Sequence[Card], facet: Facet, facets: Sequence[Facet]) -> tuple[Tally, ...]:
        """Count the articles under one heading by the indexes that divide them."""
        tallies = (
            self.tally(cards, other, title=f"{other.many} {facet.phrase}", most=_MOST_BESIDE)
            for other in facets
            if other.key in facet.beside
        )
        return tuple(tally for tally in tallies if tally is not None)


_MOST_BESIDE = 8

"""Count articles by year and by heading."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from site_builder.facets import BY_KEY, Facet
from site_builder.model import Archive, Card
from site_builder.pages.humanize import counted, one_line
from site_builder.pages.views import Column, Count, Histogram, Link, Tally
from site_builder.wording import slug

_TALLEST = 100
_STEP = 10
"""Width of a year in the drawing, its gap included."""
_MOST_YEARS = 400
"""Longer spans come from misread dates; their drawing would show nothing."""


def histogram(cards: Iterable[Card]) -> Histogram | None:
    """Draw the articles by year; None where fewer than two years are known."""
    stated = Counter([date[:4] for card in cards if (date := card.metadata.date)])
    years = Counter({int(year): count for year, count in stated.items()})
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
        words=f"Articles by year. {spoken}",
    )


def _column(index: int, height: int) -> Column:
    return Column(x=index * _STEP, y=_TALLEST - height, height=height)


def span(cards: Sequence[Card]) -> str:
    """Say from when to when the articles are: `2004 to 2024`, or one year, or nothing.

    Cards come newest first and undated last, as on a shelf.
    """
    newest = cards[0].metadata.date if cards else None
    if not newest:
        return ""
    oldest = next(date for card in reversed(cards) if (date := card.metadata.date))
    first, last = oldest[:4], newest[:4]
    return first if first == last else f"{first} to {last}"


def summary(cards: Sequence[Card], *, when: bool = True) -> str:
    """Say how many articles, from when to when unless it goes without saying, from how many publishers."""
    stated = {card.metadata.publisher for card in cards}
    publishers = len({slug(name) for name in stated if name})
    said = [counted(len(cards), "article"), span(cards) if when else ""]
    if publishers > 1:
        said.append("from " + counted(publishers, "publisher"))
    return ", ".join(filter(None, said))


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
            for name in {slug(label) for label in labels}:
                counts[name] += times
        found = sorted((-count, name) for name, count in counts.items() if name in names)
        if not found:
            return None
        return Tally(
            title=title,
            href="",
            counts=tuple(
                Count(one_line(names[name]), f"{facet.key}/{name}/index.html", f"{-count:,}")
                for count, name in found[:most]
            ),
            more=Link(f"All {facet.many.lower()}", f"{facet.key}/index.html") if len(found) > most else None,
        )

    def beside(self, cards: Sequence[Card], facet: Facet) -> tuple[Tally, ...]:
        """Count the articles under one heading by the indexes that divide them."""
        found = (
            self.tally(cards, BY_KEY[key], title=f"{BY_KEY[key].many} {_IN[facet.key]}", most=_MOST_BESIDE)
            for key in facet.beside
        )
        return tuple(tally for tally in found if tally is not None)


_MOST_BESIDE = 8
_IN = {
    "regions": "in this region",
    "themes": "with this theme",
    "reports": "in this dossier",
    "publishers": "at this publisher",
    "authors": "of this author",
    "years": "in this year",
}

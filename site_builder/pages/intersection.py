"""Articles that have two labels: which pairs have a list of their own, and where the others are found.

A pair has one where enough articles have both labels, and one of the labels has others besides.
A label that all articles have divides nothing: its articles with another label are the list of that label.
What a list links to depends on its own articles, and on whether they are all that there are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from site_builder.facets import YEARS, Facet
from site_builder.model import Archive, Card, Shelf
from site_builder.pages.items import filter_names
from site_builder.pages.menu import shelf_folder
from site_builder.pages.pagination import YEAR, group_id, page_holding
from site_builder.settings import Settings
from site_builder.wording import label_slug

ENOUGH = 50
"""Articles that two labels must share to have a list of their own; fewer would not fill a page, and a filter finds
them."""


class Pair(NamedTuple):
    """Two labels of different facets, the one whose facet comes first in the site's order first."""

    first: Shelf
    second: Shelf

    @property
    def folder(self) -> str:
        """The folder of its pages: `regions/north-sea/themes/ports/`."""
        return shelf_folder(self.first) + shelf_folder(self.second)

    def cards(self, facets: Mapping[str, Facet]) -> tuple[Card, ...]:
        """Return the articles that have both labels, in the order of every list."""
        shorter, longer = sorted((self.first, self.second), key=lambda shelf: len(shelf.cards))
        facet, name = facets[longer.facet], longer.term.slug
        return tuple([card for card in shorter.cards if name in label_slugs(facet, card)])


def label_slugs(facet: Facet, card: Card) -> set[str]:
    """Return the slugs of the labels of an article."""
    return {label_slug(label) for label in facet.labels(card.metadata)}


class Intersections:
    """The pairs of labels that divide each other's articles, as facets that stand beside each other do."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive = archive
        self.facets = {facet.key: facet for facet in settings.indexes}
        self._order = {key: number for number, key in enumerate(self.facets)}
        self._names = filter_names(settings.indexes)

    def href(self, shelf: Shelf, facet: Facet, name: str, number: int) -> str:
        """Return where exactly the articles of a shelf with a label of another facet are; they are so many."""
        here, there = shelf_folder(shelf), f"{facet.key}/{name}/"
        if not ENOUGH <= number < len(shelf.cards):
            return f"{here}index.html?{self._names[facet.key]}={name}"
        if self.has_all(shelf):
            return there + "index.html"
        is_first = self._order[shelf.facet] < self._order[facet.key]
        return (here + there if is_first else there + here) + "index.html"

    def has_all(self, shelf: Shelf) -> bool:
        """Return whether all articles have a label."""
        return len(shelf.cards) == len(self._archive.cards)

    def year_hrefs(self, shelf: Shelf, size: int) -> Callable[[str, int], str]:
        """Return what finds the articles of a shelf from a year, for the year and their number."""
        folder = shelf_folder(shelf)
        in_list = year_in_list(shelf.cards, folder, size)
        if (shelf.facet, YEARS) not in self._divided:
            return in_list
        years = self.facets[YEARS]

        def href(year: str, number: int) -> str:
            has_page = ENOUGH <= number < len(shelf.cards)
            return self.href(shelf, years, year, number) if has_page else in_list(year, number)

        return href

    def pairs(self, count: Callable[[Facet, Shelf], Counter[str]] | None = None) -> Iterator[Pair]:
        """Yield the pairs that have lists of their own.

        `count` counts the articles of a shelf by the slugs of their labels of a facet, for archives on disk.
        """
        count = count or (lambda facet, shelf: count_labels(facet, shelf.cards))
        for first, second in self._divided.values():
            shelves = self._large(second)
            if shelves:
                for shelf in self._large(first).values():
                    for name, number in count(second, shelf).items():
                        other = shelves.get(name)
                        if other and ENOUGH <= number < max(len(shelf.cards), len(other.cards)):
                            yield Pair(shelf, other)

    def at(self, folder: str) -> Pair | None:
        """Find the pair whose pages are in a folder: `regions/north-sea/themes/ports`."""
        parts = folder.split("/")
        if len(parts) != 4 or (parts[0], parts[2]) not in self._divided:
            return None
        shelves = [
            shelf
            for key, name in (parts[:2], parts[2:])
            for shelf in self._archive.shelves.get(key, ())
            if shelf.term.slug == name
        ]
        if len(shelves) != 2 or any(map(self.has_all, shelves)):
            return None
        pair = Pair(*shelves)
        number = len(pair.cards(self.facets))
        return pair if ENOUGH <= number < max(len(shelf.cards) for shelf in pair) else None

    @cached_property
    def _divided(self) -> Mapping[tuple[str, str], tuple[Facet, Facet]]:
        """The facets of which one divides the articles of the other, in their order, by their keys."""
        ordered = list(self.facets.values())
        return {
            (first.key, second.key): (first, second)
            for number, first in enumerate(ordered)
            for second in ordered[number + 1 :]
            if second.key in first.beside or first.key in second.beside
        }

    def _large(self, facet: Facet) -> dict[str, Shelf]:
        """Return the shelves of a facet that others can divide into enough articles, by slug."""
        large: dict[str, Shelf] = {}
        # Those with most articles come first.
        for shelf in self._archive.shelves.get(facet.key, ()):
            if len(shelf.cards) < ENOUGH:
                break
            if not self.has_all(shelf):
                large[shelf.term.slug] = shelf
        return large


def count_labels(facet: Facet, cards: Sequence[Card]) -> Counter[str]:
    """Count the articles by the slugs of their labels."""
    counts: Counter[str] = Counter()
    # There are far fewer combinations of labels than articles.
    for labels, times in Counter([facet.labels(card.metadata) for card in cards]).items():
        # In the order of the article, as that of a set differs between processes.
        for name in dict.fromkeys(map(label_slug, labels)):
            counts[name] += times
    return counts


def year_in_list(cards: Sequence[Card], folder: str, size: int) -> Callable[[str, int], str]:
    """Return what finds the articles of a year in a list: where they begin, and a filter that shows them alone."""
    firsts: dict[str, int] = {}
    for position, card in enumerate(cards):
        firsts.setdefault((card.metadata.date or "")[:YEAR], position)

    def href(year: str, number: int) -> str:
        del number
        page = page_holding(firsts[year], len(cards), folder, size=size)
        return f"{page}?year={year}#{group_id(year)}"

    return href

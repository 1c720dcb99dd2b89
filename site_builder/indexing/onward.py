"""The ways on from an article: its neighbours in the list it is read in, its copies, and what is related."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from site_builder.facets import Facet
from site_builder.indexing.related import RelatedIndex, keyword_keys, spelt
from site_builder.indexing.relations import RelationFinder
from site_builder.indexing.shelves import list_order
from site_builder.model import (
    NO_ONWARD,
    ArticleMention,
    Card,
    CopyLink,
    Metadata,
    Neighbours,
    Onward,
    RelatedLink,
)
from site_builder.wording import label_slug

_READ_IN = ("series", "reports", "themes", "regions", "publishers")
"""The facets in whose lists an article is read, by key: the first that has a label with several articles."""
MAX_COPIES = 10
"""Copies that the page of an article lists; of more it gives the number."""
_INDEX_SHARE = 50
"""Where what is related to one article in this many or more is asked for, indexing the words of all is faster."""
ListedT = TypeVar("ListedT")
"""What stands for an article in a list: its card, or its position."""


class OnwardEntry(NamedTuple):
    """What the ways on need to know of an article."""

    card: Card
    keywords: str


class OnwardFinder:
    """Finds the ways on from articles; it depends on nothing but its arguments."""

    def __init__(
        self, entries: Mapping[str, OnwardEntry], relations: RelationFinder, facets: Sequence[Facet]
    ) -> None:
        """`entries` are all articles by path; `relations` knows which are copies of others."""
        self._entries = entries
        self._relations = relations
        self._facets = facets_read_in(facets)
        self._cards_by_label: dict[str, Mapping[str, list[Card]]] = {}
        """The cards of each label in no order, by facet; made when they are first asked for."""
        self._sorted: dict[tuple[str, str], Sequence[Card]] = {}

    def onward(self, path: str) -> Onward:
        """Return the ways on from an article; none from one that is not known."""
        if path not in self._entries:
            return NO_ONWARD
        return Onward(self.neighbours(path), self.related(path))

    def neighbours(self, path: str) -> Neighbours:
        """Return the list that an article is read in, what is before and behind it there, and its copies."""
        card = self._entries[path].card
        facet, label, cards = self._list_of(card)
        place = bisect_left(cards, list_order(card), key=list_order)
        copies = self._copies(path)
        return Neighbours(
            facet,
            label,
            mention_of(cards[place + 1]) if place + 1 < len(cards) else None,
            mention_of(cards[place - 1]) if place else None,
            tuple(copies[:MAX_COPIES]),
            len(copies[MAX_COPIES:]),
        )

    def related(self, path: str) -> tuple[RelatedLink, ...]:
        """Return the articles that share the rarest words with one, copies left out."""
        entries = self._entries
        return tuple(
            RelatedLink(mention_of(entries[other].card), spelt(words, entries[path].keywords))
            for other, words in self.index.related(path, without=self._relations.copies(path))
        )

    def _list_of(self, card: Card) -> tuple[str, str, Sequence[Card]]:
        return list_read_in(card.metadata, self._facets, self._list) or ("", "", self._ordered)

    def _list(self, facet: Facet, name: str) -> Sequence[Card]:
        """Return the articles of a label, given as its slug, in the order of lists."""
        cards = self._sorted.get((facet.key, name))
        if cards is None:
            if facet.key not in self._cards_by_label:
                self._cards_by_label[facet.key] = self._labelled(facet)
            cards = sorted(self._cards_by_label[facet.key].get(name, ()), key=list_order)
            self._sorted[facet.key, name] = cards
        return cards

    def _labelled(self, facet: Facet) -> Mapping[str, list[Card]]:
        by_label: dict[str, list[Card]] = {}
        for entry in self._entries.values():
            labels = facet.labels(entry.card.metadata)
            for name in dict.fromkeys(map(label_slug, labels)) if labels else ():
                by_label.setdefault(name, []).append(entry.card)
        return by_label

    def affected_neighbours(self, cards: Iterable[Card]) -> set[str]:
        """Return the articles that may have other neighbours because articles came, went or show something else.

        `cards` are those of the articles concerned, before and after.
        """
        paths: set[str] = set()
        for card in cards:
            names = ((facet, name) for facet in self._facets for name in facet.labels(card.metadata))
            lists = [self._list(facet, label_slug(name)) for facet, name in names]
            for others in (*lists, self._ordered):
                place = bisect_left(others, list_order(card), key=list_order)
                # Of two articles neither may have read in this list while the other was not in it.
                near = others[max(0, place - 1) : place + 2] if len(others) > 2 else others
                paths.update(other.path for other in near)
        return paths

    def _copies(self, path: str) -> Sequence[CopyLink]:
        copies = self._relations.copies(path)
        mentions = {
            other: mention_of(self._entries[other].card) for other in copies if other in self._entries
        }
        return copy_links(path, mentions, self._relations)

    @cached_property
    def index(self) -> RelatedIndex:
        """All articles by their keywords."""
        return RelatedIndex({path: entry.keywords for path, entry in self._entries.items()})

    @cached_property
    def _ordered(self) -> Sequence[Card]:
        return sorted((entry.card for entry in self._entries.values()), key=list_order)

    def look_up(self, words: Collection[str], paths: Collection[str]) -> None:
        """Find the articles with some words and with those of some articles, if these are few.

        Otherwise all words are indexed when they are needed.
        """
        if len(paths) * _INDEX_SHARE < len(self._entries):
            entries = (self._entries[path] for path in paths if path in self._entries)
            self.index.look_up(
                {*words, *(word for entry in entries for word in keyword_keys(entry.keywords))}
            )

    def affected(self, words: Collection[str]) -> set[str]:
        """Return the articles to which others may be related in another way, as some keywords changed holders."""
        return self.index.holders(words)


def facets_read_in(facets: Sequence[Facet]) -> Sequence[Facet]:
    """Return the facets in whose lists articles are read, the first choice first."""
    return [facet for key in _READ_IN for facet in facets if facet.key == key]


def list_read_in(
    metadata: Metadata, facets: Sequence[Facet], find: Callable[[Facet, str], Sequence[ListedT]]
) -> tuple[str, str, Sequence[ListedT]] | None:
    """Return facet key, label and articles of the list that an article is read in; None for that of all articles.

    `facets` are those of `facets_read_in`; `find` returns the articles of a label, which is given as its slug.
    """
    for facet in facets:
        for label in facet.labels(metadata):
            articles = find(facet, label_slug(label))
            if len(articles) > 1:
                return facet.key, label, articles
    return None


def copy_links(
    path: str, mentions: Mapping[str, ArticleMention], relations: RelationFinder
) -> Sequence[CopyLink]:
    """Return what the page of an article says of its copies, the earliest first, undated last.

    `mentions` has those of them that are published, by path.
    """
    copies = relations.copies(path)

    def age(other: str) -> tuple[bool, str, str]:
        date = mentions[other].date
        return not date, date, other

    return [
        CopyLink(
            mentions[other],
            copies[other],
            *relations.changed_words(path, other),
            b"" if copies[other] else relations.own_words(other),
        )
        for other in sorted(copies.keys() & mentions, key=age)
    ]


def mention_of(card: Card) -> ArticleMention:
    """Return an article as the pages of others name it."""
    metadata = card.metadata
    return ArticleMention(
        card.address, card.title, metadata.language or "", metadata.publisher or "", metadata.date or ""
    )

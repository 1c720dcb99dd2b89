"""The ways on from an article: its neighbours in the list it is read in, its copies, and what is related."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from site_builder.facets import Facet
from site_builder.indexing.related import RelatedIndex, keyword_keys
from site_builder.indexing.relations import RelationFinder
from site_builder.indexing.shelves import list_order
from site_builder.model import NO_ONWARD, ArticleMention, Card, CopyLink, Neighbours, Onward, RelatedLink
from site_builder.wording import keyword_key, label_slug

_READ_IN = ("series", "reports", "themes", "regions", "publishers")
"""The facets in whose lists an article is read, by key: the first that has a label with several articles."""
_MAX_COPIES = 10
"""Copies that the page of an article lists; of more it gives the number."""
_INDEX_SHARE = 50
"""Where what is related to one article in this many or more is asked for, indexing the words of all is faster."""
_MAX_WORDS = 3
"""Shared words that a page names."""


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
        self._facets = [facet for key in _READ_IN for facet in facets if facet.key == key]
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
            _link(cards[place + 1]) if place + 1 < len(cards) else None,
            _link(cards[place - 1]) if place else None,
            tuple(copies[:_MAX_COPIES]),
            len(copies[_MAX_COPIES:]),
        )

    def related(self, path: str) -> tuple[RelatedLink, ...]:
        """Return the articles that share the rarest words with one, copies left out."""
        spellings = {keyword_key(word): word for word in self._entries[path].keywords.split()}
        return tuple(
            RelatedLink(
                _link(self._entries[other].card), tuple(spellings[word] for word in words[:_MAX_WORDS])
            )
            for other, words in self.index.related(path, without=self._relations.copies(path))
        )

    def _list_of(self, card: Card) -> tuple[str, str, Sequence[Card]]:
        for facet in self._facets:
            for label in facet.labels(card.metadata):
                cards = self._list(facet, label_slug(label))
                if len(cards) > 1:
                    return facet.key, label, cards
        return "", "", self._ordered

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

    def _copies(self, path: str) -> list[CopyLink]:
        copies = self._relations.copies(path)
        ordered = sorted((self._entries[other].card for other in copies if other in self._entries), key=_age)
        return [
            CopyLink(
                _link(card),
                copies[card.path],
                *self._relations.changed_words(path, card.path),
                b"" if copies[card.path] else self._relations.own_words(card.path),
            )
            for card in ordered
        ]

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


def _age(card: Card) -> tuple[bool, str, str]:
    """Return the key that copies are sorted by: the earliest first, undated last."""
    return not card.metadata.date, card.metadata.date or "", card.path


def _link(card: Card) -> ArticleMention:
    metadata = card.metadata
    return ArticleMention(
        card.address, card.title, metadata.language or "", metadata.publisher or "", metadata.date or ""
    )

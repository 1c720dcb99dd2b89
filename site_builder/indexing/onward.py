"""The ways on from an article: its neighbours in the list it is read in, its copies, and what is related."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
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
                cards = self._lists[facet.key, label_slug(label)]
                if len(cards) > 1:
                    return facet.key, label, cards
        return "", "", self._ordered

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
        return RelatedIndex({path: keyword_keys(entry.keywords) for path, entry in self._entries.items()})

    @cached_property
    def _ordered(self) -> Sequence[Card]:
        return sorted((entry.card for entry in self._entries.values()), key=list_order)

    @cached_property
    def _lists(self) -> Mapping[tuple[str, str], Sequence[Card]]:
        lists: dict[tuple[str, str], list[Card]] = {}
        for card in self._ordered:
            for facet in self._facets:
                for name in dict.fromkeys(map(label_slug, facet.labels(card.metadata))):
                    lists.setdefault((facet.key, name), []).append(card)
        return lists

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

"""What pages show of other articles: where links lead, neighbours in a list, copies, and what is related."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from site_builder.cluster.card_file import CardFile
from site_builder.cluster.card_sequence import positions_of
from site_builder.cluster.steps.compare_copies import ArticleCopies, read_copies
from site_builder.cluster.steps.relate import RelatedArticle, read_related
from site_builder.cluster.steps.task import Task
from site_builder.facets import Facet
from site_builder.indexing import facets_read_in, list_read_in, mention_of
from site_builder.model import (
    NO_ONWARD,
    NO_RELATIONS,
    Archive,
    ArticleMention,
    Card,
    Neighbours,
    Onward,
    RelatedLink,
    Relations,
)


class OthersShown(msgspec.Struct, frozen=True, array_like=True):
    """What the page of an article shows of others."""

    relations: Relations = NO_RELATIONS
    onward: Onward = NO_ONWARD


_NO_COPIES = ArticleCopies((), 0, ())


class WaysOn:
    """Finds the ways on from articles, as `OnwardFinder` does, among cards that are in a file."""

    def __init__(self, cards: CardFile, archive: Archive, facets: Sequence[Facet]) -> None:
        """`archive` has the shelves of the cards."""
        self._cards = cards
        self._facets = facets_read_in(facets)
        self._shelves: Mapping[str, Mapping[str, Sequence[int]]] = {
            key: {shelf.term.slug: positions_of(shelf.cards) for shelf in shelves}
            for key, shelves in archive.shelves.items()
        }

    def of_shard(self, task: Task, shard: int) -> Iterator[tuple[str, OthersShown]]:
        """Yield the paths of the articles of a shard with what their pages show of others."""
        related = read_related(task, shard)
        copies, _ = read_copies(task, shard)
        for position in self._cards.positions_of_run(shard):
            card = self._cards.card(position)
            known = related.get(card.path, RelatedArticle())
            neighbours = self._neighbours(card, position, copies.get(card.path, _NO_COPIES))
            links = tuple(
                RelatedLink(self._mention(place), words)
                for key, words in known.related
                if (place := self._cards.position(key)) is not None
            )
            yield card.path, OthersShown(known.relations, Onward(neighbours, links))

    def _neighbours(self, card: Card, position: int, copies: ArticleCopies) -> Neighbours:
        facet, label, listed = list_read_in(card.metadata, self._facets, self._labelled) or (
            "",
            "",
            range(len(self._cards)),
        )
        place = bisect_left(listed, position)
        return Neighbours(
            facet,
            label,
            self._mention(listed[place + 1]) if place + 1 < len(listed) else None,
            self._mention(listed[place - 1]) if place else None,
            copies.links,
            copies.more,
        )

    def _labelled(self, facet: Facet, slug: str) -> Sequence[int]:
        return self._shelves[facet.key].get(slug, ())

    def _mention(self, position: int) -> ArticleMention:
        return mention_of(self._cards.card(position))

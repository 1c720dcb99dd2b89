"""Sort cards onto shelves: one per label of each index."""

from collections.abc import Iterable, Sequence

from site_builder.facets import FACETS, Facet
from site_builder.model import Archive, Card, Shelf, Term
from site_builder.wording import slug


def build_index(cards: Iterable[Card]) -> Archive:
    """Give the archive: cards newest first and undated last, shelves with most articles first.

    Labels that slug alike share a shelf; the spelling of most articles names it, the first in order among equals.
    """
    ordered = sorted(cards, key=lambda card: card.path)
    ordered.sort(key=lambda card: card.metadata.date or "", reverse=True)
    return Archive(
        cards=tuple(ordered),
        shelves={facet.key: _shelves(facet, ordered) for facet in FACETS},
    )


def _shelves(facet: Facet, cards: Sequence[Card]) -> tuple[Shelf, ...]:
    """Sort cards by label; labels that slug alike are rare, and brought together afterwards."""
    labelled: dict[str, list[Card]] = {}
    labels_of = facet.labels
    for card in cards:
        for label in labels_of(card.metadata):
            found = labelled.get(label)
            if found is None:
                labelled[label] = [card]
            # An article may state a label twice; it stands on the shelf once.
            elif found[-1] is not card:
                found.append(card)
    alike: dict[str, list[str]] = {}
    for label in labelled:
        alike.setdefault(slug(label), []).append(label)
    places: dict[str, int] = {}
    shelves = []
    for name, labels in alike.items():
        found = labelled[labels[0]]
        if len(labels) > 1:
            places = places or {card.path: place for place, card in enumerate(cards)}
            once = {card.path: card for label in labels for card in labelled[label]}
            found = sorted(once.values(), key=lambda card: places[card.path])
        spelling = min(labels, key=lambda label: (-len(labelled[label]), label))
        shelves.append(Shelf(facet=facet.key, term=Term(name=spelling, slug=name), cards=tuple(found)))
    shelves.sort(key=lambda shelf: (-len(shelf.cards), shelf.term.slug))
    return tuple(shelves)

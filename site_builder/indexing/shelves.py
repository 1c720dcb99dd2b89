"""Sort cards onto shelves: one per label of each index."""

from collections import Counter
from collections.abc import Iterable, Sequence

from site_builder.facets import FACETS, Facet
from site_builder.model import Archive, Card, Shelf, Term
from site_builder.wording import slug


def shelve(cards: Iterable[Card]) -> Archive:
    """Give the archive: cards newest first and undated last, shelves with most articles first.

    Labels that slug alike share a shelf; the most frequent spelling names it, the first in order among equals.
    """
    ordered = sorted(cards, key=lambda card: card.path)
    ordered.sort(key=lambda card: card.metadata.date or "", reverse=True)
    return Archive(
        cards=tuple(ordered),
        shelves={facet.key: _shelves(facet, ordered) for facet in FACETS},
    )


def _shelves(facet: Facet, cards: Sequence[Card]) -> tuple[Shelf, ...]:
    members: dict[str, list[Card]] = {}
    spellings: dict[str, Counter[str]] = {}
    slugs: dict[str, str] = {}
    for card in cards:
        seen: set[str] = set()
        for label in facet.labels(card.metadata):
            name = slugs.get(label)
            if name is None:
                name = slugs[label] = slug(label)
            spellings.setdefault(name, Counter())[label] += 1
            if name not in seen:
                seen.add(name)
                members.setdefault(name, []).append(card)
    shelves = [
        Shelf(facet=facet.key, term=Term(name=_spelling(spellings[name]), slug=name), cards=tuple(found))
        for name, found in members.items()
    ]
    shelves.sort(key=lambda shelf: (-len(shelf.cards), shelf.term.slug))
    return tuple(shelves)


def _spelling(counts: Counter[str]) -> str:
    return min(counts, key=lambda label: (-counts[label], label))

"""Put one changed card into an archive without sorting all the others again."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

import msgspec

from site_builder.facets import FACETS, Facet
from site_builder.model import Archive, Card, Shelf, Term
from site_builder.wording import slug


def reshelve(archive: Archive, before: Card | None, after: Card | None) -> Archive:
    """Give the archive that `build_index` would make with `after` instead of `before`; either may be missing."""
    cards = _exchanged(archive.cards, before, after)
    shelves = {facet.key: _reshelved(archive.shelves[facet.key], facet, before, after) for facet in FACETS}
    return msgspec.structs.replace(archive, cards=cards, shelves=shelves)


def _order(card: Card) -> tuple[tuple[int, ...], str]:
    """Give what cards are sorted by: newest first, undated last, then by path."""
    # Texts cannot be negated, their characters can; what is longer comes first, so the end is more than any.
    return (*(-ord(each) for each in card.metadata.date or ""), 1), card.path


def _exchanged(cards: tuple[Card, ...], before: Card | None, after: Card | None) -> tuple[Card, ...]:
    found = list(cards)
    if before:
        del found[bisect_left(found, _order(before), key=_order)]
    if after:
        found.insert(bisect_left(found, _order(after), key=_order), after)
    return tuple(found)


def _reshelved(
    shelves: tuple[Shelf, ...], facet: Facet, before: Card | None, after: Card | None
) -> tuple[Shelf, ...]:
    old, new = _labels(facet, before), _labels(facet, after)
    if not old and not new:
        return shelves
    found = {shelf.term.slug: shelf for shelf in shelves}
    for name in old.keys() | new.keys():
        known = found[name].cards if name in found else ()
        cards = _exchanged(known, before if name in old else None, after if name in new else None)
        if cards and known and old.get(name) == new.get(name):
            # Nothing is spelt otherwise than before, so the spelling of most articles is the same.
            found[name] = Shelf(facet.key, found[name].term, cards)
        elif cards:
            found[name] = Shelf(facet.key, Term(_spelling(facet, name, cards), name), cards)
        else:
            del found[name]
    return tuple(sorted(found.values(), key=lambda shelf: (-len(shelf.cards), shelf.term.slug)))


def _labels(facet: Facet, card: Card | None) -> dict[str, list[str]]:
    """Give the labels of a card as it spells them, by their slugs."""
    found: dict[str, list[str]] = {}
    for label in facet.labels(card.metadata) if card else ():
        found.setdefault(slug(label), []).append(label)
    return found


def _spelling(facet: Facet, name: str, cards: Iterable[Card]) -> str:
    """Give the spelling of a label in most articles, the first in order among equals."""
    all_labels = Counter(label for card in cards for label in set(facet.labels(card.metadata)))
    counts = {label: count for label, count in all_labels.items() if slug(label) == name}
    return min(counts, key=lambda label: (-counts[label], label))

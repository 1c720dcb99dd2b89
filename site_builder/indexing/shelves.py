"""Index the cards by facet: one shelf per label, in the one order that every list has."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from site_builder.facets import UNDATED, YEARS, Facet
from site_builder.model import Archive, Card, Shelf, Term
from site_builder.wording import label_slug

_NEWEST_FIRST = str.maketrans("0123456789", "9876543210")


def list_order(card: Card) -> str:
    """Return the key that lists are sorted by: newest first, undated last, then by path.

    A date without a day or month comes after those that have one, as its text is shorter.
    """
    # `~` is more than any digit or hyphen, so that the shorter of two dates that begin alike is the later key.
    return f"{(card.metadata.date or '').translate(_NEWEST_FIRST)}~{card.path}"


def _shelf_order(shelf: Shelf) -> tuple[int, str]:
    """Return the key that shelves are sorted by: most articles first, then by slug."""
    return -len(shelf.cards), shelf.term.slug


def build_index(cards: Iterable[Card], facets: Sequence[Facet]) -> Archive:
    """Build the archive: cards newest first and undated last, shelves with most articles first.

    Labels that slug alike share a shelf; the spelling of most articles names it, the first in order among equals.
    Where no article has a date there are no years.
    """
    ordered = sorted(cards, key=list_order)
    return Archive(
        cards=tuple(ordered),
        shelves={facet.key: _shelves(facet, ordered) for facet in facets},
    )


def _shelves(facet: Facet, cards: Sequence[Card]) -> tuple[Shelf, ...]:
    """Sort cards by label; labels that slug alike are rare, and brought together afterwards."""
    labelled: dict[str, list[Card]] = {}
    labels_of = facet.labels
    for card in cards:
        for label in labels_of(card.metadata):
            labelled_cards = labelled.get(label)
            if labelled_cards is None:
                labelled[label] = [card]
            # An article may state a label twice; it stands on the shelf once.
            elif labelled_cards[-1] is not card:
                labelled_cards.append(card)
    return label_shelves(facet, labelled, _joined, tuple)


def _joined(groups: Iterable[list[Card]]) -> list[Card]:
    """Bring the cards of several labels together, each once, in the order of lists."""
    return sorted({card.path: card for cards in groups for card in cards}.values(), key=list_order)


Group = TypeVar("Group", bound=Sequence[object])


def label_shelves(
    facet: Facet,
    labelled: Mapping[str, Group],
    join: Callable[[Iterable[Group]], Group],
    cards_of: Callable[[Group], Sequence[Card]],
) -> tuple[Shelf, ...]:
    """Make the shelves of a facet from the articles of each label, however these are represented.

    `join` brings those of several labels together, each once and in the order of lists.
    `cards_of` returns what the shelf shows of them.
    """
    alike: dict[str, list[str]] = {}
    for label in labelled:
        alike.setdefault(label_slug(label), []).append(label)
    shelves = []
    for name, labels in alike.items():
        group = labelled[labels[0]]
        if len(labels) > 1:
            group = join([labelled[label] for label in labels])
        spelling = min(labels, key=lambda label: (-len(labelled[label]), label))
        shelves.append(Shelf(facet.key, Term(name=spelling, slug=name), cards_of(group)))
    return _sorted(facet, shelves)


def _sorted(facet: Facet, shelves: Iterable[Shelf]) -> tuple[Shelf, ...]:
    ordered = tuple(sorted(shelves, key=_shelf_order))
    # Articles without a year are reached from the years; where there are none, the list of all articles has them.
    only_undated = facet.key == YEARS and len(ordered) == 1 and ordered[0].term.name == UNDATED
    return () if only_undated else ordered


def update_index(
    archive: Archive, before: Card | None, after: Card | None, facets: Sequence[Facet]
) -> Archive:
    """Return the archive that `build_index` makes with the card `after` instead of `before`; either may be missing."""
    cards = _exchange(archive.cards, before, after)
    shelves = {}
    for facet in facets:
        known = archive.shelves.get(facet.key)
        # The shelf of undated articles is left out where there are no years, so it cannot be brought up to date.
        is_new = known is None or (not known and facet.key == YEARS)
        shelves[facet.key] = (
            _shelves(facet, cards) if is_new else _update_shelves(known or (), facet, before, after)
        )
    return msgspec.structs.replace(archive, cards=cards, shelves=shelves)


def _exchange(cards: Sequence[Card], before: Card | None, after: Card | None) -> tuple[Card, ...]:
    changed = list(cards)
    if before:
        del changed[bisect_left(changed, list_order(before), key=list_order)]
    if after:
        changed.insert(bisect_left(changed, list_order(after), key=list_order), after)
    return tuple(changed)


def _update_shelves(
    shelves: tuple[Shelf, ...], facet: Facet, before: Card | None, after: Card | None
) -> tuple[Shelf, ...]:
    old, new = _labels(facet, before), _labels(facet, after)
    if not old and not new:
        return shelves
    by_slug = {shelf.term.slug: shelf for shelf in shelves}
    for name in old.keys() | new.keys():
        known = by_slug[name].cards if name in by_slug else ()
        cards = _exchange(known, before if name in old else None, after if name in new else None)
        if cards and known and old.get(name) == new.get(name):
            # Nothing is spelt otherwise than before, so the spelling of most articles is the same.
            by_slug[name] = Shelf(facet.key, by_slug[name].term, cards)
        elif cards:
            by_slug[name] = Shelf(facet.key, Term(_most_frequent_spelling(facet, name, cards), name), cards)
        else:
            del by_slug[name]
    return _sorted(facet, by_slug.values())


def _labels(facet: Facet, card: Card | None) -> dict[str, list[str]]:
    """Return the labels of a card as it spells them, by their slugs."""
    labels: dict[str, list[str]] = {}
    for label in facet.labels(card.metadata) if card else ():
        labels.setdefault(label_slug(label), []).append(label)
    return labels


def _most_frequent_spelling(facet: Facet, name: str, cards: Iterable[Card]) -> str:
    """Return the spelling of a label in most articles, the first in order among equals."""
    all_labels = Counter(label for card in cards for label in set(facet.labels(card.metadata)))
    counts = {label: count for label, count in all_labels.items() if label_slug(label) == name}
    return min(counts, key=lambda label: (-counts[label], label))

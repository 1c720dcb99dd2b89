"""Sequences of cards that are decoded one at a time, wherever their records are kept."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import msgspec

from site_builder.model import Card
from site_builder.pages import StoredSequence

decode_card = msgspec.msgpack.Decoder(Card).decode
_MOST_DECODED = 4096
"""Cards that are kept decoded, of some kilobytes each: a list of so many is gone through several times."""


class CardSequence(StoredSequence):
    """All cards of an archive, newest first."""

    def __init__(self) -> None:
        self._decoded: dict[int, Card] = {}

    @abstractmethod
    def record(self, position: int) -> bytes:
        """Return the encoded card at a position, counted from 0."""

    def select(self, positions: Sequence[int]) -> "CardSelection":
        """Return some of the cards."""
        return CardSelection(self, positions)

    def __iter__(self) -> Iterator[Card]:
        return map(self.card, range(len(self)))

    def card(self, position: int) -> Card:
        """Return the card at a position, which is not negative."""
        card = self._decoded.get(position)
        if card is None:
            if len(self._decoded) >= _MOST_DECODED:
                self._decoded.clear()
            card = self._decoded[position] = decode_card(self.record(position))
        return card

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | Sequence[Card]:
        if isinstance(index, slice):
            return CardSelection(self, range(len(self))[index])
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self.card(place)


class CardSelection(Sequence[Card]):
    """Some of the cards of an archive, by their positions; parts of it are decoded only when they are looked at."""

    def __init__(self, cards: CardSequence, positions: Sequence[int]) -> None:
        self._cards = cards
        self.positions = positions

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[Card]:
        return map(self._cards.card, self.positions)

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | Sequence[Card]:
        if isinstance(index, slice):
            return CardSelection(self._cards, self.positions[index])
        return self._cards[self.positions[index]]


def positions_of(cards: Iterable[Card]) -> Sequence[int]:
    """Return the positions of cards that are all cards of an archive or some of them."""
    if isinstance(cards, CardSelection):
        return cards.positions
    assert isinstance(cards, CardSequence)
    return range(len(cards))

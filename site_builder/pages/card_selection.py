"""Some of the cards of an archive, whether it is held in memory or on disk."""

from abc import abstractmethod
from collections.abc import Sequence

from site_builder.model import Card


class StoredSequence(Sequence[Card]):
    """Cards that are not held in memory and are decoded when they are looked at."""

    @abstractmethod
    def select(self, positions: Sequence[int]) -> Sequence[Card]:
        """Return the cards at some positions, in their order, without decoding any."""


def select_cards(cards: Sequence[Card], positions: Sequence[int]) -> Sequence[Card]:
    """Return the cards at some positions, in their order."""
    if isinstance(cards, StoredSequence):
        return cards.select(positions)
    return tuple([cards[position] for position in positions])

"""The records of all articles in a temporary file, in the order of lists, without holding them in memory.

What is held is where each record begins, eight bytes an article, and four more for each list it stands in.
"""

import heapq
import mmap
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, overload

import msgspec

from site_builder.facets import Facet
from site_builder.indexing import label_shelves, list_order
from site_builder.model import Archive, Card, OwnPage, Shelf

decode_card = msgspec.msgpack.Decoder(Card).decode
_LENGTH = 4
"""Bytes before each record that say how long it is."""


def _append(file: IO[bytes], run: Sequence[bytes]) -> "array[int]":
    """Write a run of records, and return where each begins."""
    offsets = array("Q")
    for record in run:
        offsets.append(file.tell())
        file.write(len(record).to_bytes(_LENGTH, "big") + record)
    return offsets


class CardFile(Sequence[Card]):
    """All cards, newest first, decoded one at a time."""

    def __init__(self, runs: Iterable[Sequence[bytes]], folder: Path) -> None:
        """Write runs of encoded cards, each in the order of lists, to a file in the folder, and merge them."""
        with tempfile.TemporaryFile(dir=folder) as file:
            starts = [_append(file, run) for run in runs]
            file.flush()
            size = file.tell()
            # It stays readable when the file is closed.
            self._data = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else b""
        merged = heapq.merge(*(self._keyed(offsets) for offsets in starts))
        self._offsets = array("Q", [offset for _, offset in merged])

    def _keyed(self, offsets: "array[int]") -> Iterator[tuple[str, int]]:
        for offset in offsets:
            yield list_order(self._read(offset)), offset

    def _read(self, offset: int) -> Card:
        start = offset + _LENGTH
        length = int.from_bytes(self._data[offset:start], "big")
        return decode_card(self._data[start : start + length])

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | Sequence[Card]:
        if isinstance(index, slice):
            return [self._read(offset) for offset in self._offsets[index]]
        return self._read(self._offsets[index])


class CardSelection(Sequence[Card]):
    """Some of the cards of a file, by their positions."""

    def __init__(self, cards: CardFile, positions: "array[int]") -> None:
        self._cards = cards
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | Sequence[Card]:
        if isinstance(index, slice):
            return [self._cards[position] for position in self._positions[index]]
        return self._cards[self._positions[index]]


def archive_of(cards: CardFile, facets: Sequence[Facet], own: tuple[OwnPage, ...]) -> Archive:
    """Return the archive of the cards in a file; it equals what `build_index` makes of them."""
    positions: dict[str, dict[str, array[int]]] = {facet.key: {} for facet in facets}
    for position, card in enumerate(cards):
        for facet in facets:
            for label in dict.fromkeys(facet.labels(card.metadata)):
                positions[facet.key].setdefault(label, array("I")).append(position)
    shelves = {facet.key: _shelves(cards, facet, positions[facet.key]) for facet in facets}
    # Lists take any sequence of cards.
    return Archive(cards=cards, shelves=shelves, own=own)  # type: ignore[arg-type]


def _shelves(cards: CardFile, facet: Facet, labelled: "dict[str, array[int]]") -> tuple[Shelf, ...]:
    def joined(groups: Iterable["array[int]"]) -> "array[int]":
        return array("I", sorted({position for group in groups for position in group}))

    return label_shelves(facet, labelled, joined, lambda positions: CardSelection(cards, positions))

"""The records of all articles in a temporary file, in the order of lists, without holding them in memory.

What is held is where each record begins and how long it is, twelve bytes an article, a digest of sixteen,
sixteen bytes by which it is found, and four bytes more for each list that it stands in.
"""

import heapq
import os
import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO

import msgspec

from site_builder.cluster.card_sequence import CardSelection, CardSequence
from site_builder.cluster.key_ranges import part_of
from site_builder.facets import Facet
from site_builder.indexing import label_shelves
from site_builder.model import Archive, OwnPage, Shelf
from site_builder.wording import label_slug


class CardRow(msgspec.Struct, frozen=True, array_like=True):
    """The card of an article, as the objects of shards have it."""

    order: str
    """What `list_order` gives."""
    key: int
    """What `path_key` gives."""
    shown: bytes
    """Digest of what lists show of it, 16 bytes."""
    card: bytes
    """Encoded."""


_DIGEST = 16
_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(CardRow).decode


class CardFile(CardSequence):
    """All cards, newest first, in a file that is gone when it is closed."""

    def __init__(self, runs: Iterable[Sequence[CardRow]], folder: Path) -> None:
        """Write runs of cards, each in the order of lists, to a file in the folder, and merge them."""
        super().__init__()
        # Read in parts and not mapped, so that the memory of the process does not grow with the archive.
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - as long as the sequence.
        starts = [_append(self._file, run) for run in runs]
        self._file.flush()
        self._offsets = array("Q")
        self._lengths = array("I")
        digests = bytearray()
        self._runs = [_Run() for _ in starts]
        ordered = heapq.merge(*(self._each(number, *places) for number, places in enumerate(starts)))
        for position, (_, number, key, offset, length, shown) in enumerate(ordered):
            self._runs[number].add(key, position)
            self._offsets.append(offset)
            self._lengths.append(length)
            digests += shown
        self._digests = bytes(digests)

    def _each(
        self, number: int, offsets: "array[int]", lengths: "array[int]"
    ) -> Iterator[tuple[str, int, int, int, int, bytes]]:
        for offset, length in zip(offsets, lengths, strict=True):
            row = self._row(offset, length)
            yield row.order, number, row.key, offset, length, row.shown

    def _row(self, offset: int, length: int) -> CardRow:
        return _DECODE(os.pread(self._file.fileno(), length, offset))

    def record(self, position: int) -> bytes:
        """Read the card at a position."""
        return self._row(self._offsets[position], self._lengths[position]).card

    def positions_of_run(self, number: int) -> Sequence[int]:
        """Return the positions of the cards of a run, ascending."""
        return self._runs[number].positions

    def position(self, key: int) -> int | None:
        """Return the position of a card by its key, if the runs are the shards that keys sort cards into."""
        return self._runs[part_of(key, len(self._runs))].position(key)

    def shown(self, positions: Iterable[int]) -> bytes:
        """Join the digests of what lists show of some articles."""
        digests = self._digests
        return b"".join([digests[place * _DIGEST : (place + 1) * _DIGEST] for place in positions])

    def __len__(self) -> int:
        return len(self._offsets)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


class _Run:
    """Where the cards of one run are in the order of all, twelve bytes and more for each."""

    def __init__(self) -> None:
        self.positions = array("I")
        self._keys = array("Q")

    def add(self, key: int, position: int) -> None:
        self.positions.append(position)
        self._keys.append(key)

    def position(self, key: int) -> int | None:
        place = bisect_left(self._ordered, key, key=self._keys.__getitem__)
        if place == len(self._ordered) or self._keys[self._ordered[place]] != key:
            return None
        return self.positions[self._ordered[place]]

    @cached_property
    def _ordered(self) -> "array[int]":
        return array("I", sorted(range(len(self._keys)), key=self._keys.__getitem__))


def _append(file: IO[bytes], run: Sequence[CardRow]) -> "tuple[array[int], array[int]]":
    """Write a run of cards, and return where each begins and how long it is."""
    offsets, lengths = array("Q"), array("I")
    for row in run:
        data = _ENCODE(row)
        offsets.append(file.tell())
        lengths.append(len(data))
        file.write(data)
    return offsets, lengths


class IndexedCards:
    """The cards of a file by their labels."""

    def __init__(self, cards: CardFile, facets: Sequence[Facet]) -> None:
        self.cards = cards
        self._facets = facets
        self._positions: dict[str, dict[str, array[int]]] = {facet.key: {} for facet in facets}
        self._slugs: dict[str, list[tuple[str, ...]]] = {facet.key: [] for facet in facets}
        """Slugs of the labels of each article, by facet; equal ones are one object."""
        known: dict[tuple[str, ...], tuple[str, ...]] = {}
        for position in range(len(cards)):
            metadata = cards[position].metadata
            for facet in facets:
                labels = tuple(dict.fromkeys(facet.labels(metadata)))
                for label in labels:
                    self._positions[facet.key].setdefault(label, array("I")).append(position)
                if labels not in known:
                    known[labels] = tuple(dict.fromkeys(map(label_slug, labels)))
                self._slugs[facet.key].append(known[labels])

    def archive(self, own: tuple[OwnPage, ...]) -> Archive:
        """Return the archive of the cards; it equals what `build_index` makes of them."""
        shelves = {facet.key: self._shelves(facet) for facet in self._facets}
        return Archive(cards=self.cards, shelves=shelves, own=own)

    def _shelves(self, facet: Facet) -> tuple[Shelf, ...]:
        def joined(groups: Iterable["array[int]"]) -> "array[int]":
            return array("I", sorted({position for group in groups for position in group}))

        labelled = self._positions[facet.key]
        return label_shelves(facet, labelled, joined, lambda positions: CardSelection(self.cards, positions))

    def count_labels(self, facet: Facet, shelf: Shelf) -> Counter[str]:
        """Count the articles of a shelf by the slugs of their labels."""
        slugs = self._slugs[facet.key]
        assert isinstance(shelf.cards, CardSelection)
        counts: Counter[str] = Counter()
        for labels, times in Counter([slugs[position] for position in shelf.cards.positions]).items():
            for name in labels:
                counts[name] += times
        return counts

    def differently_spelt(self, archive: Archive) -> Mapping[str, Mapping[str, str]]:
        """Return the names of the labels that articles spell in several ways, by facet and slug.

        What all others are called stands in the articles that have them.
        """
        names: dict[str, dict[str, str]] = {}
        for key, labelled in self._positions.items():
            several = {slug for slug, times in Counter(map(label_slug, labelled)).items() if times > 1}
            names[key] = {
                shelf.term.slug: shelf.term.name
                for shelf in archive.shelves[key]
                if shelf.term.slug in several
            }
        return names

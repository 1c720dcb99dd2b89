"""The cards and shelves of a whole archive as objects, of which a task reads the parts that it shows.

The cards are in the order of lists, some thousands to an object. A shelf is the positions of its cards.
"""

import os
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, overload

import msgspec

from site_builder.cluster.card_file import CardFile
from site_builder.cluster.card_sequence import CardSelection, CardSequence, positions_of
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import Uploads, pack, unpack
from site_builder.model import Archive, Notice, OwnPage, Shelf, Term

_CARDS = 4096
"""Cards in one object, of about a kilobyte each."""
_WIDTH = 4
"""Bytes of a position."""


class ShelfRow(msgspec.Struct, frozen=True, array_like=True):
    """A shelf, and where the positions of its cards are."""

    name: str
    slug: str
    start: int
    """Positions before it in the object that has those of all shelves."""
    count: int


class ShelvedIndex(msgspec.Struct, frozen=True):
    """How many cards there are, and all shelves by facet."""

    cards: int
    shelves: dict[str, list[ShelfRow]]


def write_shelved(store: ObjectStore, name: str, archive: Archive) -> None:
    """Store an archive whose cards are a `CardFile`; the index comes last."""
    cards = archive.cards
    assert isinstance(cards, CardFile)
    uploads = Uploads(store, 1)
    for number, start in enumerate(range(0, len(cards), _CARDS)):
        records = [cards.record(position) for position in range(len(cards))[start : start + _CARDS]]
        uploads.submit(store.create, f"shelved/{name}/cards/{number}", pack(records))
    uploads.close()
    positions = array("I")
    shelves: dict[str, list[ShelfRow]] = {}
    for key, group in archive.shelves.items():
        rows = shelves[key] = []
        for shelf in group:
            rows.append(ShelfRow(shelf.term.name, shelf.term.slug, len(positions), len(shelf.cards)))
            positions.extend(positions_of(shelf.cards))
    store.create(f"shelved/{name}/positions", positions.tobytes())
    store.create(f"shelved/{name}/index", pack(ShelvedIndex(len(cards), shelves)))


class _StoredPositions(Sequence[int]):
    """The positions of one shelf, read when they are needed."""

    def __init__(self, store: ObjectStore, name: str, row: ShelfRow) -> None:
        self._store = store
        self._name = name
        self._row = row
        self._positions: array[int] | None = None

    def __len__(self) -> int:
        return self._row.count

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        return self._read()[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._read())

    def _read(self) -> "array[int]":
        if self._positions is None:
            row = self._row
            data = self._store.get_range(
                f"shelved/{self._name}/positions", row.start * _WIDTH, row.count * _WIDTH
            )
            self._positions = array("I", data)
        return self._positions


class StoredCards(CardSequence):
    """The cards of an archive; those that are looked at are kept in a temporary file, each object once."""

    def __init__(self, store: ObjectStore, name: str, count: int, folder: Path) -> None:
        super().__init__()
        self._store = store
        self._name = name
        self._count = count
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - as long as the sequence.
        self._size = 0
        self._starts: dict[int, array[int]] = {}
        """For each object that was read, where its records begin in the file, and where the last one ends."""

    def __len__(self) -> int:
        return self._count

    def record(self, position: int) -> bytes:
        """Read the card at a position."""
        number, place = divmod(position, _CARDS)
        starts = self._starts.get(number) or self._fetched(number)
        return os.pread(self._file.fileno(), starts[place + 1] - starts[place], starts[place])

    def _fetched(self, number: int) -> "array[int]":
        records: list[bytes] = unpack(self._store.get(f"shelved/{self._name}/cards/{number}"), list[bytes])
        starts = array("Q", [self._size])
        for record in records:
            self._file.write(record)
            starts.append(starts[-1] + len(record))
        self._file.flush()
        self._size = starts[-1]
        self._starts[number] = starts
        return starts

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


def open_shelved(
    store: ObjectStore,
    name: str,
    folder: Path,
    *,
    own: tuple[OwnPage, ...],
    notices: tuple[Notice, ...],
) -> tuple[Archive, StoredCards]:
    """Return an archive as it was stored, and its cards, which the caller closes."""
    index: ShelvedIndex = unpack(store.get(f"shelved/{name}/index"), ShelvedIndex)
    cards = StoredCards(store, name, index.cards, folder)
    shelves = {
        key: tuple(
            Shelf(
                key,
                Term(name=row.name, slug=row.slug),
                CardSelection(cards, _StoredPositions(store, name, row)),
            )
            for row in rows
        )
        for key, rows in index.shelves.items()
    }
    return Archive(cards=cards, shelves=shelves, own=own, notices=notices), cards

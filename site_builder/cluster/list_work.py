"""Which lists each task writes, and the keys that tell whether they would become other ones than before."""

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from site_builder.cluster.build_plan import recipe
from site_builder.cluster.card_file import CardFile, IndexedCards
from site_builder.cluster.card_sequence import positions_of
from site_builder.model import Archive
from site_builder.pages import (
    ListContext,
    Pair,
    articles_group,
    groups_of_notice,
    purpose_groups,
    shelf_group,
    undated_page,
)

_PAGES = 50
"""Pages of one list that are laid out as one piece of work."""


class ListWork(msgspec.Struct, frozen=True, array_like=True):
    """Some pages of one list."""

    folder: str
    part: int
    """The pages whose number leaves this remainder when it is divided by `parts`."""
    parts: int
    key: str
    """Digest of everything that the pages of the list show."""
    notice: int = -1
    """Position of the notice that the list belongs to; -1 for lists of labels."""

    @property
    def name(self) -> str:
        """What tells it from other work on lists."""
        return f"{self.folder}#{self.part}/{self.parts}"


def task_of(name: str, tasks: int) -> int:
    """Return the task that does some work; the first one has the pages of the whole archive."""
    if tasks == 1:
        return 0
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return 1 + int.from_bytes(digest, "big") % (tasks - 1)


class ListWorkPlanner:
    """Finds all lists of an archive without laying any out."""

    def __init__(self, indexed: IndexedCards, archive: Archive, lists: ListContext, *, shown: str) -> None:
        """`shown` is a digest of what all pages are made with: program, settings and templates."""
        self._indexed = indexed
        self._archive = archive
        self._lists = lists
        self._around = recipe(shown, lists.nav, indexed.differently_spelt(archive))

    def works(self) -> Iterator[ListWork]:
        """Yield the work on all lists of articles."""
        archive, lists = self._archive, self._lists
        everything = articles_group(archive, lists)
        undated = undated_page(archive)
        yield from self._parts(everything.folder, positions_of(everything.cards), undated)
        shelves = (shelf for shelves in archive.shelves.values() for shelf in shelves)
        for group in (shelf_group(shelf, lists) for shelf in shelves):
            positions = positions_of(group.cards)
            yield from self._parts(group.folder, positions, group.name, group.digest)
        for pair in lists.intersections.pairs(self._indexed.count_labels):
            names = [(shelf.term.name, shelf.term.slug) for shelf in pair]
            yield from self._parts(pair.folder.rstrip("/"), _shared(pair), names)
        for group in purpose_groups(archive, lists):
            yield from self._parts(group.folder, positions_of(group.cards), group.name)
        for number, notice in enumerate(archive.notices):
            for group in groups_of_notice(notice, lists.outlets, archive, lists.settings, lists.nav):
                yield from self._parts(
                    group.folder, positions_of(group.cards), group.name, group.digest, notice=number
                )

    def _parts(
        self, folder: str, positions: Sequence[int], *shown: object, notice: int = -1
    ) -> Iterator[ListWork]:
        cards = self._archive.cards
        assert isinstance(cards, CardFile)
        digest = hashlib.blake2b(cards.shown(positions), digest_size=16).digest()
        key = recipe(self._around, folder, digest, shown)
        parts = 1 + len(positions) // (self._lists.settings.page_size * _PAGES)
        for part in range(parts):
            yield ListWork(folder, part, parts, key, notice)


def _shared(pair: Pair) -> list[int]:
    """Return the positions of the articles that have both labels."""
    first, second = (positions_of(shelf.cards) for shelf in pair)
    return sorted(set(first).intersection(second))

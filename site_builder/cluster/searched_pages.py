"""The pages that are searched, as objects: those of a shard, sorted into groups by the buckets of the index."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import SequenceWriter, each_record, pack, unpack
from site_builder.model import Card
from site_builder.search import BUCKETS, bucket_of

_DECODE = msgspec.msgpack.Decoder
_ENCODE = msgspec.msgpack.Encoder().encode


class SearchedPage(msgspec.Struct, frozen=True, array_like=True):
    """A page that Pagefind reads, and the article or notice that results show for it."""

    name: str
    """What `page_key` gives: index, bucket and digest."""
    card: Card
    data: bytes

    @property
    def index(self) -> str:
        """What is searched and its language: `articles/en`."""
        return index_of(self.name)


class SearchedCounts(msgspec.Struct, frozen=True, array_like=True):
    """What there is of a shard."""

    objects: tuple[int, ...]
    """Of the sequence of each group."""
    pages: dict[str, int]
    """How many pages each index has."""


_decode_page = _DECODE(SearchedPage).decode


def index_of(name: str) -> str:
    """Return the index that the page of a name is in."""
    return name.rsplit("/", 2)[0]


def group_of(bucket: str, groups: int) -> int:
    """Return the group with a bucket; all groups have equally many of them."""
    return int(bucket, 16) * groups // len(BUCKETS)


def groups_of(buckets: str, groups: int) -> tuple[int, int]:
    """Return the first and the last group with some of the buckets of a part of an index."""
    first, _, last = buckets.partition("-")
    return group_of(first, groups), group_of(last, groups)


class SearchedPageWriter:
    """Stores the pages of one shard."""

    def __init__(self, store: ObjectStore, name: str, groups: int) -> None:
        """`name` is that of the result of rendering the shard."""
        self._store = store
        self._name = name
        self._groups = [SequenceWriter(store, _folder(name, group)) for group in range(groups)]
        self._pages: Counter[str] = Counter()

    def add(self, page: SearchedPage) -> None:
        """Add a page."""
        self._pages[page.index] += 1
        self._groups[group_of(bucket_of(page.name), len(self._groups))].add(_ENCODE(page))

    def abandon(self) -> None:
        """Write nothing more."""
        for group in self._groups:
            group.abandon()

    def close(self) -> None:
        """Write what is left, and what there is in all."""
        counts = SearchedCounts(tuple(group.close() for group in self._groups), dict(self._pages))
        self._store.create(f"searched/{self._name}/counts", pack(counts))


def _folder(name: str, group: int) -> str:
    return f"searched/{name}/{group}"


def read_searched_counts(store: ObjectStore, name: str) -> SearchedCounts:
    """Return what there is of a shard."""
    counts: SearchedCounts = unpack(store.get(f"searched/{name}/counts"), SearchedCounts)
    return counts


def read_searched(
    store: ObjectStore, name: str, group: int, counts: SearchedCounts
) -> Iterator[SearchedPage]:
    """Yield the pages of a shard in one of the groups."""
    return map(_decode_page, each_record(store, _folder(name, group), counts.objects[group]))

"""Long sequences of records as objects of a few megabytes each, written and read one object at a time."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec

from site_builder.cluster.build_plan import digest_of
from site_builder.cluster.object_store import ObjectStore

PART_BYTES = 8 * 2**20
"""Bytes of records in one object, before they are compressed."""
_LEVEL = 1
"""Of compression: a quarter of the bytes for a tenth of the time that a study takes."""


class Uploads:
    """Requests to a store in threads of their own, a bounded number at a time; to a folder one after the other."""

    def __init__(self, store: ObjectStore, threads: int) -> None:
        self._pool = None if store.is_local else ThreadPoolExecutor(threads)
        self._waiting: list[Future[Any]] = []
        self._most = 2 * threads

    def submit(self, work: Callable[..., Any], *arguments: object) -> None:
        """Begin some work, when there is room. Raises what earlier work raised."""
        if self._pool is None:
            work(*arguments)
            return
        if len(self._waiting) >= self._most:
            self._waiting.pop(0).result()
        self._waiting.append(self._pool.submit(work, *arguments))

    def close(self) -> None:
        """Wait for all of it. Raises what any of it raised."""
        try:
            while self._waiting:
                self._waiting.pop(0).result()
        finally:
            if self._pool:
                self._pool.shutdown(cancel_futures=True)


class SequenceWriter:
    """Writes records to `folder/0`, `folder/1` and so on."""

    def __init__(self, store: ObjectStore, folder: str) -> None:
        self._store = store
        self._folder = folder
        self._records: list[bytes] = []
        self._size = 0
        self._uploads = Uploads(store, 1)
        self.objects = 0

    def add(self, record: bytes) -> None:
        """Add a record at the end."""
        self._records.append(record)
        self._size += len(record)
        if self._size >= PART_BYTES:
            self.end_object()

    def end_object(self) -> None:
        """Let the next record be the first of another object."""
        if self._records:
            self._uploads.submit(self._write, f"{self._folder}/{self.objects}", self._records)
            self.objects += 1
            self._records, self._size = [], 0

    def abandon(self) -> None:
        """Write nothing more."""
        self._uploads.close()

    def close(self) -> int:
        """Write what is left, and return the number of objects."""
        self.end_object()
        self._uploads.close()
        return self.objects

    def _write(self, name: str, records: list[bytes]) -> None:
        self._store.create(name, pack(records))


def read_sequence(store: ObjectStore, folder: str, number: int) -> list[bytes]:
    """Return the records of one object of a sequence."""
    records: list[bytes] = unpack(store.get(f"{folder}/{number}"), list[bytes])
    return records


def pack(value: object) -> bytes:
    """Encode and compress a value."""
    return zlib.compress(msgspec.msgpack.encode(value), _LEVEL)


def unpack(data: bytes, kind: Any) -> Any:
    """Return the value of a kind that was packed."""
    return msgspec.msgpack.decode(zlib.decompress(data), type=kind)


_ENTRY = 24
"""Bytes of the head for each section: where it ends, 8 bytes, and its digest."""


def pack_sections(sections: list[bytes]) -> bytes:
    """Join the sections of an object, so that each can be read alone."""
    end = 0
    head = bytearray()
    for section in sections:
        end += len(section)
        head += end.to_bytes(8, "big") + digest_of(section)
    return bytes(head) + b"".join(sections)


class SectionReader:
    """Reads sections of objects; heads are kept, as the tasks of a process read from the same objects."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._heads: dict[tuple[str, int], bytes] = {}

    def digest(self, name: str, sections: int, number: int) -> bytes:
        """Return the digest of one of the sections of an object."""
        entry = self._entry(name, sections, number)
        return entry[8:]

    def read(self, name: str, sections: int, number: int) -> bytes:
        """Return one of the sections of an object."""
        start = int.from_bytes(self._entry(name, sections, number - 1)[:8], "big") if number else 0
        end = int.from_bytes(self._entry(name, sections, number)[:8], "big")
        return self._store.get_range(name, sections * _ENTRY + start, end - start) if end > start else b""

    def _entry(self, name: str, sections: int, number: int) -> bytes:
        key = name, sections
        if key not in self._heads:
            if len(self._heads) > _HEADS:
                self._heads.clear()
            self._heads[key] = self._store.get_range(name, 0, sections * _ENTRY)
        return self._heads[key][number * _ENTRY : (number + 1) * _ENTRY]


def store_parts(store: ObjectStore, folder: str, parts: Iterable[object]) -> None:
    """Store values, each as an object of its own, so that not all need be in memory at once; digests come last."""
    uploads, digests = Uploads(store, _UPLOADS), bytearray()
    for number, part in enumerate(parts):
        data = msgspec.msgpack.encode(part)
        digests += digest_of(data)
        uploads.submit(store.create, f"{folder}/{number}", zlib.compress(data, _LEVEL))
    uploads.close()
    store.create(f"{folder}/{_DIGESTS}", bytes(digests))


def has_parts(store: ObjectStore, folder: str) -> bool:
    """Return whether all values are stored."""
    return bool(store.tag(f"{folder}/{_DIGESTS}"))


def read_part(store: ObjectStore, folder: str, number: int, kind: Any) -> Any:
    """Return one of the values that `store_parts` stored."""
    return unpack(store.get(f"{folder}/{number}"), kind)


def part_digest(store: ObjectStore, folder: str, number: int) -> bytes:
    """Return a digest of one of the values that `store_parts` stored."""
    return store.get_range(f"{folder}/{_DIGESTS}", number * _DIGEST, _DIGEST)


_UPLOADS = 4
"""Values on their way at a time."""
_DIGESTS = "digests"
_DIGEST = 16
_HEADS = 256
"""Heads that are kept, of a few dozen kilobytes each."""


def each_record(store: ObjectStore, folder: str, objects: int) -> Iterator[bytes]:
    """Yield all records of a sequence."""
    for number in range(objects):
        yield from read_sequence(store, folder, number)

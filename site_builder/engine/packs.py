"""Packs of a lean site: sources and annotations of many articles in few files, which Range requests read from.

`index.json` says how many hex digits of an address's digest name its pack; with none, the pack is called `all`.
`NAME.json` says for each address in which file its parts are, and the first byte and the length of each;
`NAME-0.pack`, `NAME-1.pack`, … hold the bytes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from site_builder.disk import Folder, Staging
from site_builder.engine.ledger import Files
from site_builder.engine.spill import SpillFile, StudyLocation
from site_builder.pages import PACKED, PACKS, pack_key

PACK_BYTES = 20 * 2**20
"""Bytes of one file, at most, unless a single article has more; hosts take no file above 25 MiB."""
_ARTICLES = 1024
"""Articles of a pack, on average and at most: an edit rewrites the pack that its article is in."""
_INDEX = "index.json"
_ABOUT = (
    "Sources and annotations of this site. An article's page names its address and its key; the first `digits` "
    "characters of the key, or `all`, name a pack. NAME.json has file, first byte and length of each part by address."
)

Parts = tuple[bytes, ...]
"""The bytes of an article's parts, in the order of `PACKED`."""


def write_packs(
    addresses: Iterable[str],
    fresh: Mapping[str, StudyLocation],
    gone: Collection[str],
    *,
    spill: SpillFile,
    site: Folder,
    staging: Staging,
    before: Files,
) -> tuple[Files, int]:
    """Write the packs in which an article is fresh or gone; returns all files by name and how many were written.

    `fresh` has the places of parts that were made in this build, `before` the files of the last one,
    from which all other parts come.
    """
    groups, digits = _grouped(addresses)
    old = _OldPacks(site, before)
    unchanged = digits == old.digits
    touched = {pack_name(address, digits) for address in (*fresh, *gone)}
    kept = {name for name in groups if unchanged and name not in touched and f"{name}.json" in before}
    files = {file: record for file, record in before.items() if _pack_of(file) in kept}
    written = 0

    def outputs() -> Iterator[tuple[str, bytes]]:
        yield pack_index(digits)
        for name in sorted(groups.keys() - kept):
            yield from pack_files(
                name, ((each, _parts(each, fresh, spill, old)) for each in sorted(groups[name]))
            )

    for file, data in outputs():
        files[file], is_new = staging.put(f"{PACKS}/{file}", data)
        written += is_new
    return files, written


def _grouped(addresses: Iterable[str]) -> tuple[dict[str, list[str]], int]:
    """Group addresses by pack; the number of packs depends on the number of articles alone."""
    everything = list(addresses)
    digits = pack_digits(len(everything))
    groups: dict[str, list[str]] = {}
    for address in everything:
        groups.setdefault(pack_name(address, digits), []).append(address)
    return groups, digits


def pack_digits(articles: int) -> int:
    """Return how many hex digits of an address's digest name its pack, in a site of so many articles."""
    digits = 0
    while articles > _ARTICLES * 16**digits:
        digits += 1
    return digits


def pack_index(digits: int) -> tuple[str, bytes]:
    """Return name and bytes of the file that tells how packs are named."""
    return _INDEX, _encode({"about": _ABOUT, "digits": digits})


def pack_name(address: str, digits: int) -> str:
    """Return the name of the pack that an article is in."""
    return pack_key(address)[:digits] or "all"


def _pack_of(file: str) -> str:
    return file.partition(".")[0].partition("-")[0]


def _parts(address: str, fresh: Mapping[str, StudyLocation], spill: SpillFile, old: "_OldPacks") -> Parts:
    location = fresh.get(address)
    return _DECODE(spill.get(location)) if location else old.parts(address)


def pack_files(name: str, parts: Iterable[tuple[str, Parts]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one pack, and its index."""
    index: dict[str, dict[str, Any]] = {}
    number, held = 0, bytearray()
    for address, contents in parts:
        if held and len(held) + sum(map(len, contents)) > PACK_BYTES:
            yield f"{name}-{number}.pack", bytes(held)
            number, held = number + 1, bytearray()
        entry: dict[str, Any] = {"pack": f"{name}-{number}.pack"}
        for part, data in zip(PACKED, contents, strict=True):
            entry[part] = [len(held), len(data)]
            held += data
        index[address] = entry
    yield f"{name}-{number}.pack", bytes(held)
    yield f"{name}.json", _encode(index)


class _OldPacks:
    """The packs as the last build left them."""

    def __init__(self, site: Folder, files: Files) -> None:
        self._site = site
        index = self._read(_INDEX) if _INDEX in files else b""
        self.digits: int | None = msgspec.json.decode(index)["digits"] if index else None
        self._index = lru_cache(maxsize=1)(self._decoded)
        self._file = lru_cache(maxsize=2)(self._read)

    def parts(self, address: str) -> Parts:
        """Return the parts of an article that was not finished in this build."""
        assert self.digits is not None
        entry = self._index(f"{pack_name(address, self.digits)}.json")[address]
        data = self._file(entry["pack"])
        return tuple(data[start : start + length] for start, length in (entry[part] for part in PACKED))

    def _decoded(self, name: str) -> dict[str, Any]:
        entries: dict[str, Any] = msgspec.json.decode(self._read(name))
        return entries

    def _read(self, name: str) -> bytes:
        return self._site.read(f"{PACKS}/{name}") or b""


_encode = msgspec.json.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Parts).decode

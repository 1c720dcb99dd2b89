"""Packs of the texts that results show: many fragments in one file, of which a page reads one by a range of bytes.

Hosts count files. The fragments of a small index stay files of their own.
"""

import hashlib
from collections.abc import Mapping

import msgspec

_PACKED_FROM = 100
"""Fragments from which on an index is packed."""
_MOST_IN_PACK = 64
"""Fragments of a pack, on average; a host that knows no ranges sends all of them, some 100 kB."""
_DIGITS = 7
"""Hexadecimal digits of a fragment's name that say its pack."""


class PackedFragments(msgspec.Struct, frozen=True):
    """The files that hold the fragments of one index."""

    files: dict[str, bytes]
    names: list[str]
    """The file of each pack, by its number; none where every fragment has a file of its own."""
    lengths: dict[str, int]
    """Bytes of each fragment, by its name; in its pack they stand in the order of names."""


def pack_fragments(fragments: Mapping[str, bytes]) -> PackedFragments:
    """Lay fragments, given by their names such as `en_4733baf`, into files.

    A pack is named by its bytes, so that a page with an older table never reads from a newer pack.
    """
    lengths = {name: len(data) for name, data in fragments.items()}
    count = _pack_count(len(fragments))
    if not count:
        return PackedFragments({f"{name}.pf_fragment": data for name, data in fragments.items()}, [], lengths)
    packs: list[list[bytes]] = [[] for _ in range(count)]
    for name, data in sorted(fragments.items()):
        packs[_pack_number(name, count)].append(data)
    files = [(_pack_name(data), data) for data in map(b"".join, packs)]
    return PackedFragments(dict(sorted(files)), [name for name, _ in files], lengths)


def _pack_name(pack: bytes) -> str:
    return f"{hashlib.blake2b(pack, digest_size=8).hexdigest()}.pf_pack"


def _pack_count(fragments: int) -> int:
    """Return how many packs an index has: a power of two, so that it seldom changes; 0 for a small index."""
    if fragments < _PACKED_FROM:
        return 0
    count = 1
    while fragments > _MOST_IN_PACK * count:
        count *= 2
    return count


def _pack_number(name: str, count: int) -> int:
    """Return which pack has a fragment; `search-index.js` computes the same."""
    return int(name.rpartition("_")[2][:_DIGITS], 16) % count

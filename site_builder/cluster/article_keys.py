"""What tells which articles of different shards have to do with each other: their keywords, and what links call them.

Each keyword and each name is a key of 64 bits. Keys are sorted into ranges, and one task matches those of a range.
"""

import hashlib
import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from site_builder.cluster.key_ranges import part_of
from site_builder.indexing import keyword_keys, names_meant, names_of, path_key
from site_builder.model import ArticleIdentity, OutgoingLinks


class LinkDestination(msgspec.Struct, frozen=True, array_like=True):
    """An article that links may lead to."""

    path: str
    identity: ArticleIdentity
    """Only what `RelationFinder.relations` needs of it."""


class KeySection(msgspec.Struct, frozen=True, array_like=True):
    """The keys in one range that the articles of one shard have. Numbers are packed, 64 bits each."""

    words: bytes
    """Keywords; one of several articles is there as often."""
    holders: bytes
    """For each of `words` the `path_key` of the article."""
    names: bytes
    """Names that articles answer to."""
    named: bytes
    """For each of `names` which of `targets` it is."""
    targets: list[msgspec.Raw]
    """A `LinkDestination` for each article that answers to a name in this range."""
    asked: bytes
    """Names that articles refer to, each once."""


class MatchedSection(msgspec.Struct, frozen=True, array_like=True):
    """What other articles have to do with those of one shard, as far as the keys of one range tell."""

    words: bytes = b""
    """For each keyword that relates articles: its key, the number of articles with it, and the `path_key` of each."""
    targets: tuple[msgspec.Raw, ...] = ()
    """A `LinkDestination` for each article that answers to a name which an article of the shard refers to."""

    def holders(self) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the keywords with the articles that have them."""
        numbers = array("Q", self.words)
        place = 0
        while place < len(numbers):
            word, count = numbers[place : place + 2]
            yield word, numbers[place + 2 : place + 2 + count]
            place += 2 + count

    def destinations(self) -> Iterator[LinkDestination]:
        """Yield the articles that links may lead to."""
        return (msgspec.msgpack.decode(target, type=LinkDestination) for target in self.targets)


@lru_cache(maxsize=2**14)
def key_of(name: str) -> int:
    """Return the key of a keyword, given as `keyword_keys` does, or of a name."""
    data = name.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


class KeyWriter:
    """Sorts the keys of the articles of a shard into ranges."""

    def __init__(self, ranges: int) -> None:
        self._ranges = [_Range() for _ in range(ranges)]

    def add(self, path: str, identity: ArticleIdentity, outgoing: OutgoingLinks) -> None:
        """Add the keys of an article."""
        article = path_key(path)
        for word in map(key_of, keyword_keys(identity.keywords)):
            self._range(word).add_word(word, article)
        known = ArticleIdentity(identity.address, identity.title, identity.originals)
        target = msgspec.Raw(msgspec.msgpack.encode(LinkDestination(path, known)))
        for name in dict.fromkeys(map(key_of, names_of(path, identity))):
            self._range(name).add_name(name, target)
        for name in map(key_of, names_meant(path, outgoing)):
            self._range(name).asked.add(name)

    def sections(self) -> list[bytes]:
        """Return a packed `KeySection` for each range."""
        return [pack_section(each.section()) for each in self._ranges]

    def _range(self, key: int) -> "_Range":
        return self._ranges[part_of(key, len(self._ranges))]


class _Range:
    """What a section is made of."""

    def __init__(self) -> None:
        self._words = array("Q")
        self._holders = array("Q")
        self._names = array("Q")
        self._named = array("Q")
        self._targets: list[msgspec.Raw] = []
        self.asked: set[int] = set()

    def add_word(self, word: int, article: int) -> None:
        self._words.append(word)
        self._holders.append(article)

    def add_name(self, name: int, target: msgspec.Raw) -> None:
        if not self._targets or self._targets[-1] is not target:
            self._targets.append(target)
        self._names.append(name)
        self._named.append(len(self._targets) - 1)

    def section(self) -> KeySection:
        numbers = self._words, self._holders, self._names, self._named
        words, holders, names, named = (array.tobytes() for array in numbers)
        return KeySection(
            words, holders, names, named, self._targets, array("Q", sorted(self.asked)).tobytes()
        )


def pack_section(section: KeySection | MatchedSection) -> bytes:
    """Encode and compress a section, which is read alone."""
    return zlib.compress(msgspec.msgpack.encode(section), 1)


def numbers_in(packed: bytes) -> memoryview:
    """Return the packed numbers of 64 bits each."""
    return memoryview(packed).cast("Q")

"""The articles of a shard that may be copies of others, as objects of the store."""

from collections.abc import Mapping, Sequence

import msgspec

from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack, unpack
from site_builder.model import ArticleIdentity, ArticleMention


class CopyCandidate(msgspec.Struct, frozen=True, array_like=True):
    """An article that may be a copy of another."""

    path: str
    digest: str
    """SHA-256 of its file."""
    identity: ArticleIdentity
    """Without its own words; without paragraphs where these tell that it is like no other."""
    mention: ArticleMention


def store_candidates(
    store: ObjectStore, name: str, candidates: Sequence[CopyCandidate], own_words: Mapping[str, bytes]
) -> None:
    """Store the articles of a shard that may be copies, and their own words by path."""
    store.create(f"understood/{name}/candidates", pack(candidates))
    store.create(f"understood/{name}/own-words", pack(own_words))


def read_candidates(store: ObjectStore, name: str) -> list[CopyCandidate]:
    """Return the articles of a shard that may be copies of others."""
    candidates: list[CopyCandidate] = unpack(store.get(f"understood/{name}/candidates"), list[CopyCandidate])
    return candidates


def read_own_words(store: ObjectStore, name: str) -> dict[str, bytes]:
    """Return the own words of those articles that may be nearly the same as others, packed, by path."""
    own_words: dict[str, bytes] = unpack(store.get(f"understood/{name}/own-words"), dict[str, bytes])
    return own_words

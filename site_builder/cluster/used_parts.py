"""Names of results that depend on parts of the plan which only doing the work tells: a few files of many, a few rows.

A result has a first name, for all else that it depends on. From there, `used/` says for each name which parts were
used next, and the name that follows is a digest of these as they are now. `made/` ends the way: it says where the
result is that was made with all of them so. Other parts may be used where a file is missing than where it is there,
so one name can lead on to several.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from site_builder.cluster.build_plan import recipe
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack, unpack

DigestParts = Callable[[Collection[str] | None], str]
"""Digests the parts with some keys as they are now; all parts where it is not known which are used."""


class ResultName(NamedTuple):
    """The name of a result, and whether it is there."""

    name: str
    is_made: bool


def find_result(store: ObjectStore, first: str, digest_parts: DigestParts) -> ResultName:
    """Find a result, or the name for making it, which depends on all parts."""
    name, _ = _follow(store, first, digest_parts)
    try:
        return ResultName(store.get(f"made/{name}").decode(), is_made=True)
    except FileNotFoundError:
        return ResultName(recipe(first, digest_parts(None)), is_made=False)


def keep_result(
    store: ObjectStore, first: str, digest_parts: DigestParts, used: Collection[str], name: str
) -> None:
    """Keep the name of a result that was made, and the keys of the parts that were used for it."""
    end, keys = _follow(store, first, digest_parts)
    while not keys.issuperset(used):
        # Where somebody else has said which come next, theirs are followed.
        store.create(f"used/{end}", pack(sorted(set(used) - keys)))
        end, keys = _follow(store, first, digest_parts)
    store.create(f"made/{end}", name.encode())


def _follow(store: ObjectStore, first: str, digest_parts: DigestParts) -> tuple[str, set[str]]:
    """Return the last name that is known with the parts as they are now, and the keys that led to it."""
    name, keys = first, set[str]()
    while True:
        try:
            used: list[str] = unpack(store.get(f"used/{name}"), list[str])
        except FileNotFoundError:
            return name, keys
        keys.update(used)
        name = recipe(first, digest_parts(sorted(keys)))

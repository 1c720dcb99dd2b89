"""Names of results that depend on parts of the plan which only doing the work tells: a few files of many, a few rows.

A result has a first name, for all else that it depends on. `used/` says for this name which parts were used,
and `made/` where the result is that was made with these parts as they are now.
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
    """Find a result, or the name for making it."""
    try:
        used: list[str] = unpack(store.get(f"used/{first}"), list[str])
    except FileNotFoundError:
        return ResultName(recipe(first, digest_parts(None)), is_made=False)
    name = recipe(first, digest_parts(used))
    try:
        return ResultName(store.get(f"made/{name}").decode(), is_made=True)
    except FileNotFoundError:
        return ResultName(name, is_made=False)


def keep_result(
    store: ObjectStore, first: str, digest_parts: DigestParts, used: Collection[str], name: str
) -> None:
    """Keep the name of a result that was made, and the keys of the parts that were used for it."""
    keys = sorted(used)
    store.create(f"used/{first}", pack(keys))
    store.create(f"made/{recipe(first, digest_parts(keys))}", name.encode())

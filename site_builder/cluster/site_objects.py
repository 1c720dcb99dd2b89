"""The site in the store: each file written once, by whoever has the current plan, and what is in it remembered.

A share is what one task writes: the articles of a shard, some of the lists, some of the packs.
The record of a share names the result that its files are of, so that files are not written again,
and the results whose files may still be there, so that the last step finds what is stale.
"""

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from site_builder.cluster.build_plan import CURRENT, BuildPlan
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import unpack
from site_builder.disk import is_name
from site_builder.model import SiteError
from site_builder.search import shards_of

SITE = "site/"


class SupersededError(SiteError):
    """Another plan became the current one; what this one made is of no use any more."""


class Share(msgspec.Struct, frozen=True):
    """What is known of the files of one share."""

    applied: str = ""
    """Name of the result that its files are of; empty while they are written."""
    before: tuple[str, ...] = ()
    """Names of results whose files may be there, in the order in which they were begun."""
    attempt: str = ""
    """Tells the notes of what was written since the last result was begun from those of another time."""


def share_name(kind: str, number: int) -> str:
    """Return the name of the record of a share."""
    return f"live/{kind}/{number}"


def read_share(store: ObjectStore, kind: str, number: int) -> tuple[Share, str]:
    """Return the record of a share, and its tag; an empty one where nothing was written yet."""
    name = share_name(kind, number)
    tag = store.tag(name)
    return (msgspec.msgpack.decode(store.get(name), type=Share) if tag else Share()), tag


class SiteObjects:
    """Writes files of the site for one plan."""

    def __init__(self, store: ObjectStore, plan_name: str) -> None:
        self._store = store
        self._plan_name = plan_name

    def check_current(self) -> None:
        """Raise SupersededError when another plan has become the current one."""
        if self._store.get(CURRENT).decode() != self._plan_name:
            raise SupersededError(
                "another build of this store has begun", hint="let one of them run at a time"
            )

    def record(self, kind: str, number: int, share: Share, *, tag: str) -> None:
        """Keep the record of a share in place of the one with this tag.

        One that another worker keeps at the same moment holds as well, as both have the same plan.
        """
        name, data = share_name(kind, number), msgspec.msgpack.encode(share)
        while not self._store.replace(name, data, tag=tag):
            tag = self._store.tag(name)
            self.check_current()

    def put(self, path: str, data: bytes) -> bool:
        """Make a file of the site hold these bytes; returns whether it had to be written."""
        if not is_name(path):
            raise SiteError(f"{path!r} is not a name for an output file")
        name = SITE + path
        if self._store.create(name, data):
            return True
        while True:
            tag = self._store.tag(name)
            if tag and self._store.holds(name, tag, data):
                return False
            # In this order: a late worker finds either the new plan or another tag than it expects.
            self.check_current()
            if self._store.replace(name, data, tag=tag):
                return True


def read_manifest(store: ObjectStore, name: str) -> dict[str, int] | None:
    """Return the files of a result, with digests of what is in them by path; None where it was never finished."""
    try:
        files: dict[str, int] = unpack(store.get(f"manifests/{name}"), dict[str, int])
    except FileNotFoundError:
        return None
    return files


def content_digest(data: bytes) -> int:
    """Return 64 bits that tell the content of a file from what was in it before."""
    # Twice as fast as BLAKE2 where the processor helps, and every byte of the site goes through it.
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


_EXTENT = "live/extent"


def share_counts(plan: BuildPlan) -> dict[str, int]:
    """Return how many shares of each kind the site of a plan has."""
    return {
        "render": len(plan.shards),
        "lists": plan.lists,
        "packs": pack_tasks(plan),
        "search": search_tasks(plan),
        "fragments": fragment_tasks(plan),
    }


def search_groups(plan: BuildPlan) -> int:
    """Return into how many groups searched pages are sorted by their buckets: the parts of an index of all articles.

    None where there is no Pagefind to search them.
    """
    if not plan.pagefind:
        return 0
    return len(shards_of(sum(shard.articles for shard in plan.shards)))


def search_tasks(plan: BuildPlan) -> int:
    """Return how many tasks run Pagefind; none where there is no Pagefind.

    Half of them do so for articles, and half for notices and notes.
    """
    return 2 * search_groups(plan)


def fragment_tasks(plan: BuildPlan) -> int:
    """Return how many tasks write what results show: one for each shard, and before them one for the rest."""
    return 1 + len(plan.shards) if plan.pagefind else 0


def pack_tasks(plan: BuildPlan) -> int:
    """Return how many tasks write packs, a power of two; none where sources and annotations stand beside pages."""
    if plan.settings.layout != "lean":
        return 0
    articles, tasks = sum(shard.articles for shard in plan.shards), 1
    while articles > _PER_PACK_TASK * tasks and tasks < _MOST_PACK_TASKS:
        tasks *= 2
    return tasks


_PER_PACK_TASK = 10_000
"""Articles whose sources and annotations a task holds in memory."""
_MOST_PACK_TASKS = 256
"""As many as two hex digits tell apart."""


def read_extent(store: ObjectStore) -> dict[str, int]:
    """Return how many shares of each kind may have a record."""
    try:
        return msgspec.msgpack.decode(store.get(_EXTENT), type=dict[str, int])
    except FileNotFoundError:
        return {}


def extend_live(store: ObjectStore, plan: BuildPlan) -> None:
    """Note, before a plan becomes the current one, that so many shares may have a record."""
    extent, counts = read_extent(store), share_counts(plan)
    larger = {kind: max(count, extent.get(kind, 0)) for kind, count in counts.items()}
    if larger != extent:
        write_extent(store, larger)


def write_extent(store: ObjectStore, extent: dict[str, int]) -> None:
    """Keep how many shares of each kind may have a record."""
    while not store.replace(_EXTENT, msgspec.msgpack.encode(extent), tag=store.tag(_EXTENT)):
        pass


def drop_shares(store: ObjectStore, kind: str, numbers: Iterable[int]) -> None:
    """Remove the records of shares that the site has no more."""
    for number in numbers:
        store.delete(share_name(kind, number))


def all_shares(store: ObjectStore, extent: dict[str, int]) -> Iterator[tuple[str, int, Share, str]]:
    """Yield kind, number, record and tag of every share."""
    for kind, count in extent.items():
        for number in range(count):
            yield kind, number, *read_share(store, kind, number)


def path_key(path: str) -> int:
    """Return 64 bits that tell a path from others; sets of them are smaller than sets of paths."""
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "big")

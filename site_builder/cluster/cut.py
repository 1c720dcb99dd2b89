"""Cut an archive into shards, put them into the store, and settle everything that tasks need to know."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from site_builder.cluster.build_plan import BuildPlan, Shard, StoredFile, digest_of, publish_plan
from site_builder.cluster.content import Content
from site_builder.cluster.key_ranges import part_of
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack
from site_builder.cluster.site_objects import extend_live
from site_builder.disk import readable
from site_builder.engine.empty import no_articles
from site_builder.engine.facts_table import with_table
from site_builder.engine.own_pages import own_paths
from site_builder.engine.site import code_digest, display_path, open_theme, with_digested_names
from site_builder.engine.site_settings import NOTICE_NOTES
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.indexing import (
    Placement,
    assign_addresses,
    copy_problems,
    find_copies,
    later_copies,
    path_key,
)
from site_builder.model import Problem, Source
from site_builder.pages import ARTICLE_TEMPLATES
from site_builder.rendering import Renderer
from site_builder.search import find_pagefind, program_version
from site_builder.settings import Settings

ARTICLES = 5000
"""Articles of a shard, on average and at most, where nobody chose a number of shards."""
_RANGE = 12_500
"""Articles of which a range has as many passages and keys as they have, at most: some 40 passages and 70 keys each."""
_MOST_RANGES = 256
"""Ranges at most, as the tasks of a range read a section of every shard, and those of a shard one of every range."""


def shard_of(path: str, shards: int) -> int:
    """Return the shard of an article, which depends on its path alone."""
    return part_of(path_key(path), shards)


def shards_for(articles: int) -> int:
    """Return the usual number of shards: a power of two, so that it seldom changes when articles come."""
    shards = 1
    while articles > ARTICLES * shards:
        shards *= 2
    return shards


def ranges_for(articles: int) -> int:
    """Return into how many ranges passages and keys are sorted: a power of two, too, as studies depend on it."""
    ranges = 1
    while articles > _RANGE * ranges and ranges < _MOST_RANGES:
        ranges *= 2
    return ranges


def cut(
    content: Content, store: ObjectStore, *, shards: int | None, allow_empty: bool, say: Callable[[str], None]
) -> str:
    """Put the articles of a site into the store, and return the name of the plan, which becomes the current one.

    Raises SiteError where there is no article.
    """
    site, listing = with_table(content.site), content.listing
    if not (listing.stamps or allow_empty):
        raise no_articles(listing, content.display_path, hint="name another folder, or add --allow-empty")
    own = frozenset(own_paths(listing.stamps, site.settings.pages))
    own_pages, own_problems = content.own_pages(own)
    paths = [path for path in listing.stamps if path not in own]
    count = shards or shards_for(len(paths))
    placement = assign_addresses(paths, shown=_shown(content))
    say(f"cutting {len(paths):,} articles into {count:,} shards")
    cutter = _Cutter(content, site.settings, store, placement)
    names = [cutter.store_shard(group) for group in _groups(paths, count)]
    copies = find_copies(cutter.digests)
    later = later_copies(copies)
    theme = with_digested_names(open_theme(site))
    plan = BuildPlan(
        code=code_digest(),
        settings=site.settings,
        templates=theme.templates,
        static=theme.static,
        article_template="".join(map(Renderer(theme.templates).digest, ARTICLE_TEMPLATES)),
        display_path=readable(content.display_path),
        site_toml=display_path(site.root / "site.toml"),
        notice_notes=display_path(site.root / NOTICE_NOTES),
        shards=tuple(
            msgspec.structs.replace(
                shard,
                copies=tuple(path for path in group if path in later),
                copied=tuple(path for path in group if path in copies),
            )
            for shard, group in zip(names, _groups(paths, count), strict=True)
        ),
        ranges=ranges_for(len(paths)),
        lists=count + 1,
        files=_store_files(content, store),
        own=own_pages,
        problems=(
            *listing.problems,
            *own_problems,
            *cutter.problems,
            *placement.problems,
            *copy_problems(copies, display_path=_shown(content)),
        ),
        ignored=sum(listing.ignored.values()),
        pagefind=program_version(find_pagefind()) if site.settings.search.enabled else "",
    )
    extend_live(store, plan)
    return publish_plan(store, plan)


def _shown(content: Content) -> Callable[[str], str]:
    above = content.display_path
    return lambda path: readable(os.path.join(above, path))


def _groups(paths: Iterable[str], shards: int) -> list[list[str]]:
    groups: list[list[str]] = [[] for _ in range(shards)]
    for path in paths:
        groups[shard_of(path, shards)].append(path)
    return groups


class _Cutter:
    """Reads articles and puts them into the store, a shard at a time."""

    def __init__(
        self, content: Content, settings: Settings, store: ObjectStore, placement: Placement
    ) -> None:
        self._content = content
        self._store = store
        self._placement = placement
        self._alike = bool(placement.problems)
        self._facts = SuppliedFacts(settings, previous=b"", name="")
        self.digests: list[tuple[str, str]] = []
        """Path and SHA-256 of every article that can be read."""
        self.problems: list[Problem] = []
        """Why others cannot."""

    def store_shard(self, paths: list[str]) -> Shard:
        """Put the articles at these paths into one object, unless it is there; copies are settled later."""
        start = len(self.digests)
        sources = list(self._sources(paths))
        digest = hashlib.blake2b(digest_size=16)
        for source in sources:
            digest.update(msgspec.msgpack.encode(source))
        name = digest.hexdigest()
        if not self._store.tag(f"sources/{name}"):
            self._store.create(f"sources/{name}", pack(sources))
        addresses = self._placement.addresses if self._alike else {}
        plain = assign_addresses(addresses and paths, shown=str).addresses
        moved = {path: addresses[path] for path in plain if addresses[path] != plain[path]}
        return Shard(name, len(sources), addresses=moved, facts=self._facts_of(self.digests[start:]))

    def _facts_of(self, digests: Iterable[tuple[str, str]]) -> bytes:
        """Digest what is stated of articles by path or SHA-256; empty where nothing is."""
        facts = [(path, self._facts.digest(path, sha256, "")) for path, sha256 in digests]
        stated = [(path, digest) for path, digest in facts if digest]
        return digest_of(msgspec.msgpack.encode(stated)) if stated else b""

    def _sources(self, paths: Iterable[str]) -> Iterator[Source]:
        for source in self._content.sources(paths):
            if isinstance(source, Problem):
                self.problems.append(source)
                continue
            self.digests.append((source.path, hashlib.sha256(source.data).hexdigest()))
            yield source


def _store_files(content: Content, store: ObjectStore) -> Mapping[str, StoredFile]:
    """Put the pictures and files that articles may refer to into the store."""
    limits = content.site.settings.limits
    limit = max(limits.picture_bytes, limits.attachment_bytes)
    files = {}
    for path, stamp in content.listing.attachments.items():
        size = stamp[0]
        data: bytes | Problem = b""
        if size <= limit:
            data = content.read_file(path, limit)
        if isinstance(data, Problem):
            files[path] = StoredFile(stamp=_bare(size), size=size, sha256="", problem=data)
            continue
        digest = hashlib.sha256(data).hexdigest() if size <= limit else ""
        if digest and not store.tag(f"files/{digest}"):
            store.create(f"files/{digest}", data)
        files[path] = StoredFile(_bare(size), size, digest)
    return files


def _bare(size: int) -> tuple[int, int, int, int]:
    """Return a stamp without times and inodes, which differ between machines."""
    return size, 0, 0, 0

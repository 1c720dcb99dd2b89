"""Bring the pages that are not an article's own up to date: lists, feeds, sitemap, static files."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from site_builder.disk import Folder
from site_builder.engine.store import Files, Journal
from site_builder.model import Page, SiteError
from site_builder.rendering import Renderer


class SitePages(NamedTuple):
    """The pages as they are now."""

    keys: dict[str, bytes]
    """What each was made from, by path."""
    files: dict[str, Files]
    """By folder."""
    written: int


def update_pages(
    pages: Iterable[Page],
    renderer: Renderer,
    folder: Folder,
    journal: Journal,
    *,
    basis: bytes,
    known_keys: Mapping[str, bytes],
    known_files: Mapping[str, Files],
    damaged: frozenset[str],
    taken: Mapping[str, str],
) -> SitePages:
    """Render and write the pages whose key is new, and only those.

    `basis` digests what every page depends on, `taken` names the source of every article's folder.
    Raises SiteError naming both where two pages want one path.
    """
    keys: dict[str, bytes] = {}
    files: dict[str, Files] = {}
    origins: dict[str, str] = {}
    written = 0
    for page in pages:
        above, _, name = page.path.rpartition("/")
        other = origins.get(page.path) or taken.get(above)
        if other:
            raise SiteError(
                f"{page.path}: made from {page.origin} and from {other}", hint="rename one of the two sources"
            )
        origins[page.path] = page.origin
        key = keys[page.path] = _key(page, renderer, basis)
        before = known_files.get(above, {}).get(name)
        if before and known_keys.get(page.path) == key and above not in damaged:
            files.setdefault(above, {})[name] = before
            continue
        journal.note((page.path,))
        record, new = folder.write(page.path, renderer.render(page))
        files.setdefault(above, {})[name] = record
        written += new
    return SitePages(keys, files, written)


def _key(page: Page, renderer: Renderer, basis: bytes) -> bytes:
    """Digest everything a page shows."""
    digest = hashlib.blake2b(basis, digest_size=16)
    if page.template:
        digest.update(renderer.digest(page.template).encode())
        digest.update(msgspec.msgpack.encode(page.view))
    else:
        assert isinstance(page.view, bytes)
        digest.update(page.view)
    return digest.digest()

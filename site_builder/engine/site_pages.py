"""Bring the pages that are not an article's own up to date: lists, feeds, sitemap, static files."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from site_builder.disk import Folder
from site_builder.engine.store import Files, Journal
from site_builder.model import Page, Shelf, SiteError
from site_builder.pages import Plan
from site_builder.rendering import Renderer

_BATCH_TEMPLATES = ("shelf.html", "feed.xml")


class SitePages(NamedTuple):
    """The pages as they are now."""

    keys: dict[str, bytes]
    """What each page was made from, by path, and each batch of pages, by folder with a slash at the end."""
    files: dict[str, Files]
    """By folder."""
    written: int


class Before(NamedTuple):
    """The pages as the last build left them."""

    keys: Mapping[str, bytes]
    files: Mapping[str, Files]
    damaged: frozenset[str]
    """Folders in which something is missing or not as it was left."""


class PageWriter:
    """Renders and writes the pages whose key is new, and only those."""

    def __init__(
        self,
        renderer: Renderer,
        folder: Folder,
        journal: Journal,
        before: Before,
        *,
        basis: bytes,
        taken: Mapping[str, str],
    ) -> None:
        """Take what every page depends on as `basis`, and the source of every article's folder as `taken`."""
        self._renderer = renderer
        self._folder = folder
        self._journal = journal
        self._before = before
        self._basis = basis
        self._taken = taken
        self._origins: dict[str, str] = {}
        self._now = SitePages({}, {}, 0)

    def write(self, plan: Plan, static: Iterable[Page]) -> SitePages:
        """Bring all pages up to date. Raises SiteError naming both where two of them want one path."""
        self._write_each(plan.pages)
        self._write_each(static)
        context = self._context(plan)
        digests: dict[str, bytes] = {}
        for batch in plan.batches:
            key = _batch_key(batch.shelf, context, digests)
            self._now.keys[batch.folder + "/"] = key
            if not self._keep(batch.folder, key):
                self._write_each(batch.pages())
        return self._now

    def _context(self, plan: Plan) -> bytes:
        """Digest what the pages of every batch depend on besides their articles."""
        digest = hashlib.blake2b(self._basis, digest_size=16)
        digest.update(msgspec.msgpack.encode(plan.names))
        digest.update(msgspec.msgpack.encode(plan.nav))
        for name in _BATCH_TEMPLATES:
            digest.update(self._renderer.digest(name).encode())
        return digest.digest()

    def _keep(self, above: str, key: bytes) -> bool:
        """Keep the pages of a batch that would become the same again; say whether that was so."""
        before = self._before
        files = before.files.get(above)
        if not files or above in before.damaged or before.keys.get(above + "/") != key:
            return False
        keys = {f"{above}/{name}": before.keys.get(f"{above}/{name}", b"") for name in files}
        if not all(keys.values()):
            return False
        for path in keys:
            self._claim(Page(path, "", b"", above), above)
        self._now.keys.update(keys)
        self._now.files[above] = dict(files)
        return True

    def _write_each(self, pages: Iterable[Page]) -> None:
        for page in pages:
            above, _, name = page.path.rpartition("/")
            self._claim(page, above)
            key = self._now.keys[page.path] = _key(page, self._renderer, self._basis)
            record = self._before.files.get(above, {}).get(name)
            if not record or self._before.keys.get(page.path) != key or above in self._before.damaged:
                self._journal.note((page.path,))
                record, new = self._folder.write(page.path, self._renderer.render(page))
                self._now = self._now._replace(written=self._now.written + new)
            self._now.files.setdefault(above, {})[name] = record

    def _claim(self, page: Page, above: str) -> None:
        other = self._origins.get(page.path) or self._taken.get(above)
        if other:
            raise SiteError(
                f"{page.path}: made from {page.origin} and from {other}", hint="rename one of the two sources"
            )
        self._origins[page.path] = page.origin


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


def _batch_key(shelf: Shelf, context: bytes, digests: dict[str, bytes]) -> bytes:
    """Digest everything the pages of one heading show; `digests` keeps those of cards, which stand on many shelves."""
    digest = hashlib.blake2b(context, digest_size=16)
    digest.update(f"{shelf.facet}/{shelf.term.slug}/{shelf.term.name}".encode())
    for card in shelf.cards:
        known = digests.get(card.path)
        if known is None:
            encoded = msgspec.msgpack.encode(card)
            known = digests[card.path] = hashlib.blake2b(encoded, digest_size=16).digest()
        digest.update(known)
    return digest.digest()

"""Bring the pages that are not an article's own up to date: lists, feeds, sitemap, static files."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import msgspec

from site_builder.disk import Folder, Written
from site_builder.engine.ledger import Files, Journal
from site_builder.model import Card, Page, SiteError
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
        self._unpacked: tuple[str, dict[str, Written]] = "", dict(before.files.get("", {}).items())

    def write(self, plan: Plan, static: Iterable[Page]) -> SitePages:
        """Bring all pages up to date. Raises SiteError naming both where two of them want one path."""
        for page in (*plan.pages, *static):
            self._write(
                page.path, page.origin, _key(page, self._renderer, self._basis), partial(_laid_out, page)
            )
        context, headings = self._context(plan), _digest_of(plan.names)
        digests = _Digests()
        for batch in plan.batches:
            plain = context + batch.name.encode("utf-8", "surrogatepass")
            whole = plain + headings
            key = self._now.keys[batch.folder + "/"] = digests.key(whole, (), batch.cards)
            if not self._keep(batch.folder, key):
                for draft in batch.drafts():
                    around = whole if draft.headings else plain
                    key = digests.key(around, (draft.path, *draft.beside), draft.cards)
                    self._write(draft.path, draft.origin, key, draft.page)
        return self._now

    def _context(self, plan: Plan) -> bytes:
        """Digest what the pages of every batch depend on besides articles and headings."""
        digest = hashlib.blake2b(self._basis, digest_size=16)
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
            self._claim(path, above, above)
        self._now.keys.update(keys)
        self._now.files[above] = files
        return True

    def _write(self, path: str, origin: str, key: bytes, page: Callable[[], Page]) -> None:
        """Bring one page up to date; it is laid out only if its key is new."""
        above, _, name = path.rpartition("/")
        self._claim(path, above, origin)
        self._now.keys[path] = key
        record = self._recalled(above).get(name)
        if not record or self._before.keys.get(path) != key or above in self._before.damaged:
            self._journal.note((path,))
            record, new = self._folder.write(path, self._renderer.render(page()))
            self._now = self._now._replace(written=self._now.written + new)
        self._filled(above)[name] = record

    def _recalled(self, above: str) -> Mapping[str, Written]:
        """Give the files that a folder had; they are unpacked once for all its pages."""
        if self._unpacked[0] != above:
            self._unpacked = above, dict(self._before.files.get(above, {}).items())
        return self._unpacked[1]

    def _filled(self, above: str) -> dict[str, Written]:
        """Give the files that a folder has so far, to be added to."""
        files = self._now.files.get(above)
        if not isinstance(files, dict):
            files = self._now.files[above] = dict(files.items() if files else ())
        return files

    def _claim(self, path: str, above: str, origin: str) -> None:
        other = self._origins.get(path) or self._taken.get(above)
        if other:
            raise SiteError(
                f"{path}: made from {origin} and from {other}", hint="rename one of the two sources"
            )
        self._origins[path] = origin


def _laid_out(page: Page) -> Page:
    return page


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


def _digest_of(names: Mapping[str, Mapping[str, str]]) -> bytes:
    # Sorted, as they come in an order that changes with every article.
    return hashlib.blake2b(msgspec.msgpack.encode(names, order="sorted"), digest_size=16).digest()


class _Digests:
    """Digests of what lists are made from; those of cards are kept, as a card stands on many shelves."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def key(self, context: bytes, names: Iterable[str], cards: Iterable[Card]) -> bytes:
        """Digest everything that a page shows: its context, its neighbours and its articles."""
        known = self._known
        digest = hashlib.blake2b("\0".join(("", *names, "")).encode(), digest_size=16)
        digest.update(context)
        parts = []
        for card in cards:
            part = known.get(card.path)
            if part is None:
                encoded = msgspec.msgpack.encode(card)
                part = known[card.path] = hashlib.blake2b(encoded, digest_size=16).digest()
            parts.append(part)
        digest.update(b"".join(parts))
        return digest.digest()

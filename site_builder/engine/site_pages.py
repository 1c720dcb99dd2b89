"""Bring the pages that are not an article's own up to date: lists, feeds, sitemap, static files."""

import hashlib
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, cast

import msgspec

from site_builder.disk import Staging, Written
from site_builder.engine.due import FileChange, Reason, first_reason
from site_builder.engine.ledger import Files
from site_builder.engine.worker import DIGEST_BYTES
from site_builder.model import Card, Page, SiteError
from site_builder.pages import CardDetail, Link, Plan, PlannedPage, bar_digest
from site_builder.rendering import Renderer

GROUP_KEY = ""
"""The name under which a whole batch of pages has its key."""


class SitePages(NamedTuple):
    """The pages as they are now."""

    keys: dict[str, Mapping[str, bytes]]
    """What each page was made from, by folder and name; a batch that has its folder to itself is there as `BATCH`."""
    files: dict[str, Files]
    """By folder."""
    written: int
    templates: Mapping[str, str]
    """Digest of every template that one of them is made with, by name."""


class PreviousPages(NamedTuple):
    """The pages as the last build left them."""

    keys: Mapping[str, Mapping[str, bytes]]
    files: Mapping[str, Files]
    damaged: frozenset[str]
    """Folders in which something is missing or not as it was left."""
    templates: Mapping[str, str]
    """As in `SitePages`."""
    rebuild_reason: Reason | None
    """Why nothing that the last build made can be kept, if that is so."""


class PageWriter:
    """Renders and writes the pages whose key is new, and only those."""

    def __init__(
        self,
        renderer: Renderer,
        staging: Staging,
        before: PreviousPages,
        *,
        basis: bytes,
        articles: Sequence[tuple[Card, bytes]],
        changes: list[FileChange] | None,
    ) -> None:
        """Take what every page depends on as `basis`, and the cards that plans show.

        Beside each card stands the digest of what pages show of it, as `worker.card_digest` gives it.
        """
        self._renderer = renderer
        self._staging = staging
        self._before = before
        self._basis = basis
        self._articles = articles
        self._changes = changes
        self._template_digests = dict(before.templates)
        self._digests: dict[CardDetail, dict[int, bytes]] = {}
        self._joined: tuple[Sequence[Card], CardDetail, bytes] = (), CardDetail.ITEMS, b""
        self._with_bars: dict[int, Sequence[Card]] = {}
        """Lists of articles over which pages show bars, by identity."""
        self._origins: dict[str, str] = {}
        self._all_templates = renderer.digest_of_all().encode()
        self._now = SitePages({}, {}, 0, self._template_digests)
        self._unpacked: tuple[str, dict[str, Written]] = "", dict(before.files.get("", {}).items())

    def write(self, plan: Plan, static: Iterable[Page]) -> SitePages:
        """Bring all pages up to date. Raises SiteError naming both where two of them want one path."""
        for page in plan.pages:
            self._write_page(page, same_template=self._same_template(page.template))
        for page in static:
            # What the theme serves as it is counts as a template.
            self._write_page(page, same_template=False)
        around = _digest(self._basis, msgspec.msgpack.encode(plan.nav))
        # Sorted, as they come in an order that changes with every article.
        headings = _digest(msgspec.msgpack.encode(plan.names, order="sorted"))
        for draft in plan.planned:
            self._write_draft(draft, around, headings)
        for batch in plan.groups:
            name = batch.name.encode("utf-8", "surrogatepass")
            shown = self._parts(batch.cards, CardDetail.EXCERPTS)
            key = _digest(
                around, headings, self._all_templates, name, shown, batch.digest, self._bars(batch.bars)
            )
            if not self._keep(batch.folder, key):
                for draft in batch.pages():
                    self._write_draft(draft, around + name, headings)
        return self._now

    def update(self, planned: PlannedPage, nav: Sequence[Link]) -> SitePages:
        """Bring one page up to date; all others are as the last build left them."""
        self._write_draft(planned, _digest(self._basis, msgspec.msgpack.encode(nav)), b"")
        folder = planned.path.rpartition("/")[0]
        before = self._before
        keys = {**before.keys, folder: {**before.keys.get(folder, {}), **self._now.keys[folder]}}
        files = {above: before.files[above] for above in before.keys if above in before.files}
        files[folder] = {**dict(before.files.get(folder, {}).items()), **self._now.files[folder]}
        return SitePages(keys, files, self._now.written, before.templates)

    def _write_page(self, page: Page, *, same_template: bool) -> None:
        """Bring a page up to date that is laid out already."""
        key = _key(page, self._renderer, self._basis)
        self._write(page.path, page.origin, key, lambda: page, same_template=same_template)

    def _write_draft(self, draft: PlannedPage, around: bytes, headings: bytes) -> None:
        """Bring a page up to date that is laid out only if it could have changed."""
        key = _digest(
            around,
            self._renderer.digest(draft.template).encode() if draft.template else b"",
            headings if draft.headings else b"",
            "\0".join(("", draft.path, *draft.beside, "")).encode(),
            self._parts(draft.cards, draft.detail),
            draft.digest,
            self._bars(draft.bars),
        )
        same_template = self._same_template(draft.template)
        self._write(draft.path, draft.origin, key, draft.page, same_template=same_template)

    def _same_template(self, name: str) -> bool:
        """Return whether a template is that of the last build, and remember it for the next."""
        if not name:
            return True
        digest = self._renderer.digest(name)
        self._template_digests[name] = digest
        return self._before.templates.get(name) == digest

    def _parts(self, cards: Sequence[Card], shows: CardDetail) -> bytes:
        """Give the digests of what a page shows of its articles; several pages in turn are about all there are."""
        last, as_much, joined = self._joined
        if last is not cards or as_much != shows:
            if shows not in self._digests:
                # By identity, which finds a digest in half the time: tens of thousands are looked up for every build.
                self._digests[shows] = {
                    id(card): shown[: shows * DIGEST_BYTES] for card, shown in self._articles
                }
            joined = b"".join(map(self._digests[shows].__getitem__, map(id, cards)))
            self._joined = cards, shows, joined
        return joined

    def _bars(self, lists: Sequence[Sequence[Card]]) -> bytes:
        """Digest the bars that a page shows over lists of articles, and remember these lists."""
        self._with_bars.update({id(cards): cards for cards in lists})
        return b"".join(map(bar_digest, lists))

    def lists_with_bars(self, cards: Sequence[Card]) -> list[bytes]:
        """Return the positions among all `cards` of those in each list over which a page shows a bar, 32 bits each."""
        positions = {id(card): position for position, card in enumerate(cards)}
        return [
            array("I", map(positions.__getitem__, map(id, some))).tobytes()
            for some in self._with_bars.values()
        ]

    def _keep(self, above: str, key: bytes) -> bool:
        """Keep the pages of a batch that would become the same again; say whether that was so."""
        if above in self._now.keys:
            # Other pages are in its folder too, and what becomes of them does not depend on this key.
            return False
        before = self._before
        files, keys = before.files.get(above), before.keys.get(above)
        if files is None or keys is None or above in before.damaged or keys.get(GROUP_KEY) != key:
            self._now.keys[above] = {GROUP_KEY: key}
            return False
        self._now.keys[above], self._now.files[above] = keys, files
        return True

    def _write(
        self, path: str, origin: str, key: bytes, page: Callable[[], Page], *, same_template: bool
    ) -> None:
        """Bring one page up to date; it is laid out only if its key is new."""
        above, _, name = path.rpartition("/")
        self._claim(path, above, origin)
        record = self._recalled(above).get(name)
        before = self._before
        same_key = before.keys.get(above, {}).get(name) == key
        if not record or above in before.damaged or not same_key:
            reason = self._reason(record, same_key=same_key, same_template=same_template)
            record, new = self._staging.put(path, self._renderer.render(page()))
            self._now = self._now._replace(written=self._now.written + new)
            if new and self._changes is not None:
                self._changes.append(FileChange(path, reason))
        keys, files = self._filled(above)
        keys[name] = key
        files[name] = record

    def _reason(self, record: Written | None, *, same_key: bool, same_template: bool) -> Reason:
        """Return the reason for writing a page that the last build left as in `record`."""
        everything = self._before.rebuild_reason
        return first_reason(
            {
                Reason.NEW: not (record and record.digest),
                Reason.PROGRAM: everything is Reason.PROGRAM,
                Reason.SETTINGS: everything is Reason.SETTINGS,
                Reason.TEMPLATE: not (same_key or same_template),
                Reason.DAMAGED: same_key,
            }
        )

    def _recalled(self, above: str) -> Mapping[str, Written]:
        """Give the files that a folder had; they are unpacked once for all its pages."""
        if self._unpacked[0] != above:
            self._unpacked = above, dict(self._before.files.get(above, {}).items())
        return self._unpacked[1]

    def _filled(self, above: str) -> tuple[dict[str, bytes], dict[str, Written]]:
        """Give the keys and files that a folder has so far, to be added to."""
        found = self._now.keys.setdefault(above, {}), self._now.files.setdefault(above, {})
        return cast(tuple[dict[str, bytes], dict[str, Written]], found)

    @cached_property
    def _taken(self) -> Mapping[str, str]:
        """The source of every article's folder."""
        return {card.address.rstrip("/"): card.path for card, _ in self._articles}

    def _claim(self, path: str, above: str, origin: str) -> None:
        other = self._origins.get(path) or (above.startswith("articles/") and self._taken.get(above))
        if other:
            raise SiteError(
                f"{path}: made from {origin} and from {other}", hint="rename one of the two sources"
            )
        self._origins[path] = origin


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


def _digest(*parts: bytes) -> bytes:
    return hashlib.blake2b(b"".join(parts), digest_size=16).digest()

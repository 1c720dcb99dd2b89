"""Notices of a build: collected anew only where an article with some came, went or was edited in what counts."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from site_builder.engine.noted_notices import NotedNotices, find_noted_notices, notes_basis
from site_builder.engine.store import SourceRecord, Store
from site_builder.indexing import list_order
from site_builder.model import Card, Notice, NoticeLink, NoticeNote, NoticeText
from site_builder.notices import (
    CollectedNotices,
    NotedTexts,
    NoticeLinkIndex,
    OutletMemory,
    collect_notices,
    link_index,
    links_of,
    with_notes,
)

_BATCH = 4096
"""Texts that wait in memory before they are stored, at most."""


class NoticeKeeper:
    """What the last build knew of notices, and what holds now."""

    def __init__(self, store: Store, notes: Sequence[NoticeNote], *, forget: bool) -> None:
        """Recall what the store has, or nothing where `forget` says that it cannot be trusted.

        `notes` are the keeper's on notices.
        """
        self._store = store
        self._notes = notes
        self.noted = NotedNotices()
        self._waiting: dict[int, NoticeText] = {}
        self._memory: Mapping[str, OutletMemory] = {}
        self._collected: CollectedNotices | None = None
        self._index: NoticeLinkIndex | None = None
        if forget:
            store.forget_texts()
            return
        if memory := store.fact("notice_memory"):
            self._memory = msgspec.msgpack.decode(memory, type=dict[str, OutletMemory])
        if links := store.fact("notice_links"):
            self._index = msgspec.msgpack.decode(links, type=dict[str, dict[int, NoticeLink]])
        if noted := store.fact("noted_notices"):
            self.noted = msgspec.msgpack.decode(noted, type=NotedNotices)

    @property
    def are_noted(self) -> bool:
        """Whether the keeper's notes on notices are those that were placed last."""
        return self.noted.basis == notes_basis(self._notes)

    @property
    def has_notes(self) -> bool:
        """Whether the keeper has notes on notices."""
        return bool(self._notes)

    @property
    def index(self) -> NoticeLinkIndex:
        """What the margins say."""
        return self._index or {}

    def put_texts(self, texts: Iterable[tuple[int, NoticeText]]) -> None:
        """Store the texts of notices of an article that was understood."""
        self._waiting.update(texts)
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Store the texts that wait."""
        if self._waiting:
            self._store.put_texts(self._waiting.items())
            self._waiting.clear()

    def update(
        self,
        before: Mapping[str, SourceRecord],
        records: Mapping[str, SourceRecord],
        touched: Collection[str],
        copies: frozenset[str],
        former_copies: frozenset[str],
    ) -> bool:
        """Bring notices up to date; return whether the margins say something else than before.

        `copies` are the paths of later copies of other files, which do not count; `former_copies` those `before`.
        """
        same = (
            # What was collected a moment ago has an article that could not be finished.
            self._collected is None
            and copies == former_copies
            and all(notice_basis(before.get(path)) == notice_basis(records.get(path)) for path in touched)
        )
        if self._index is not None and same and self.are_noted:
            return False
        known = self._index, self.noted.texts
        cards = sorted((record.card for record in records.values() if record.card), key=list_order)
        if self._index is None or not same:
            self._collected = None
            self._index = link_index(self._collect(cards, copies))
        changed = (records[path].card for path in touched if path in records)
        self.flush()
        self.noted = find_noted_notices(
            self._notes, cards, self._read_texts, self.noted, [card for card in changed if card]
        )
        return (self._index, self.noted.texts) != known

    def _read_texts(self, digests: Iterable[int]) -> dict[int, NoticeText]:
        return {digest: self._store.text(digest) for digest in digests}

    def links(self, card: Card) -> dict[int, NoticeLink]:
        """Return what the margin of an article says of its notices."""
        return links_of(card, self.index, self.noted.texts)

    def notices(self, cards: Sequence[Card], copies: frozenset[str]) -> tuple[Notice, ...]:
        """Return the notices of all cards, which come in the order of lists; later copies of files do not count."""
        return with_notes(self._collect(cards, copies), cards, self.noted.texts, self._notes)

    def _collect(self, cards: Sequence[Card], copies: frozenset[str]) -> CollectedNotices:
        if self._collected is None:
            self.flush()
            self._collected = collect_notices(cards, self._store.text, copies=copies, known=self._memory)
            self._memory = self._collected.memory
        return self._collected

    def facts(self) -> dict[str, bytes]:
        """Return what the next build has to know."""
        noted = {"noted_notices": msgspec.msgpack.encode(self.noted)}
        if self._collected is None:
            return noted
        return {
            **noted,
            "notice_links": msgspec.msgpack.encode(self.index),
            "notice_memory": msgspec.msgpack.encode(self._memory),
        }


def notice_basis(record: SourceRecord | None) -> tuple[object, ...] | None:
    """Return what notices depend on in an article."""
    card = record.card if record else None
    if card is None or not card.notices:
        return None
    metadata = card.metadata
    return card.notices, metadata.date, metadata.publisher, metadata.source


def links_digest(links: Mapping[int, NoticeLink]) -> bytes:
    """Digest what the margin of an article says of its notices; empty where that is nothing."""
    if not links:
        return b""
    return hashlib.blake2b(msgspec.msgpack.encode(links), digest_size=16).digest()


def unsaid(records: Mapping[str, SourceRecord], index: NoticeLinkIndex, noted: NotedTexts) -> list[str]:
    """Return the articles whose margins do not say what the index has, and which notes are on their notices."""
    return [
        path
        for path, record in records.items()
        if record.card and links_digest(links_of(record.card, index, noted)) != record.notice_links
    ]

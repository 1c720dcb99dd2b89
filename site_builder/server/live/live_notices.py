"""The notices of a served site: collected when they are asked for, and again when an article changed in what counts."""

from collections.abc import Iterable, Mapping, Sequence

from site_builder.engine.noted_notices import NotedNotices, find_noted_notices, notes_basis
from site_builder.engine.noticing import notice_basis
from site_builder.engine.store import SourceRecord
from site_builder.model import Card, Notice, NoticeLink, NoticeNote, NoticeText
from site_builder.notices import (
    CollectedNotices,
    NoticeLinkIndex,
    OutletMemory,
    collect_notices,
    link_index,
    links_of,
    with_notes,
)


class LiveNotices:
    """All notices, as far as articles have been read."""

    def __init__(self) -> None:
        self._texts: dict[int, NoticeText] = {}
        """Texts of notices by their digests."""
        self._memory: Mapping[str, OutletMemory] = {}
        self._copies: frozenset[str] = frozenset()
        self._collected: tuple[CollectedNotices, NoticeLinkIndex] | None = None
        self._notes: Sequence[NoticeNote] = ()
        self._noted = NotedNotices()
        self._touched: list[Card] | None = None
        """Articles whose notices changed since notes were placed on them; None after all were."""

    def note(self, notes: Sequence[NoticeNote]) -> None:
        """Have notes of the keeper on notices; they are placed when they are asked for."""
        if notes != self._notes and notes_basis(notes) != self._noted.basis:
            self._touched = self._touched or []
        self._notes = notes

    def put_texts(self, texts: Iterable[tuple[int, NoticeText]]) -> None:
        """Store texts of notices."""
        self._texts.update(texts)

    def replace(self, before: SourceRecord | None, after: SourceRecord | None) -> None:
        """Follow a record that is replaced by another."""
        if notice_basis(before) != notice_basis(after):
            self._collected = None
            self._touched = [*(self._touched or ()), *([after.card] if after and after.card else ())]

    def forget(self) -> None:
        """Collect everything anew when it is asked for."""
        self._collected = None
        self._noted, self._touched = NotedNotices(), []

    def notices(self, cards: Sequence[Card], copies: frozenset[str]) -> tuple[Notice, ...]:
        """Return the notices of all cards, which come in the order of lists; later copies of files do not count."""
        collected = self._collect(cards, copies)[0]
        return with_notes(collected, cards, self.noted(cards).texts, self._notes)

    def noted(self, cards: Sequence[Card]) -> NotedNotices:
        """Return where the keeper's notes on notices stand."""
        if self._touched is not None:
            known, touched, self._touched = self._noted, self._touched, None
            self._noted = find_noted_notices(self._notes, cards, self._read_texts, known, touched)
        return self._noted

    def _read_texts(self, digests: Iterable[int]) -> dict[int, NoticeText]:
        return {digest: self._texts[digest] for digest in digests}

    def links(self, card: Card, cards: Sequence[Card], copies: frozenset[str]) -> dict[int, NoticeLink]:
        """Return what the margin of an article says of its notices; `cards` are those of all articles."""
        return links_of(card, self._collect(cards, copies)[1], self.noted(cards).texts)

    def _collect(
        self, cards: Sequence[Card], copies: frozenset[str]
    ) -> tuple[CollectedNotices, NoticeLinkIndex]:
        if self._collected is None or self._copies != copies:
            collected = collect_notices(cards, self._texts.__getitem__, copies=copies, known=self._memory)
            self._memory, self._copies = collected.memory, copies
            self._collected = collected, link_index(collected)
        return self._collected

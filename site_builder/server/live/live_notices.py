"""The notices of a served site: collected when they are asked for, and again when an article changed in what counts."""

from collections.abc import Iterable, Mapping, Sequence

from site_builder.engine.noticing import notice_basis
from site_builder.engine.store import SourceRecord
from site_builder.model import Card, Notice, NoticeLink, NoticeText
from site_builder.notices import (
    CollectedNotices,
    NoticeLinkIndex,
    OutletMemory,
    collect_notices,
    link_index,
    links_of,
)


class LiveNotices:
    """All notices, as far as articles have been read."""

    def __init__(self) -> None:
        self._texts: dict[int, NoticeText] = {}
        """Texts of notices by their digests."""
        self._memory: Mapping[str, OutletMemory] = {}
        self._copies: frozenset[str] = frozenset()
        self._collected: tuple[CollectedNotices, NoticeLinkIndex] | None = None

    def put_texts(self, texts: Iterable[tuple[int, NoticeText]]) -> None:
        """Store texts of notices."""
        self._texts.update(texts)

    def replace(self, before: SourceRecord | None, after: SourceRecord | None) -> None:
        """Follow a record that is replaced by another."""
        if notice_basis(before) != notice_basis(after):
            self._collected = None

    def forget(self) -> None:
        """Collect everything anew when it is asked for."""
        self._collected = None

    def notices(self, cards: Sequence[Card], copies: frozenset[str]) -> tuple[Notice, ...]:
        """Return the notices of all cards, which come in the order of lists; later copies of files do not count."""
        return self._collect(cards, copies)[0].notices

    def links(self, card: Card, cards: Sequence[Card], copies: frozenset[str]) -> dict[int, NoticeLink]:
        """Return what the margin of an article says of its notices; `cards` are those of all articles."""
        return links_of(card, self._collect(cards, copies)[1])

    def _collect(
        self, cards: Sequence[Card], copies: frozenset[str]
    ) -> tuple[CollectedNotices, NoticeLinkIndex]:
        if self._collected is None or self._copies != copies:
            collected = collect_notices(cards, self._texts.__getitem__, copies=copies, known=self._memory)
            self._memory, self._copies = collected.memory, copies
            self._collected = collected, link_index(collected)
        return self._collected

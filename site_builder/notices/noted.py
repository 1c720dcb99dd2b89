"""The notices that the keeper has notes on."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import msgspec

from site_builder.model import Card, NoteEntry, Notice, NoticeNote, NoticeNoteRef
from site_builder.notices.collect import CollectedNotices
from site_builder.notices.occurrences import outlet_of, unpack_occurrences
from site_builder.wording import label_slug

NotedTexts = Mapping[int, tuple[NoticeNoteRef, ...]]
"""The notes on each text of a notice that has any, by the digest of the text."""


def texts_of(cards: Iterable[Card]) -> set[int]:
    """Return the digests of all texts of notices in some articles."""
    return {occurrence.text for card in cards for occurrence in unpack_occurrences(card.notices)}


def carried_notes(noted: NotedTexts, texts: Container[int]) -> set[str]:
    """Return the names of the notes that stand on some text."""
    return {ref.name for text, refs in noted.items() if text in texts for ref in refs}


def with_notes(
    collected: CollectedNotices, cards: Sequence[Card], noted: NotedTexts, notes: Sequence[NoticeNote]
) -> tuple[Notice, ...]:
    """Return the notices of an archive with the keeper's notes on them, in the order of the file."""
    if not noted:
        return collected.notices
    names: dict[str, set[str]] = {}
    for address, refs in _noted_addresses(collected, cards, noted):
        names.setdefault(address, set()).update(ref.name for ref in refs)
    return tuple(
        msgspec.structs.replace(notice, notes=_entries(notes, names[notice.address]))
        if notice.address in names
        else notice
        for notice in collected.notices
    )


def _noted_addresses(
    collected: CollectedNotices, cards: Sequence[Card], noted: NotedTexts
) -> Iterator[tuple[str, tuple[NoticeNoteRef, ...]]]:
    for card in cards:
        for occurrence in unpack_occurrences(card.notices):
            refs = noted.get(occurrence.text)
            if not refs:
                continue
            name = outlet_of(occurrence.speaker, card.metadata)
            version = collected.versions.get((label_slug(name) if name else "", occurrence.words))
            if version:
                yield version[0].address, refs


def _entries(notes: Sequence[NoticeNote], names: Container[str]) -> tuple[NoteEntry, ...]:
    return tuple(note.entry for note in notes if note.entry.name in names)

"""The keeper's notes on notices: which texts have their words, looked for only in new texts."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from site_builder.annotating import find_noted, lost_notice_note
from site_builder.model import Card, NoticeNote, NoticeNoteRef, NoticeText, Problem
from site_builder.notices import carried_notes, texts_of

ReadTexts = Callable[[Iterable[int]], Mapping[int, NoticeText]]
"""Returns the texts with some digests."""


class NotedNotices(msgspec.Struct, frozen=True):
    """Where the notes on notices stand."""

    basis: bytes = b""
    """Digest of the notes; empty where there are none."""
    texts: dict[int, tuple[NoticeNoteRef, ...]] = {}
    """The notes on each text of a notice, by the digest of the text."""
    lost: dict[str, Problem] = {}
    """What is wrong with the notes that stand on no notice, by their names; whoever shows it fills in the path."""


def notes_basis(notes: Sequence[NoticeNote]) -> bytes:
    """Digest all that places notes on notices; empty where there are none."""
    if not notes:
        return b""
    facts = [(each.entry.name, each.note.kind, each.note.quote, each.note.line) for each in notes]
    return hashlib.blake2b(msgspec.msgpack.encode(facts), digest_size=16).digest()


def find_noted_notices(
    notes: Sequence[NoticeNote],
    cards: Sequence[Card],
    read_texts: ReadTexts,
    known: NotedNotices,
    touched: Iterable[Card],
) -> NotedNotices:
    """Find the notices that notes stand on among those of all cards.

    `known` is what held before articles were `touched`; it counts where the notes are the same.
    """
    if not notes:
        return NotedNotices()
    basis = notes_basis(notes)
    present = texts_of(cards)
    is_same = basis == known.basis
    fresh = read_texts(present & texts_of(touched) if is_same else present)
    kept = {digest: refs for digest, refs in known.texts.items() if digest in present} if is_same else {}
    texts = kept | find_noted(notes, fresh.items())
    carried = carried_notes(texts, present)
    missing = [note for note in notes if note.entry.name not in carried]
    words = [passage.text for passage in read_texts(present).values()] if missing else []
    lost = {note.entry.name: lost_notice_note(note, words, display_path="") for note in missing}
    return NotedNotices(basis, texts, lost)


def lost_problems(lost: Mapping[str, Problem], display_path: str) -> tuple[Problem, ...]:
    """Return the problems of notes that stand on no notice, in the file that has them."""
    return tuple(msgspec.structs.replace(problem, path=display_path) for problem in lost.values())

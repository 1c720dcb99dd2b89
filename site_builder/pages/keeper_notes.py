"""What templates see of the keeper's notes on an article."""

from collections.abc import Mapping, Sequence

import msgspec

from site_builder.model import KeeperNote, LostNote, NotePlacement
from site_builder.note_kinds import NOTE_KINDS
from site_builder.pages.humanize import day, one_line
from site_builder.pages.note_lists import tag_page
from site_builder.pages.views import Link

MAX_ROWS = 12
"""Rows that the notes of one block may reach down beside; the style sheet has a class for each."""


class KeeperNoteView(msgspec.Struct, frozen=True, gc=False):
    """One note of the keeper."""

    name: str
    """Its address on the page is `#note-` and this."""
    number: int
    kind: str
    sign: str
    label: str
    """The name of its kind, in the site's language."""
    html: str
    """Safe HTML of what it says."""
    by: str
    date: str
    when: str
    """The date in words."""
    tags: tuple[Link, ...]
    link: str
    """An address on the web; empty where there is none."""
    quote: str = ""
    """Of a lost note: the words it stood beside."""
    reason: str = ""
    """Of a lost note: why it has no place."""
    candidates: tuple[str, ...] = ()
    """Of a lost note: the passages most like its words."""


class BlockView(msgspec.Struct, frozen=True):
    """A block of an annotated section and the notes whose passages end in it."""

    html: str
    notes: tuple[KeeperNoteView, ...]
    rows: int
    """How many blocks down the notes may reach before the next that has any."""


class NotesView(msgspec.Struct, frozen=True):
    """All notes on one article."""

    by_block: Mapping[int, tuple[KeeperNoteView, ...]] = {}
    """The placed ones by the index of the block in which their passage ends."""
    lost: tuple[KeeperNoteView, ...] = ()
    are_placed: bool = False
    """Whether any note, or mere highlight, stands beside words."""

    def within(self, first: int, end: int) -> tuple[KeeperNoteView, ...]:
        """Return the notes of some blocks, in their order."""
        return tuple(note for index in range(first, end) for note in self.by_block.get(index, ()))


NO_NOTES = NotesView()


def notes_view(placement: NotePlacement, html: Mapping[str, str], language: str) -> NotesView:
    """Lay out the notes on an article; `html` has the safe HTML of each by its name."""
    by_block: dict[int, tuple[KeeperNoteView, ...]] = {}
    for placed in placement.placed:
        if placed.number:
            shown = note_view(placed.note, html[placed.note.name], language, number=placed.number)
            by_block[placed.last] = (*by_block.get(placed.last, ()), shown)
    lost = tuple(_lost(lost, html[lost.note.name], language) for lost in placement.lost)
    return NotesView(by_block, lost, bool(placement.placed))


def note_view(note: KeeperNote, html: str, language: str, *, number: int = 0) -> KeeperNoteView:
    """Lay out one note, given the safe HTML of its text."""
    row = NOTE_KINDS[note.kind]
    return KeeperNoteView(
        name=note.name,
        number=number,
        kind=note.kind.value,
        sign=row.sign,
        label=row.name(language),
        html=html,
        by=one_line(note.by),
        date=note.date,
        when=day(note.date.partition("T")[0]),
        tags=tuple(Link(one_line(tag), tag_page(tag)) for tag in note.tags),
        link=one_line(note.link),
    )


def _lost(lost: LostNote, html: str, language: str) -> KeeperNoteView:
    note = lost.note
    quote = note.quote or note.block or f"{note.first} … {note.last}"
    return msgspec.structs.replace(
        note_view(note, html, language),
        quote=one_line(quote),
        reason=one_line(lost.reason),
        candidates=tuple(map(one_line, lost.candidates)),
    )


def block_views(html: Sequence[str], first: int, notes: NotesView) -> tuple[BlockView, ...]:
    """Return the blocks of a section that begins at an index, each with the notes beside it; none without notes."""
    noted = [index for index in range(first, first + len(html)) if notes.by_block.get(index)]
    if not noted:
        return ()
    ends = dict(zip(noted, [*noted[1:], first + len(html)], strict=True))
    return tuple(
        BlockView(
            block, notes.by_block.get(index, ()), min(ends[index] - index, MAX_ROWS) if index in ends else 0
        )
        for index, block in enumerate(html, first)
    )

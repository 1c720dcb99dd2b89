"""The order of work for the keeper's notes on one article: place them, mark their passages, lay them out."""

import re
from collections.abc import Sequence

from site_builder.annotating import ArticleText, normal_digest, place_notes
from site_builder.commonmark import parse
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import (
    Block,
    Corrections,
    KeeperNote,
    NoteEntry,
    NotePlacement,
    NoticeNote,
    PlacedNote,
)
from site_builder.note_kinds import NOTE_KINDS
from site_builder.pages import NotesView, NoteTarget, NoteTargets, line_starts, notes_view
from site_builder.rendering import (
    PassageMark,
    mark_passages,
    page_text,
    render_blocks,
    source_range,
    visible_text,
)

_QUOTE = 300
"""Characters of a quote in lists."""
_DEFINITION = lazy_pattern(r"^ {0,3}\[[^\[\]\n]+\]:[^\n]*(?:\n(?: {4}|\t)[^\n]*)*", re.MULTILINE)


def place(html: Sequence[str], blocks: Sequence[Block], corrections: Corrections) -> NotePlacement:
    """Place the notes of a notes file beside the words of an article; `html` has the safe HTML of each block."""
    if not corrections.notes:
        return NotePlacement()
    article = ArticleText([visible_text(block) for block in html], blocks)
    return place_notes(article, corrections.notes, display_path=corrections.display_path)


def mark(html: Sequence[str], placement: NotePlacement, language: str) -> list[str]:
    """Return the blocks of an article with the passages of its notes marked and numbered."""
    marks: dict[int, list[PassageMark]] = {}
    for placed in placement.placed:
        for index in range(placed.first, placed.last + 1):
            marks.setdefault(index, []).append(_mark(placed, index, html, language))
    return [mark_passages(block, marks.get(index, ())) for index, block in enumerate(html)]


def _mark(placed: PlacedNote, index: int, html: Sequence[str], language: str) -> PassageMark:
    is_last = index == placed.last
    return PassageMark(
        placed.note.name,
        placed.start if index == placed.first else 0,
        placed.end if is_last else len(html[index]),
        placed.number if is_last else 0,
        f"{NOTE_KINDS[placed.note.kind].name(language)} {placed.number}",
        "highlight" if not placed.number else placed.note.kind.value,
    )


def lay_out(placement: NotePlacement, language: str) -> NotesView:
    """Return what the template of an article sees of its notes."""
    notes = [*(placed.note for placed in placement.placed), *(lost.note for lost in placement.lost)]
    return notes_view(placement, {note.name: note_html(note) for note in notes}, language)


def entries(placement: NotePlacement) -> tuple[NoteEntry, ...]:
    """Return what lists show of the notes on an article: placed ones in the order of their passages, then lost ones."""
    placed = (_entry(placed.note, is_lost=False) for placed in placement.placed)
    return (*placed, *(_entry(lost.note, is_lost=True) for lost in placement.lost))


def notice_notes(notes: Sequence[KeeperNote]) -> tuple[NoticeNote, ...]:
    """Return the notes on notices with what pages show of them."""
    return tuple(NoticeNote(note, _entry(note, is_lost=False)) for note in notes)


def _entry(note: KeeperNote, *, is_lost: bool) -> NoteEntry:
    quote = " ".join((note.quote or note.block or f"{note.first} … {note.last}").split())
    return NoteEntry(
        name=note.name,
        kind=note.kind,
        quote=quote if len(quote) <= _QUOTE else quote[:_QUOTE].rpartition(" ")[0] + " …",
        text=note.text,
        html=note_html(note),
        by=note.by,
        date=note.date,
        tags=note.tags,
        link=note.link,
        is_lost=is_lost,
    )


def note_html(note: KeeperNote) -> str:
    """Return what a note says as safe HTML, as of all content."""
    if not note.text:
        return ""
    return "\n".join(render_blocks(parse(note.text), remote_images=False, prefix=f"k-{note.name}-"))


def targets(
    placement: NotePlacement, html: Sequence[str], blocks: Sequence[Block], source: str, page: str
) -> NoteTargets:
    """Return where the passages of placed notes stand in the source and on the page.

    `html` has the safe HTML of each block without marks, `source` is the text of the file, `page` the HTML of the page.
    """
    shown = page_text(page)
    places = _SourcePlaces(html, blocks, source)
    found = (
        NoteTarget(placed, places.of(placed), shown.notes[placed.note.name])
        for placed in placement.placed
        if placed.note.name in shown.notes
    )
    return NoteTargets(tuple(found), shown.text, normal_digest("\n".join(places.texts)))


class _SourcePlaces:
    """The places in the source of stretches of an article's visible text."""

    def __init__(self, html: Sequence[str], blocks: Sequence[Block], source: str) -> None:
        self.texts = [visible_text(block) for block in html]
        self._blocks = blocks
        self._source = source
        self._starts = line_starts(source)
        self._definitions = "\n\n".join(_DEFINITION.findall(source))

    def of(self, placed: PlacedNote) -> tuple[int, int]:
        """Return where the passage of a note begins and ends in the source; for a note on a block, all of the block."""
        if placed.note.block:
            return self._whole(placed.first)
        first_end = placed.end if placed.first == placed.last else len(self.texts[placed.first])
        start, end = self._range(placed.first, placed.start, first_end)
        if placed.first != placed.last:
            end = self._range(placed.last, 0, placed.end)[1]
        return start, end

    def _range(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of a block's text stands in the source; the whole block where that is not told."""
        block = self._blocks[index]
        at = self._starts[min(block.lines.start, len(self._starts) - 1)]
        if not self._source.startswith(block.text, at):
            return self._whole(index)
        first, stop = source_range(block.text, self.texts[index], start, end, self._show)
        return at + first, at + stop

    def _whole(self, index: int) -> tuple[int, int]:
        """Return where the lines of a block begin and end in the source, without the blanks around them."""
        lines = self._blocks[index].lines
        last = len(self._starts) - 1
        start, end = self._starts[min(lines.start, last)], self._starts[min(lines.end, last)]
        text = self._source[start:end]
        return start + len(text) - len(text.lstrip()), start + len(text.rstrip())

    def _show(self, markdown: str) -> str:
        """Return the visible text of a block by itself, with the definitions of links and footnotes at hand."""
        height = markdown.count("\n") + 1
        document = parse(f"{markdown}\n\n{self._definitions}")
        html = render_blocks(document, remote_images=False, prefix="a-")
        own = zip(document.blocks, html, strict=True)
        return "\n".join(visible_text(shown) for block, shown in own if block.lines.start < height)

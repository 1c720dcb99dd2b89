"""The rows of an article's page: its segments with their margin notes, in source order, and how each is laid out."""

import html as markup
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Annotation, Article, NoticeLink, Role, Segment, Voice
from site_builder.pages.humanize import one_line
from site_builder.pages.keeper_notes import BlockView, KeeperNoteView, NotesView, block_views
from site_builder.pages.note_lists import notice_note_links
from site_builder.pages.page_controls import is_page_control
from site_builder.pages.views import Link
from site_builder.roles import BOILERPLATE, CLASS_OF, ROLES
from site_builder.settings import Settings

_HEAD_LINES = frozenset({Role.TITLE, Role.BYLINE, Role.DATELINE, Role.TAXONOMY})
_OPENINGS = frozenset({Role.STANDFIRST, Role.MEDIA})
"""What may stand before or between lines of the head."""
_TAG = lazy_pattern(r"<[^<>]*>")
_PART = lazy_pattern(r'<span class="part" data-part="([a-z]+)">')
# Marks and numbers of the keeper's notes, which are no words of the title.
_NOTE_MARKS = lazy_pattern(r'</?mark\b[^<>]*>|<sup><a class="md-noteref"[^<>]*>[^<>]*</a></sup>')
_WITH_CONTROLS = frozenset({Role.MEDIA, Role.SHARE, Role.PROMO})


class PartView(msgspec.Struct, frozen=True, gc=False):
    """What some parts of a passage do, in the legend beside it."""

    name: str
    letters: str
    """Those of its parts, as the page numbers them: `a, c`."""


class NoteView(msgspec.Struct, frozen=True, gc=False):
    """What stands beside a passage."""

    id: str
    label: str
    speaker: str
    says: str
    common: str
    notices: tuple[NoticeLink, ...] = ()
    notes: tuple[Link, ...] = ()
    """The keeper's notes on this notice, wherever it stands."""
    parts: tuple[PartView, ...] = ()
    """What the marked parts of the passage do; empty where none is marked or all do the same."""


class SectionView(msgspec.Struct, frozen=True):
    """One segment."""

    id: str
    role: str
    kind: str
    """The class of the role."""
    voice: str
    html: str
    """Safe HTML of its blocks, in source order."""
    note: NoteView | None
    blocks: tuple[BlockView, ...] = ()
    """Its blocks one by one, where the keeper has notes on any of them."""
    notes: tuple[KeeperNoteView, ...] = ()
    """The keeper's notes on any of its blocks."""
    is_control: bool = False
    """Whether it is what players and buttons of a page say: `0:00 / 3:14`."""


class RowView(msgspec.Struct, frozen=True):
    """What stands side by side, or folded together."""

    layout: str
    """`text`, `small` for a head line away from the head, `furniture`, `noted` for text with a note, `head`."""
    sections: tuple[SectionView, ...]
    """One, or all that a `head` folds together."""
    is_more: bool = False
    """Whether another `head` stands above it."""

    @property
    def is_control(self) -> bool:
        """Whether it is what players and buttons of a page say."""
        return self.sections[0].is_control

    @property
    def notes(self) -> bool:
        """Whether the keeper has notes on any of them."""
        return any(section.notes for section in self.sections)


def lay_out_rows(
    article: Article, title: str, html: Sequence[str], keeper: NotesView, settings: Settings
) -> tuple[SectionView | None, tuple[RowView, ...]]:
    """Return the section that is the title and nothing else, where it opens the article, and all other rows.

    `html` has the safe HTML of each block. Lines of the head are folded together where they stand, above the text.
    """
    notes = {note.segment: note for note in article.annotations}
    sections = [
        _section(segment, notes.get(segment.id), html, keeper, settings) for segment in article.segments
    ]
    first = 0
    title_section = None
    if sections and sections[0].role == Role.TITLE and _says_only(sections[0].html, title):
        title_section = sections[0]
        first = 1
    return title_section, tuple(_rows(sections[first:]))


def _rows(sections: Sequence[SectionView]) -> Iterator[RowView]:
    head: list[SectionView] = []
    is_more = False
    is_above = True
    has_text = any(section.role == Role.BODY for section in sections)
    for section in sections:
        role = Role(section.role)
        if role in _HEAD_LINES and is_above:
            head.append(section)
            continue
        if head:
            yield RowView("head", tuple(head), is_more)
            head, is_more = [], True
        if role == Role.BODY or (role in _OPENINGS and not has_text):
            is_above = False
        yield RowView(_layout(role, section), (section,))
    if head:
        yield RowView("head", tuple(head), is_more)


def _layout(role: Role, section: SectionView) -> str:
    if role in BOILERPLATE:
        return "furniture"
    if section.note is not None:
        return "noted"
    return "small" if role in _HEAD_LINES else "text"


def _section(
    segment: Segment, note: Annotation | None, html: Sequence[str], keeper: NotesView, settings: Settings
) -> SectionView:
    shown = "\n".join(html[segment.first : segment.end])
    note_view = None
    if note is not None:
        note_view = NoteView(
            "n" + segment.id,
            one_line(note.label),
            one_line(note.speaker),
            one_line(note.says),
            one_line(note.common),
            tuple(
                NoticeLink(link.address, one_line(link.words), one_line(link.opening))
                for link in note.notices
                if link.address
            ),
            notice_note_links(note.notices, settings),
            _legend(shown),
        )
    return SectionView(
        segment.id,
        *_words(segment.role, segment.voice),
        shown,
        note_view,
        *_annotated(segment, html, keeper),
        is_control=segment.role in _WITH_CONTROLS and is_page_control(_TAG.sub(" ", shown)),
    )


def _legend(html: str) -> tuple[PartView, ...]:
    """Return what the marked parts of a passage do, each role once, with the letters of its parts."""
    letters: dict[str, list[str]] = {}
    for place, role in enumerate(_PART.findall(html)):
        letters.setdefault(role, []).append(_letter(place))
    if len(letters) < 2:
        return ()
    return tuple(PartView(ROLES[Role(role)].part, ", ".join(places)) for role, places in letters.items())


def _letter(place: int) -> str:
    """Return what CSS calls the part at a place: `a` to `z`, `aa`, `ab` and so on."""
    letters = chr(ord("a") + place % 26)
    return letters if place < 26 else _letter(place // 26 - 1) + letters


def _annotated(
    segment: Segment, html: Sequence[str], keeper: NotesView
) -> tuple[tuple[BlockView, ...], tuple[KeeperNoteView, ...]]:
    """Return the blocks of a segment and the notes on them, where the keeper has any."""
    if not keeper.by_block:
        return (), ()
    blocks = block_views(html[segment.first : segment.end], segment.first, keeper)
    return blocks, keeper.within(segment.first, segment.end)


@cache
def _words(role: Role, voice: Voice) -> tuple[str, str, str]:
    """Return a role, its class and a voice as plain strings. hot: see tests/benchmarks/stages.py"""
    return role.value, CLASS_OF[role].value, voice.value


def _says_only(block: str, title: str) -> bool:
    """Whether a block is one element that holds the title and nothing else.

    A title with a link or an emphasis inside is not: the heading of the page would drop them.
    """
    block = _NOTE_MARKS.sub("", block).strip()
    if block.count("<") != 2:
        return False
    return " ".join(markup.unescape(_TAG.sub("", block)).split()) == title


def inner_html(block: str) -> str:
    """Return what stands in the one element that a block is."""
    block = block.strip()
    return block[block.index(">") + 1 : block.rindex("<")]

"""All notes of the keeper: by article, kind, tag, author and year, with a feed of the newest."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple, cast

import msgspec

from site_builder.model import Archive, Card, Metadata, NoteEntry, Notice, NoticeLink, Words
from site_builder.note_kinds import NOTE_KINDS
from site_builder.pages.context import absolute, page_context, root_of
from site_builder.pages.feed import EntryView, FeedView, feed_instant, urn
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.notice_views import heading
from site_builder.pages.pagination import ListPage, paginate
from site_builder.pages.planned import CardDetail, PlannedPage
from site_builder.pages.views import Count, Link, PageContext
from site_builder.settings import Settings
from site_builder.wording import label_slug

FOLDER = "notes/"
NOTICES = FOLDER + "notices/index.html"
"""The page of the notes on notices."""
_NEWEST = 30
"""Notes in the feed."""


class Noted(NamedTuple):
    """A note and the article it is on."""

    card: Card
    note: NoteEntry


class NoteLine(msgspec.Struct, frozen=True):
    """One note in a list."""

    href: str
    kind: str
    sign: str
    label: str
    quote: str
    html: str
    """Safe HTML of what it says."""
    by: str
    date: str
    when: str
    tags: tuple[Link, ...]
    link: str
    is_lost: bool
    id: str = ""
    """Where links lead, on pages where notes on notices stand."""
    on: tuple[Link, ...] = ()
    """The notices that it stands on, as far as they have pages."""


class NoteGroup(msgspec.Struct, frozen=True):
    """The notes on one article."""

    title: str
    href: str
    lang: str
    notes: tuple[NoteLine, ...]


class NoteIndex(msgspec.Struct, frozen=True):
    """One way to divide the notes."""

    title: str
    counts: tuple[Count, ...]


class NoteListView(msgspec.Struct, frozen=True):
    """What the template of a list of notes sees."""

    frame: PageContext
    heading: str
    summary: str
    all: Link | None
    """The way to all notes."""
    groups: tuple[NoteGroup, ...]
    newer: Link | None
    older: Link | None
    indexes: tuple[NoteIndex, ...]
    """On the first page of all notes."""


_NO_CARD = Card("", "", "", False, Metadata(), Words(0, 0, 0), "")


class _Division(NamedTuple):
    title: str
    folder: str
    names: Callable[[NoteEntry], Sequence[str]]


_DIVISIONS = (
    _Division("Kinds", "kinds", lambda note: (note.kind.value,)),
    _Division("Tags", "tags", lambda note: note.tags),
    _Division("Authors", "authors", lambda note: (note.by,) if note.by else ()),
    _Division("Years", "years", lambda note: (note.date[:4],) if note.date else ()),
)


def tag_page(tag: str) -> str:
    """Return the path of the page of all notes with a tag."""
    return f"{FOLDER}tags/{label_slug(tag)}/index.html"


def notice_note_links(notices: Iterable[NoticeLink], settings: Settings) -> tuple[Link, ...]:
    """Return the ways to the keeper's notes on some notices: to the page of the notice, where it has one."""
    links: dict[str, Link] = {}
    for notice in notices:
        page = notice.address.partition("#")[0] or NOTICES
        for ref in notice.notes:
            row = NOTE_KINDS[ref.kind]
            name = f"{row.sign} {row.name(settings.language)}"
            links.setdefault(ref.name, Link(name, f"{page}#note-{ref.name}"))
    return tuple(links.values())


def notice_note_lines(notice: Notice, settings: Settings) -> tuple[NoteLine, ...]:
    """Return what the page of a notice shows of the keeper's notes on it."""
    return tuple(_notice_line(note, settings) for note in notice.notes)


def plan_notes(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the lists of notes and their feed, for archives that have any."""
    cards = tuple(card for card in archive.cards if card.notes)
    if settings.notice_notes:
        homes = _homes(archive)
        view = partial(_notices_view, homes, archive.lost_notes, settings, nav)
        shown = msgspec.msgpack.encode((settings.notice_notes, homes, archive.lost_notes))
        yield PlannedPage(NOTICES, "notes.html", "notes on notices", (), view, digest=shown)
    if not (cards or settings.notice_notes):
        return
    notes = tuple(Noted(card, note) for card in cards for note in card.notes)
    yield from _list(notes, FOLDER, "Notes", cards, settings, nav)
    for division in _DIVISIONS:
        for slug, (name, some) in _divided(notes, division).items():
            title = _heading(division, name, settings)
            yield from _list(some, f"{FOLDER}{division.folder}/{slug}/", title, cards, settings, nav)
    if not cards:
        return
    feed = partial(_feed, notes, settings)
    yield PlannedPage(
        FOLDER + "feed.xml", "feed.xml", "feed of notes", cards, feed, detail=CardDetail.EXCERPTS
    )


def _homes(archive: Archive) -> dict[str, tuple[Link, ...]]:
    """Return the pages of the notices that each note on notices stands on, by its name."""
    homes: dict[str, tuple[Link, ...]] = {}
    for notice in archive.notices:
        for note in notice.notes:
            page = Link(heading(notice), f"{notice.address}index.html#note-{note.name}")
            homes[note.name] = (*homes.get(note.name, ()), page)
    return homes


def _divided(notes: Sequence[Noted], division: _Division) -> dict[str, tuple[str, list[Noted]]]:
    """Return the notes by the slugs of their names, most notes first; the first spelling names a page."""
    found: dict[str, tuple[str, list[Noted]]] = {}
    for noted in notes:
        for name in division.names(noted.note):
            found.setdefault(label_slug(name), (name, []))[1].append(noted)
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1][1]), entry[0])))


def _heading(division: _Division, name: str, settings: Settings) -> str:
    if division.folder == "kinds":
        return next(row.name(settings.language) for kind, row in NOTE_KINDS.items() if kind.value == name)
    return one_line(name)


def _list(
    notes: Sequence[Noted],
    folder: str,
    title: str,
    cards: Sequence[Card],
    settings: Settings,
    nav: tuple[Link, ...],
) -> Iterator[PlannedPage]:
    # A list of notes is cut as one of articles is.
    for part in paginate(cast(Sequence[Card], notes), folder, size=settings.page_size):
        view = partial(_view, part, notes, title, settings, nav)
        beside = tuple(link.href for link in (part.newer, part.older) if link)
        yield PlannedPage(
            part.path,
            "notes.html",
            f"notes: {title}",
            cards,
            view,
            beside=beside,
            detail=CardDetail.EXCERPTS,
            digest=b"%d" % len(settings.notice_notes) if part.path == FOLDER + "index.html" else b"",
        )


def _view(
    part: ListPage, notes: Sequence[Noted], title: str, settings: Settings, nav: tuple[Link, ...]
) -> NoteListView:
    shown = cast(Sequence[Noted], part.cards)
    is_top = part.path == FOLDER + "index.html"
    articles = len({noted.card.path for noted in notes})
    return NoteListView(
        frame=page_context(
            part.path, settings, nav, title=title, feeds=FOLDER if notes else "", here=FOLDER + "index.html"
        ),
        heading=title,
        summary=f"{counted(len(notes), 'note')} on {counted(articles, 'article')}"
        if notes
        else "No notes on articles yet",
        all=None if is_top else Link("Notes", FOLDER + "index.html"),
        groups=tuple(
            _group(list(run), settings) for _, run in groupby(shown, key=lambda noted: noted.card.path)
        ),
        newer=part.newer,
        older=part.older,
        indexes=tuple(_indexes(notes, settings)) if is_top else (),
    )


def _notice_line(note: NoteEntry, settings: Settings) -> NoteLine:
    line = _line(Noted(_NO_CARD, note), settings)
    return msgspec.structs.replace(line, href=f"#note-{note.name}", id=note.name)


def _notices_view(
    homes: Mapping[str, tuple[Link, ...]],
    lost: Container[str],
    settings: Settings,
    nav: tuple[Link, ...],
) -> NoteListView:
    title = "Notes on notices"
    notes = tuple(
        msgspec.structs.replace(
            _notice_line(note.entry, settings),
            on=homes.get(note.entry.name, ()),
            is_lost=note.entry.name in lost,
        )
        for note in settings.notice_notes
    )
    return NoteListView(
        frame=page_context(NOTICES, settings, nav, title=title, here=FOLDER + "index.html"),
        heading=title,
        summary=f"{counted(len(notes), 'note')} on what outlets say in many articles",
        all=Link("Notes", FOLDER + "index.html"),
        groups=(NoteGroup("", "", "", notes),),
        newer=None,
        older=None,
        indexes=(),
    )


def _indexes(notes: Sequence[Noted], settings: Settings) -> Iterator[NoteIndex]:
    for division in _DIVISIONS:
        counts = tuple(
            Count(
                _heading(division, name, settings),
                f"{FOLDER}{division.folder}/{slug}/index.html",
                f"{len(some):,}",
            )
            for slug, (name, some) in _divided(notes, division).items()
        )
        if counts:
            yield NoteIndex(division.title, counts)
    if settings.notice_notes:
        count = Count("Notes on notices", NOTICES, f"{len(settings.notice_notes):,}")
        yield NoteIndex("Notices", (count,))


def _group(notes: Sequence[Noted], settings: Settings) -> NoteGroup:
    card = notes[0].card
    lang = card.metadata.language or settings.language
    return NoteGroup(
        title=one_line(card.title),
        href=card.address + "index.html",
        lang="" if lang == settings.language else lang,
        notes=tuple(_line(noted, settings) for noted in notes),
    )


def _line(noted: Noted, settings: Settings) -> NoteLine:
    note, row = noted.note, NOTE_KINDS[noted.note.kind]
    return NoteLine(
        href=f"{noted.card.address}index.html#note-{note.name}",
        kind=note.kind.value,
        sign=row.sign,
        label=row.name(settings.language),
        quote=one_line(note.quote),
        html=note.html,
        by=one_line(note.by),
        date=note.date,
        when=day(note.date.partition("T")[0]),
        tags=tuple(Link(one_line(tag), tag_page(tag)) for tag in note.tags),
        link=one_line(note.link),
        is_lost=note.is_lost,
    )


def _feed(notes: Sequence[Noted], settings: Settings) -> FeedView:
    dated = sorted(
        (noted for noted in notes if noted.note.date), key=lambda noted: noted.note.date, reverse=True
    )[:_NEWEST]
    return FeedView(
        id=urn(FOLDER, settings),
        title=one_line(f"Notes · {settings.title}"),
        subtitle="",
        lang=settings.language,
        home=absolute(settings, FOLDER + "index.html") or "index.html",
        itself=absolute(settings, FOLDER + "feed.xml") or "feed.xml",
        updated=feed_instant(dated[0].note.date[:10] if dated else ""),
        author=one_line(settings.title),
        entries=tuple(_entry(noted, settings) for noted in dated),
    )


def _entry(noted: Noted, settings: Settings) -> EntryView:
    card, note = noted
    page = card.address + "index.html"
    fragment = f"#note-{note.name}"
    return EntryView(
        id=urn(card.address, settings) + fragment,
        title=one_line(f"{NOTE_KINDS[note.kind].name(settings.language)}: {card.title}"),
        lang=settings.language,
        href=(absolute(settings, page) or root_of(FOLDER) + page) + fragment,
        updated=feed_instant(note.date[:10]),
        authors=(one_line(note.by),) if note.by else (),
        summary=one_line(f"“{note.quote}” {note.text}"),
        labels=tuple(map(one_line, note.tags)),
    )

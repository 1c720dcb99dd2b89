"""Pagination of lists of articles: items, headings between them, and numbered pages that never change."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from site_builder.facets import UNDATED
from site_builder.model import Card
from site_builder.pages.composition import composition
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.views import Group, Item, Link


class ListPage(msgspec.Struct, frozen=True):
    """The part of a list that stands on one page."""

    path: str
    cards: tuple[Card, ...]
    newer: Link | None
    older: Link | None
    first: bool
    """Whether it opens the list."""


def paginate(cards: Sequence[Card], folder: str, *, size: int) -> Iterator[ListPage]:
    """Yield a list, newest first, cut into pages of `size` that stay the same when newer articles come.

    Numbered pages are counted from the oldest article: `page-1.html` has the oldest `size`, and is full for ever.
    What is left over stands on `index.html`, together with enough to fill it: it has from `size` to
    `2 * size - 1` of the newest, or all of a short list, and repeats nothing that a numbered page has.
    A new article therefore changes `index.html` only, and once in `size` times makes one numbered page more.
    (An article dated in the past moves what is newer than it; nothing can help that.)
    Numbered pages are files, not folders, so that no label or source named `page-1` can take their place.
    """
    numbered = page_count(len(cards), size=size) - 1
    split = len(cards) - numbered * size
    yield ListPage(
        folder + "index.html",
        tuple(cards[:split]),
        None,
        Link(f"Page {numbered}", f"{folder}page-{numbered}.html") if numbered else None,
        True,
    )
    for number in range(numbered, 0, -1):
        start = split + (numbered - number) * size
        newer = (
            Link("Newest", folder + "index.html")
            if number == numbered
            else Link(f"Page {number + 1}", f"{folder}page-{number + 1}.html")
        )
        older = Link(f"Page {number - 1}", f"{folder}page-{number - 1}.html") if number > 1 else None
        yield ListPage(f"{folder}page-{number}.html", tuple(cards[start : start + size]), newer, older, False)


def page_count(cards: int, *, size: int) -> int:
    """Count the pages of a list of so many cards."""
    return max(0, cards // size - 1) + 1


def page_holding(position: int, cards: int, folder: str, *, size: int) -> str:
    """Return the path of the page that has the card at a position in a list of so many cards."""
    numbered = page_count(cards, size=size) - 1
    split = cards - numbered * size
    if position < split:
        return folder + "index.html"
    return f"{folder}page-{numbered - (position - split) // size}.html"


def groups(cards: Sequence[Card], *, lang: str, precision: int) -> tuple[Group, ...]:
    """Group neighbouring cards by `YEAR` or `MONTH`; `lang` is that of the page."""
    return tuple(
        Group(group_id(date), day(date) or UNDATED, tuple(item(card, lang=lang) for card in run))
        for date, run in groupby(cards, lambda card: (card.metadata.date or "")[:precision])
    )


YEAR, MONTH = len("2019"), len("2019-03")
"""Characters of a date that decide under which heading an article stands."""


def group_id(date: str) -> str:
    """Return the id of the group with a date as far as its heading says it."""
    return f"d-{date or 'undated'}"


def item(card: Card, *, lang: str) -> Item:
    """Return what a list shows of an article."""
    metadata = card.metadata
    lang_of_title = metadata.language or lang
    byline = metadata.byline
    return Item(
        href=card.address + "index.html",
        title=one_line(card.title),
        lang="" if lang_of_title == lang else lang_of_title,
        who=one_line(", ".join(byline) if len(byline) < 4 else f"{byline[0]} and others"),
        where=one_line(metadata.publisher or ""),
        date=metadata.date or "",
        when=day(metadata.date) if metadata.date else "",
        about=one_line(", ".join(metadata.themes[:4])),
        bar=composition(card.words),
        notes=counted(len(card.notes), "note") if card.notes else "",
    )

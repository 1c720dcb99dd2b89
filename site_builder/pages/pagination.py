"""Make lists of articles: items, headings between them, and pages that stay as they are."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import msgspec

from site_builder.model import Card
from site_builder.pages.composition import composition
from site_builder.pages.humanize import day, month, one_line
from site_builder.pages.views import Group, Item, Link

UNDATED = "Undated"


class ListPage(msgspec.Struct, frozen=True):
    """The part of a list that stands on one page."""

    path: str
    cards: tuple[Card, ...]
    newer: Link | None
    older: Link | None
    first: bool
    """Whether it opens the list."""


def paginate(cards: Sequence[Card], folder: str, *, size: int) -> Iterator[ListPage]:
    """Cut a list, newest first, into pages of `size` that stay the same when newer articles come.

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
    """Say how many sheets a list of this many cards has."""
    return max(0, cards // size - 1) + 1


def groups(cards: Sequence[Card], *, lang: str, by: Callable[[Card], str]) -> tuple[Group, ...]:
    """Put neighbouring cards under headings; `lang` is that of the page."""
    return tuple(
        Group(heading, tuple(item(card, lang=lang) for card in run)) for heading, run in groupby(cards, by)
    )


def by_year(card: Card) -> str:
    """Head a card with its year."""
    date = card.metadata.date
    return date[:4] if date else UNDATED


def by_month(card: Card) -> str:
    """Head a card with its month."""
    date = card.metadata.date
    return month(date) if date else UNDATED


def item(card: Card, *, lang: str) -> Item:
    """Give what a list shows of an article."""
    known = card.metadata
    own = known.language or lang
    byline = known.byline
    return Item(
        href=card.address + "index.html",
        title=one_line(card.title),
        lang="" if own == lang else own,
        who=one_line(", ".join(byline) if len(byline) < 4 else f"{byline[0]} and others"),
        where=one_line(known.publisher or ""),
        date=known.date or "",
        when=day(known.date) if known.date else "",
        about=one_line(", ".join(known.themes[:4])),
        bar=composition(card.words),
    )

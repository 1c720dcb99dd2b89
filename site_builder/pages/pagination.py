"""Pagination of lists of articles: numbered pages that rest when newer articles come, and the links between them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from site_builder.model import Card
from site_builder.pages.humanize import span
from site_builder.pages.views import Link


class ListPage(msgspec.Struct, frozen=True):
    """The part of a list that stands on one page."""

    path: str
    cards: Sequence[Card]
    newest: Link | None
    """The first page, where that is neither this one nor the one before it."""
    newer: Link | None
    older: Link | None
    oldest: Link | None
    """The last page, where that is neither this one nor the one behind it."""
    first: bool
    """Whether it opens the list."""
    numbered: int
    """How many numbered pages the list has, on its first page; 0 on others, which do not change with it."""

    @property
    def beside(self) -> tuple[str, ...]:
        """Names and addresses of the pages that it links to."""
        links = (self.newest, self.newer, self.older, self.oldest)
        return tuple(text for link in links if link for text in (link.name, link.href))


_LONGER_PAGES = ((5_000, 8), (500, 4))
"""From how many articles on the numbered pages of a list are so many times as long as its first: long lists would
else be most of the files of a site."""


class _Cut(NamedTuple):
    """Where the pages of a list of so many articles begin."""

    cards: int
    first: int
    """Articles on the first page."""
    length: int
    """Articles on a full numbered page."""

    @classmethod
    def of(cls, cards: int, size: int) -> "_Cut":
        """Cut a list: the first page has from `size` to `2 * size - 1` of the newest, or all of a short list."""
        behind = max(0, cards // size - 1) * size
        times = next((times for least, times in _LONGER_PAGES if cards >= least), 1)
        return cls(cards, cards - behind, size * times)

    @property
    def numbered(self) -> int:
        """How many numbered pages there are."""
        return -(-(self.cards - self.first) // self.length)

    def place(self, number: int) -> slice:
        """Return the place of a numbered page in the list; they are counted from the oldest article."""
        start = max(self.first, self.cards - number * self.length)
        return slice(start, self.cards - (number - 1) * self.length)

    def number(self, position: int) -> int:
        """Return the number of the page that has the article at a position; 0 is the first page."""
        return 0 if position < self.first else (self.cards - 1 - position) // self.length + 1


def paginate(cards: Sequence[Card], folder: str, *, size: int) -> Iterator[ListPage]:
    """Yield a list, newest first, cut into pages of `size` that stay the same when newer articles come.

    Numbered pages are counted from the oldest article: `page-1.html` has the oldest `size`, and is full for ever.
    What is left over stands on `index.html`, together with enough to fill it: it has from `size` to
    `2 * size - 1` of the newest, or all of a short list, and repeats nothing that a numbered page has.
    A new article therefore changes `index.html` only, and once in `size` times makes one numbered page more.
    In lists of 500 articles and more a numbered page holds several times `size`, and the newest of them grows
    by `size` at a time until it is full.
    (An article dated in the past moves what is newer than it; nothing can help that.)
    Numbered pages are files, not folders, so that no label or source named `page-1` can take their place.
    """
    cut = _Cut.of(len(cards), size)
    numbered = cut.numbered

    def link(number: int) -> Link:
        years = span(cards[cut.place(number)])
        return Link(f"Page {number}{', ' + years if years else ''}", f"{folder}page-{number}.html")

    newest = Link("Newest", folder + "index.html")
    oldest = link(1) if numbered > 1 else None
    yield ListPage(
        path=folder + "index.html",
        cards=cards[: cut.first],
        newest=None,
        newer=None,
        older=link(numbered) if numbered else None,
        oldest=oldest,
        first=True,
        numbered=numbered,
    )
    for number in range(numbered, 0, -1):
        yield ListPage(
            path=f"{folder}page-{number}.html",
            cards=cards[cut.place(number)],
            newest=newest if number < numbered else None,
            newer=link(number + 1) if number < numbered else newest,
            older=link(number - 1) if number > 1 else None,
            oldest=oldest if number > 2 else None,
            first=False,
            numbered=0,
        )


def page_count(cards: int, *, size: int) -> int:
    """Count the pages of a list of so many cards."""
    return _Cut.of(cards, size).numbered + 1


def page_holding(position: int, cards: int, folder: str, *, size: int) -> str:
    """Return the path of the page that has the card at a position in a list of so many cards."""
    number = _Cut.of(cards, size).number(position)
    return f"{folder}page-{number}.html" if number else folder + "index.html"


YEAR, MONTH = len("2019"), len("2019-03")
"""Characters of a date that decide under which heading an article stands."""


def group_id(date: str) -> str:
    """Return the id of the group with a date as far as its heading says it."""
    return f"d-{date or 'undated'}"

"""Lazily planned pages: each is laid out only if its key says that it would differ from what is on disk."""

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from site_builder.model import Card, Page


class CardDetail(IntEnum):
    """How much a page shows of the articles it is about."""

    PLACES = 1
    """Their addresses and metadata."""
    ITEMS = 2
    """What stands of them in a list, too: titles, shares of words, first words."""
    EXCERPTS = 3
    """Their whole excerpts, too."""
    NOTICES = 4
    """The notices in them, too."""


class PlannedPage(NamedTuple):
    """A page whose view is made on demand."""

    path: str
    template: str
    """Empty where `view` gives the content itself as bytes."""
    origin: str
    """What the page is made from, for messages."""
    cards: Sequence[Card]
    """The articles that anything on it is about."""
    view: Callable[[], object]
    """Lays the page out: what the template sees, or bytes."""
    beside: tuple[str, ...] = ()
    """Paths of the pages it links to that come and go with other articles."""
    headings: bool = False
    """Whether it shows labels of other facets."""
    detail: CardDetail = CardDetail.ITEMS
    digest: bytes = b""
    """Of whatever else it shows that may change."""
    bars: tuple[Sequence[Card], ...] = ()
    """The lists of articles over all of which it shows shares of words."""

    def page(self) -> Page:
        """Lay out the page."""
        return Page(self.path, self.template, self.view(), self.origin)


class PageGroup(NamedTuple):
    """The pages of one list: none of them changes while its articles, its name and the labels of facets stay."""

    folder: str
    """Where all of them are: `regions/north-sea`."""
    name: str
    cards: Sequence[Card]
    pages: Callable[[], Iterator[PlannedPage]]
    digest: bytes = b""
    """Of whatever else they show that may change."""
    bars: tuple[Sequence[Card], ...] = ()
    """As those of `PlannedPage`."""

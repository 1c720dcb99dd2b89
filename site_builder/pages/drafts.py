"""Pages that are laid out only when it turns out that they would not be the same again."""

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from site_builder.model import Card, Page


class CardDetail(IntEnum):
    """How much a page shows of the articles it is about."""

    PLACES = 1
    """Their addresses and what they state of themselves."""
    ITEMS = 2
    """Their titles and what they are made of, too."""
    EXCERPTS = 3
    """Their first words, too."""


class PlannedPage(NamedTuple):
    """A page that has not been laid out yet."""

    path: str
    template: str
    """Empty where the content is made without one."""
    origin: str
    cards: Sequence[Card]
    """The articles that anything on it is about."""
    page: Callable[[], Page]
    beside: tuple[str, ...] = ()
    """Paths of the pages it leads to that come and go with other articles."""
    headings: bool = False
    """Whether it shows headings of other indexes."""
    shows: CardDetail = CardDetail.ITEMS


class PageGroup(NamedTuple):
    """The pages of one list: all of them stay the same while its articles, its name and the headings do."""

    folder: str
    """Where all of them are: `regions/north-sea`."""
    name: str
    templates: tuple[str, ...]
    """Those of its drafts."""
    cards: Sequence[Card]
    drafts: Callable[[], Iterator[PlannedPage]]

"""Define the small values that templates see and that several kinds of page share.

Every string is plain text that the templates escape, unless its field says otherwise.
Links are site-relative (`regions/north-sea/index.html`); a template puts `frame.root` before them.
"""

import msgspec


class Link(msgspec.Struct, frozen=True, gc=False):
    """A name and where it leads."""

    name: str
    href: str


class PageContext(msgspec.Struct, frozen=True):
    """What stands around the content of every page."""

    root: str
    """The way from the page to the top of the site: `../../`, or empty at the top."""
    site: str
    """Name of the site."""
    title: str
    """Of the page, for the window and for bookmarks."""
    description: str
    lang: str
    """Of the page's content."""
    dir: str
    """`ltr` or `rtl`."""
    site_lang: str
    """Of the site's own words; empty where it is `lang`."""
    site_dir: str
    nav: tuple[Link, ...]
    here: str
    """The entry of `nav` that the page belongs to, by its address."""
    canonical: str
    """Absolute address of the page; empty where the site does not know its own."""
    feeds: str
    """Folder of the feeds for this page, site-relative: `` or `regions/north-sea/`."""
    images: bool
    """Whether the page may load images of other hosts."""
    search: bool
    """Whether the site can be searched."""


class Bar(msgspec.Struct, frozen=True, gc=False):
    """Of a hundred words, how many are of each class; they add up to 100."""

    article: int
    boilerplate: int
    disclaimer: int
    words: str
    """The same in words."""
    wide_a: int
    """How much of the bar each class has; what exists at all has enough to be seen."""
    wide_b: int
    wide_d: int


class Item(msgspec.Struct, frozen=True):
    """One article in a list."""

    filters: str
    """What a filter of a list can ask for, separated by blanks: `region/north-sea theme/ports`."""
    share: int
    """Of a hundred words, how many are boilerplate."""

    href: str
    title: str
    lang: str
    """Of the title; empty where it is the page's."""
    who: str
    where: str
    date: str
    """ISO 8601; empty when unknown."""
    when: str
    """The date in words, or that there is none."""
    minutes: str
    """How long reading takes."""
    about: str
    """The themes."""
    line: str
    """The first words of the article's own text."""
    bar: Bar | None
    notes: str = ""
    """How many notes the keeper has on it, in words."""


class Group(msgspec.Struct, frozen=True):
    """Items under one heading of a list."""

    id: str
    """`d-2019`, `d-2019-03` or `d-undated`, where links lead to."""
    heading: str
    items: tuple[Item, ...]


class Count(msgspec.Struct, frozen=True, gc=False):
    """A heading of an index and how many articles stand under it."""

    name: str
    href: str
    count: str


class Tally(msgspec.Struct, frozen=True):
    """The most frequent headings of one index, and the way to the others."""

    title: str
    href: str
    """Of the index; empty where the title is more than its name."""
    counts: tuple[Count, ...]
    more: Link | None


class ListSummary(msgspec.Struct, frozen=True, gc=False):
    """How many articles a list has, and of when."""

    words: str
    undated: Link | None
    """How many of them are undated, and where they are."""


class Column(msgspec.Struct, frozen=True, gc=False):
    """One year of a histogram."""

    year: str
    count: str
    """How many articles it has; empty where there are none."""
    words: str
    """Year and number in words."""
    href: str
    """Where exactly these articles are listed."""
    height: int
    """Of its bar, in per cent of the tallest that there is room for."""
    is_marked: bool
    """Whether the year stands below its bar."""


class Histogram(msgspec.Struct, frozen=True):
    """Articles by year, as bars that lead to them, and in words."""

    columns: tuple[Column, ...]
    room: str
    """For the numbers above the bars: `wide`, `many` where phones have none, `dense` where nothing has."""
    words: str

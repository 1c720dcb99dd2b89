"""What the template of an index of labels sees."""

import msgspec

from site_builder.pages.views import Bar, Count, Link, PageContext, Tally


class Entry(msgspec.Struct, frozen=True):
    """One label of an index."""

    count: Count
    years: str
    bar: Bar | None


class LetterGroup(msgspec.Struct, frozen=True):
    """The labels that begin with one letter, or all of a short index."""

    letter: str
    """Empty for a short index."""
    id: str
    entries: tuple[Entry, ...]


class OverviewView(msgspec.Struct, frozen=True):
    """What the template of an index sees."""

    frame: PageContext
    heading: str
    summary: str
    groups: tuple[LetterGroup, ...]
    tallies: tuple[Tally, ...] = ()
    bar: Bar | None = None
    crumbs: tuple[Link, ...] = ()

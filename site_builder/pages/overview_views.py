"""What the template of a list of headings sees."""

import msgspec

from site_builder.pages.views import Bar, Count, PageContext


class Entry(msgspec.Struct, frozen=True):
    """One heading in the list of headings."""

    count: Count
    years: str
    bar: Bar | None


class OverviewView(msgspec.Struct, frozen=True):
    """What the template of a list of headings sees."""

    frame: PageContext
    heading: str
    summary: str
    entries: tuple[Entry, ...]

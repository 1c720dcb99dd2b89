"""List the indexes of the archive, one line each: what is in them, and how readers know them."""

from collections.abc import Callable

import msgspec

from site_builder.model import Metadata

UNDATED = "Undated"
"""The heading of the articles whose year is not known."""


class Facet(msgspec.Struct, frozen=True):
    """One index as readers see it."""

    key: str
    """Key in `Archive.shelves`, and the folder of its pages."""
    one: str
    many: str
    labels: Callable[[Metadata], tuple[str, ...]]
    beside: tuple[str, ...]
    """The indexes that divide the articles under one heading of this one."""
    feeds: bool
    """Whether something new can appear under its headings."""


# Order matters: menus and the home page follow it.
FACETS: tuple[Facet, ...] = (
    Facet("regions", "Region", "Regions", lambda of: of.regions, ("themes", "publishers"), True),
    Facet("themes", "Theme", "Themes", lambda of: of.themes, ("regions", "publishers"), True),
    Facet("reports", "Dossier", "Dossiers", lambda of: of.reports, ("themes", "publishers"), True),
    Facet(
        "publishers",
        "Publisher",
        "Publishers",
        lambda of: (of.publisher,) if of.publisher else (),
        ("themes", "authors"),
        True,
    ),
    Facet("authors", "Author", "Authors", lambda of: of.byline, ("publishers", "themes"), True),
    Facet(
        "years",
        "Year",
        "Years",
        lambda of: (of.date[:4] if of.date else UNDATED,),
        ("regions", "themes"),
        False,
    ),
)

BY_KEY = {facet.key: facet for facet in FACETS}

"""Say how each index is called on pages, what an article has in it, and where its headings live."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import msgspec

from site_builder.model import Archive, Metadata, Shelf
from site_builder.pages.views import Link
from site_builder.wording import slug


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
        lambda of: (of.date[:4],) if of.date else (),
        ("regions", "themes"),
        False,
    ),
)

BY_KEY = {facet.key: facet for facet in FACETS}
_IN_MENU = frozenset({"regions", "themes", "reports", "publishers", "years"})

slug_of = lru_cache(maxsize=65536)(slug)
"""The address of a label; the same labels come back thousands of times."""


def folder(facet: str, label: str) -> str:
    """Give the folder of a label's pages: `regions/north-sea/`."""
    return f"{facet}/{slug_of(label)}/"


def shelf_folder(shelf: Shelf) -> str:
    """Give the folder of a shelf's pages."""
    return f"{shelf.facet}/{shelf.term.slug}/"


def filled(archive: Archive) -> Iterator[Facet]:
    """Give the indexes in which the archive has anything."""
    return (facet for facet in FACETS if archive.shelves.get(facet.key))


def newest_first(facet: Facet, shelves: tuple[Shelf, ...]) -> tuple[Shelf, ...]:
    """Give years in their order, the newest first and undated last; other shelves as they are."""
    if facet.key != "years":
        return shelves
    return tuple(
        sorted(shelves, key=lambda shelf: (shelf.term.name.isdecimal(), shelf.term.name), reverse=True)
    )


def menu(facets: Iterable[str]) -> tuple[Link, ...]:
    """Give the menu of the site from the keys of the indexes that have anything.

    It is worked out once and handed to every page, so that an article's page depends on nothing else of the archive.
    """
    there = frozenset(facets) & _IN_MENU
    return (
        Link("Articles", "articles/index.html"),
        *(Link(facet.many, f"{facet.key}/index.html") for facet in FACETS if facet.key in there),
    )

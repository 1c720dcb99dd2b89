"""Say where the headings of each index live, and which indexes stand in the menu."""

from collections.abc import Iterable, Iterator

from site_builder.facets import FACETS, Facet
from site_builder.model import Archive, Shelf
from site_builder.pages.views import Link
from site_builder.wording import slug

_IN_MENU = frozenset({"regions", "themes", "reports", "publishers", "years"})


def folder(facet: str, label: str) -> str:
    """Give the folder of a label's pages: `regions/north-sea/`."""
    return f"{facet}/{slug(label)}/"


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


def menu(facets: Iterable[str], own: Iterable[str] = ()) -> tuple[Link, ...]:
    """Give the menu of the site from the keys of the indexes that have anything, and the folders of own pages.

    It is worked out once and handed to every page, so that an article's page depends on nothing else of the archive.
    """
    there = frozenset(facets) & _IN_MENU
    return (
        Link("Articles", "articles/index.html"),
        *(Link(facet.many, f"{facet.key}/index.html") for facet in FACETS if facet.key in there),
        *(Link(folder.replace("-", " ").capitalize(), f"{slug(folder)}/index.html") for folder in own),
    )

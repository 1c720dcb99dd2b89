"""The menu of a site, and the addresses of labels."""

from collections.abc import Iterable, Iterator

from site_builder.facets import UNDATED, YEARS, Facet
from site_builder.model import Archive, Metadata, Shelf
from site_builder.pages.views import Link
from site_builder.settings import Settings
from site_builder.wording import label_slug, slug

NOTICES = "notices"
"""The address of notices, and their key beside those of facets."""
NOTES = "notes"
"""The address of the keeper's notes, and their key beside those of facets."""


def label_folder(facet: str, label: str) -> str:
    """Return the folder of a label's pages: `regions/north-sea/`."""
    return f"{facet}/{label_slug(label)}/"


def shelf_folder(shelf: Shelf) -> str:
    """Return the folder of a shelf's pages."""
    return f"{shelf.facet}/{shelf.term.slug}/"


def facet_of(shelf: Shelf, settings: Settings) -> Facet:
    """Return the facet that a shelf belongs to."""
    return next(facet for facet in settings.indexes if facet.key == shelf.facet)


def undated_page(archive: Archive) -> str:
    """Return the path of the page of all undated articles; empty where the list of all has them alone."""
    for shelf in archive.shelves.get(YEARS, ()):
        if shelf.term.name == UNDATED:
            return shelf_folder(shelf) + "index.html"
    return ""


def facets_with_labels(archive: Archive, settings: Settings) -> Iterator[Facet]:
    """Yield the facets for which the archive has labels, in their order."""
    return (facet for facet in settings.indexes if archive.shelves.get(facet.key))


def stated_labels(metadata: Metadata, settings: Settings) -> Iterator[str]:
    """Yield the labels that an article states as such, of every facet."""
    for facet in settings.indexes:
        if facet.is_stated:
            yield from facet.labels(metadata)


def newest_first(facet: Facet, shelves: tuple[Shelf, ...]) -> tuple[Shelf, ...]:
    """Sort years, the newest first and undated last; other shelves stay as they are."""
    if facet.key != YEARS:
        return shelves
    return tuple(
        sorted(shelves, key=lambda shelf: (shelf.term.name.isdecimal(), shelf.term.name), reverse=True)
    )


def menu(facets: Iterable[str], settings: Settings) -> tuple[Link, ...]:
    """Make the menu of the site from the keys of the facets that have labels, and `NOTICES` and `NOTES`.

    Only what has pages is in it.
    It is made once and handed to every page, so that an article's page depends on nothing else of the archive.
    """
    labelled = frozenset(facets)
    links = {
        "articles": Link("Articles", "articles/index.html"),
        **{
            facet.key: Link(facet.many, f"{facet.key}/index.html")
            for facet in settings.indexes
            if facet.key in labelled
        },
        **({NOTICES: Link("Notices", "notices/index.html")} if NOTICES in labelled else {}),
        **({NOTES: Link("Notes", "notes/index.html")} if NOTES in labelled else {}),
        **{
            slug(folder): Link(folder.replace("-", " ").capitalize(), f"{slug(folder)}/index.html")
            for folder in settings.pages
        },
        "about": Link("About", "about/index.html"),
    }
    order = settings.menu or tuple(address for address in links if address != "about")
    return tuple(links[address] for address in order if address in links)

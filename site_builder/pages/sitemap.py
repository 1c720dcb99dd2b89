"""List every address for search engines, with the dates of articles."""

from collections.abc import Iterator

import msgspec

from site_builder.model import Archive, Page
from site_builder.pages.facets import filled, shelf_folder
from site_builder.pages.frames import absolute
from site_builder.pages.listing import sheets
from site_builder.pages.views import Link
from site_builder.settings import Settings

_MOST = 50_000
"""Addresses one file may hold, by the protocol."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """One address and the date of what stands there, which may be empty."""

    address: str
    date: str


class SitemapView(msgspec.Struct, frozen=True):
    """What both templates see: addresses of pages, or of sitemaps."""

    places: tuple[Place, ...]


def plan_sitemap(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield the sitemap, in files of 50,000 under an index where it is longer.

    The protocol wants absolute addresses, so a site that does not know its own has none.
    """
    del nav
    if not settings.base_url:
        return
    places = tuple(_places(archive, settings))
    if len(places) <= _MOST:
        yield Page("sitemap.xml", "sitemap.xml", SitemapView(places), "sitemap")
        return
    files: list[Place] = []
    for start in range(0, len(places), _MOST):
        path = f"sitemap-{start // _MOST + 1}.xml"
        files.append(Place(absolute(settings, path), ""))
        yield Page(path, "sitemap.xml", SitemapView(places[start : start + _MOST]), "sitemap")
    yield Page("sitemap.xml", "sitemap_index.xml", SitemapView(tuple(files)), "sitemap")


def _places(archive: Archive, settings: Settings) -> Iterator[Place]:
    # Oldest articles first, so that a new one changes the last file only.
    for card in reversed(archive.cards):
        yield Place(absolute(settings, card.address), card.metadata.date or "")
    yield Place(absolute(settings, ""), "")
    yield Place(absolute(settings, "about/"), "")
    for sheet in sheets(archive.cards, "articles/", size=settings.page_size):
        yield Place(absolute(settings, sheet.path), "")
    for facet in filled(archive):
        yield Place(absolute(settings, facet.key + "/"), "")
        for shelf in archive.shelves[facet.key]:
            for sheet in sheets(shelf.cards, shelf_folder(shelf), size=settings.page_size):
                yield Place(absolute(settings, sheet.path), "")

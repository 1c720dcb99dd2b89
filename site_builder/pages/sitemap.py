"""List every address for search engines, with the dates of articles."""

from collections.abc import Callable, Iterator
from functools import cache, partial

import msgspec

from site_builder.model import Archive, Page
from site_builder.pages.drafts import CardDetail, PlannedPage
from site_builder.pages.facets import filled, shelf_folder
from site_builder.pages.frames import absolute
from site_builder.pages.listing import page_count, paginate
from site_builder.pages.views import Link
from site_builder.settings import Settings

_MOST = 50_000
"""Addresses one file may hold, by the protocol."""
_OTHERS = 2
"""The home page and the one about the annotations."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """One address and the date of what stands there, which may be empty."""

    address: str
    date: str


class SitemapView(msgspec.Struct, frozen=True):
    """What both templates see: addresses of pages, or of sitemaps."""

    places: tuple[Place, ...]


def plan_sitemap(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the sitemap, in files of 50,000 under an index where it is longer.

    The protocol wants absolute addresses, so a site that does not know its own has none.
    """
    del nav
    if not settings.base_url:
        return
    places = cache(lambda: tuple(_places(archive, settings)))
    count = _count(archive, settings)
    if count <= _MOST:
        yield _draft("sitemap.xml", "sitemap.xml", archive, places)
        return
    files: list[Place] = []
    for start in range(0, count, _MOST):
        path = f"sitemap-{start // _MOST + 1}.xml"
        files.append(Place(absolute(settings, path), ""))
        yield _draft(path, "sitemap.xml", archive, partial(_part, places, start))
    yield _draft("sitemap.xml", "sitemap_index.xml", archive, lambda: tuple(files))


def _draft(
    path: str, template: str, archive: Archive, places: Callable[[], tuple[Place, ...]]
) -> PlannedPage:
    def page() -> Page:
        return Page(path, template, SitemapView(places()), "sitemap")

    return PlannedPage(path, template, "sitemap", archive.cards, page, headings=True, shows=CardDetail.PLACES)


def _part(places: Callable[[], tuple[Place, ...]], start: int) -> tuple[Place, ...]:
    return places()[start : start + _MOST]


def _count(archive: Archive, settings: Settings) -> int:
    """Say how many places there are, without making any."""
    indexes = [archive.shelves[facet.key] for facet in filled(archive)]
    lists = [archive.cards, *(shelf.cards for shelves in indexes for shelf in shelves)]
    pages = sum([page_count(len(cards), size=settings.page_size) for cards in lists])
    return len(archive.cards) + _OTHERS + len(indexes) + pages


def _places(archive: Archive, settings: Settings) -> Iterator[Place]:
    # Oldest articles first, so that a new one changes the last file only.
    for card in reversed(archive.cards):
        yield Place(absolute(settings, card.address), card.metadata.date or "")
    yield Place(absolute(settings, ""), "")
    yield Place(absolute(settings, "about/"), "")
    for sheet in paginate(archive.cards, "articles/", size=settings.page_size):
        yield Place(absolute(settings, sheet.path), "")
    for facet in filled(archive):
        yield Place(absolute(settings, facet.key + "/"), "")
        for shelf in archive.shelves[facet.key]:
            for sheet in paginate(shelf.cards, shelf_folder(shelf), size=settings.page_size):
                yield Place(absolute(settings, sheet.path), "")

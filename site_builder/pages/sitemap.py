"""List every address for search engines, with the dates of articles."""

from collections.abc import Callable, Iterator
from functools import cache, partial

import msgspec

from site_builder.model import Archive
from site_builder.pages.context import absolute
from site_builder.pages.intersection import Intersections
from site_builder.pages.menu import facets_with_labels, shelf_folder
from site_builder.pages.pagination import page_count, paginate
from site_builder.pages.planned import CardDetail, PlannedPage
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
        yield _planned("sitemap.xml", "sitemap.xml", archive, places)
        return
    files: list[Place] = []
    for start in range(0, count, _MOST):
        path = f"sitemap-{start // _MOST + 1}.xml"
        files.append(Place(absolute(settings, path), ""))
        yield _planned(path, "sitemap.xml", archive, partial(_part, places, start))
    yield _planned("sitemap.xml", "sitemap_index.xml", archive, lambda: tuple(files))


def _planned(
    path: str, template: str, archive: Archive, places: Callable[[], tuple[Place, ...]]
) -> PlannedPage:
    return PlannedPage(
        path,
        template,
        "sitemap",
        archive.cards,
        lambda: SitemapView(places()),
        headings=True,
        detail=CardDetail.PLACES,
    )


def _part(places: Callable[[], tuple[Place, ...]], start: int) -> tuple[Place, ...]:
    return places()[start : start + _MOST]


def _count(archive: Archive, settings: Settings) -> int:
    """Count the places, without making any."""
    indexes = [archive.shelves[facet.key] for facet in facets_with_labels(archive, settings)]
    pairs = Intersections(archive, settings)
    lists = [
        archive.cards,
        *(shelf.cards for shelves in indexes for shelf in shelves),
        *(pair.cards(pairs.facets) for pair in pairs.pairs()),
    ]
    pages = sum([page_count(len(cards), size=settings.page_size) for cards in lists])
    notices = sum(1 for _ in _notice_addresses(archive))
    return len(archive.cards) + _OTHERS + len(indexes) + pages + notices


def _notice_addresses(archive: Archive) -> Iterator[str]:
    """Yield the addresses of notices, and of the list of them."""
    if archive.notices:
        yield "notices/"
    yield from sorted(notice.address for notice in archive.notices)


def _places(archive: Archive, settings: Settings) -> Iterator[Place]:
    # Oldest articles first, so that a new one changes the last file only.
    for card in reversed(archive.cards):
        yield Place(absolute(settings, card.address), card.metadata.date or "")
    yield Place(absolute(settings, ""), "")
    yield Place(absolute(settings, "about/"), "")
    for list_page in paginate(archive.cards, "articles/", size=settings.page_size):
        yield Place(absolute(settings, list_page.path), "")
    for facet in facets_with_labels(archive, settings):
        yield Place(absolute(settings, facet.key + "/"), "")
        for shelf in archive.shelves[facet.key]:
            for list_page in paginate(shelf.cards, shelf_folder(shelf), size=settings.page_size):
                yield Place(absolute(settings, list_page.path), "")
    intersections = Intersections(archive, settings)
    for pair in intersections.pairs():
        for list_page in paginate(pair.cards(intersections.facets), pair.folder, size=settings.page_size):
            yield Place(absolute(settings, list_page.path), "")
    for address in _notice_addresses(archive):
        yield Place(absolute(settings, address), "")

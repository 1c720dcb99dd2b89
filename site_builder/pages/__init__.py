"""Decide which pages a site has and what each of them shows."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from site_builder.model import Archive, Page, Shelf
from site_builder.pages.article import ArticleView, plan_article, view
from site_builder.pages.counting import Spellings
from site_builder.pages.facets import menu, shelf_folder
from site_builder.pages.feed import plan_feeds
from site_builder.pages.fixed import plan_fixed, plan_static
from site_builder.pages.home import plan_home
from site_builder.pages.own import plan_own
from site_builder.pages.shelf import plan_lists, plan_shelf
from site_builder.pages.single import listed_page
from site_builder.pages.sitemap import plan_sitemap
from site_builder.pages.views import Link
from site_builder.settings import Settings

__all__ = [
    "ArticleView",
    "Batch",
    "Link",
    "Plan",
    "menu",
    "plan_article",
    "plan_page",
    "plan_pages",
    "plan_site",
    "plan_static",
    "view",
]

_KINDS = (plan_home, plan_lists, plan_feeds, plan_sitemap, plan_fixed, plan_own)


class Batch(NamedTuple):
    """The pages of one heading: they change together, and only with what is named here."""

    folder: str
    """Where all of them are: `regions/north-sea`."""
    shelf: Shelf
    pages: Callable[[], Iterator[Page]]


class Plan(NamedTuple):
    """Every page that is not an article's own."""

    pages: Iterator[Page]
    """Those that show something of the whole archive."""
    batches: Iterator[Batch]
    """The others, by heading."""
    names: Mapping[str, Mapping[str, str]]
    """The names of all headings, which every batch may show, by index and slug."""
    nav: tuple[Link, ...]
    """The menu, which every page shows."""


def plan_site(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Plan:
    """Plan every page that is not an article's own, so that what has not changed need not be laid out.

    `nav` comes from `menu`. Dates come from the articles only, so the same archive always gives the same pages.
    """
    spellings = Spellings(archive)
    return Plan(
        pages=(page for plan in _KINDS for page in plan(archive, settings, nav)),
        batches=(
            Batch(
                shelf_folder(shelf).rstrip("/"), shelf, partial(plan_shelf, shelf, spellings, settings, nav)
            )
            for shelves in archive.shelves.values()
            for shelf in shelves
        ),
        names=spellings.names,
        nav=nav,
    )


def plan_pages(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield every page that is not an article's own."""
    plan = plan_site(archive, settings, nav=nav)
    yield from plan.pages
    for batch in plan.batches:
        yield from batch.pages()


def plan_page(path: str, archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Page | None:
    """Give the one page at `path` that is not an article's own, without laying out the others.

    It is the same that `plan_pages` yields; None where that yields none.
    """
    found = listed_page(path, archive, settings, nav)
    if found:
        return found
    # The home page is found elsewhere faster than it is laid out, so the rest is looked through first.
    for plan in reversed(_KINDS):
        if plan not in (plan_lists, plan_feeds):
            for page in plan(archive, settings, nav):
                if page.path == path:
                    return page
    return None

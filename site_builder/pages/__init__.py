"""Decide which pages a site has and what each of them shows."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from site_builder.model import Archive, Page
from site_builder.pages.article import ArticleView, plan_article, view
from site_builder.pages.counting import Spellings
from site_builder.pages.drafts import CardDetail, PageGroup, PlannedPage
from site_builder.pages.facets import menu
from site_builder.pages.fixed import plan_fixed, plan_static
from site_builder.pages.own import plan_own
from site_builder.pages.shelf import articles_batch, shelf_batch
from site_builder.pages.single import listed_page
from site_builder.pages.views import Link
from site_builder.pages.whole import plan_drafts
from site_builder.settings import Settings

__all__ = [
    "ArticleView",
    "CardDetail",
    "Link",
    "PageGroup",
    "Plan",
    "PlannedPage",
    "menu",
    "plan_article",
    "plan_page",
    "plan_pages",
    "plan_site",
    "plan_static",
    "view",
]


class Plan(NamedTuple):
    """Every page that is not an article's own."""

    pages: Iterator[Page]
    """Those that show nothing of the articles."""
    drafts: Iterator[PlannedPage]
    """Those that show something of the whole archive."""
    batches: Iterator[PageGroup]
    """The lists of articles."""
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
        pages=chain(plan_fixed(archive, settings, nav), plan_own(archive, settings, nav)),
        drafts=plan_drafts(archive, settings, nav),
        batches=chain(
            (articles_batch(archive, settings, nav),),
            (
                shelf_batch(shelf, spellings, settings, nav)
                for shelves in archive.shelves.values()
                for shelf in shelves
            ),
        ),
        names=spellings.names,
        nav=nav,
    )


def plan_pages(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield every page that is not an article's own."""
    plan = plan_site(archive, settings, nav=nav)
    yield from plan.pages
    for draft in plan.drafts:
        yield draft.page()
    for batch in plan.batches:
        for draft in batch.drafts():
            yield draft.page()


def plan_page(path: str, archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Page | None:
    """Give the one page at `path` that is not an article's own, without laying out the others.

    It is the same that `plan_pages` yields; None where that yields none.
    """
    found = listed_page(path, archive, settings, nav)
    if found:
        return found
    others = chain(plan_own(archive, settings, nav), plan_fixed(archive, settings, nav))
    return next((page for page in others if page.path == path), None)

"""Decide which pages a site has and what each of them shows."""

from collections.abc import Iterator

from site_builder.model import Archive, Page
from site_builder.pages.article import ArticleView, plan_article, view
from site_builder.pages.facets import menu
from site_builder.pages.feed import plan_feeds
from site_builder.pages.fixed import plan_fixed, plan_static
from site_builder.pages.home import plan_home
from site_builder.pages.own import plan_own
from site_builder.pages.shelf import plan_lists
from site_builder.pages.single import listed_page
from site_builder.pages.sitemap import plan_sitemap
from site_builder.pages.views import Link
from site_builder.settings import Settings

__all__ = [
    "ArticleView",
    "Link",
    "menu",
    "plan_article",
    "plan_page",
    "plan_pages",
    "plan_static",
    "view",
]

_KINDS = (plan_home, plan_lists, plan_feeds, plan_sitemap, plan_fixed, plan_own)


def plan_pages(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield every page that is not an article's own.

    `nav` comes from `menu`. Dates come from the articles only, so the same archive always gives the same pages.
    """
    for plan in _KINDS:
        yield from plan(archive, settings, nav)


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

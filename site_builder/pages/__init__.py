"""Decide which pages a site has and what each of them shows."""

from collections.abc import Iterator

from site_builder.model import Archive, Page
from site_builder.pages.article import ArticleView, plan_article, view
from site_builder.pages.facets import menu
from site_builder.pages.feed import plan_feeds
from site_builder.pages.fixed import plan_fixed, plan_static
from site_builder.pages.home import plan_home
from site_builder.pages.shelf import plan_lists
from site_builder.pages.sitemap import plan_sitemap
from site_builder.pages.views import Link
from site_builder.settings import Settings

__all__ = [
    "ArticleView",
    "Link",
    "menu",
    "plan_article",
    "plan_pages",
    "plan_static",
    "view",
]

_KINDS = (plan_home, plan_lists, plan_feeds, plan_sitemap, plan_fixed)


def plan_pages(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield every page that is not an article's own.

    `nav` comes from `menu`. Dates come from the articles only, so the same archive always gives the same pages.
    """
    for plan in _KINDS:
        yield from plan(archive, settings, nav)

"""List the pages that show something of the whole archive."""

from collections.abc import Iterator

from site_builder.model import Archive
from site_builder.pages.drafts import PlannedPage
from site_builder.pages.feed import plan_feeds
from site_builder.pages.home import plan_home
from site_builder.pages.shelf import plan_overviews
from site_builder.pages.sitemap import plan_sitemap
from site_builder.pages.views import Link
from site_builder.settings import Settings


def plan_drafts(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the home page, the lists of headings, the site's feeds and its sitemap."""
    for plan in (plan_home, plan_overviews, plan_feeds, plan_sitemap):
        yield from plan(archive, settings, nav)

"""The plan of every page that is not an article's own, as a whole or for a single path."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from site_builder.model import Archive, Page
from site_builder.pages.feed import plan_feeds
from site_builder.pages.fixed_pages import plan_fixed
from site_builder.pages.home import plan_home
from site_builder.pages.list_view import ListContext
from site_builder.pages.note_lists import plan_notes
from site_builder.pages.notice_data import plan_notice_data
from site_builder.pages.notice_lists import plan_notice_lists
from site_builder.pages.notice_page import notice_group_at, notice_groups
from site_builder.pages.overview import plan_overviews
from site_builder.pages.own_page import plan_own
from site_builder.pages.planned import PageGroup, PlannedPage
from site_builder.pages.purpose_articles import purpose_group_at, purpose_groups
from site_builder.pages.shelf_page import articles_group, pair_group, shelf_group
from site_builder.pages.sitemap import plan_sitemap
from site_builder.pages.views import Link
from site_builder.settings import Settings

_PLANNERS = (
    (plan_home, ("",)),
    (plan_overviews, ("",)),
    (plan_feeds, ("",)),
    (plan_sitemap, ("",)),
    (plan_notes, ("notes/",)),
    (plan_notice_lists, ("notices/",)),
    (plan_notice_data, ("notices/", "data/")),
)
"""Kinds of page that show something of the whole archive, one file each, and how the paths of theirs begin.

Order does not matter.
"""


class Plan(NamedTuple):
    """Every page that is not an article's own."""

    pages: Iterator[Page]
    """Those that show nothing of the articles."""
    planned: Iterator[PlannedPage]
    """Those that show something of the whole archive."""
    groups: Iterator[PageGroup]
    """The paginated lists of articles."""
    names: Mapping[str, Mapping[str, str]]
    """The spelling of every label, which any list may show, by facet and slug."""
    nav: tuple[Link, ...]
    """The menu, which every page shows."""


def plan_site(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Plan:
    """Plan every page that is not an article's own, so that unchanged ones need not be laid out.

    `nav` comes from `menu`. Dates come from the articles only, so equal archives give equal pages.
    """
    lists = ListContext.of(archive, settings, nav)
    return Plan(
        pages=chain(plan_fixed(archive, settings, nav), plan_own(archive, settings, nav)),
        planned=_archive_pages(archive, settings, nav),
        groups=chain(
            (articles_group(archive, lists),),
            (shelf_group(shelf, lists) for shelves in archive.shelves.values() for shelf in shelves),
            (pair_group(pair, lists) for pair in lists.intersections.pairs()),
            notice_groups(archive, settings, nav),
            purpose_groups(archive, lists),
        ),
        names=lists.label_names.names,
        nav=nav,
    )


def plan_pages(archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield every page that is not an article's own."""
    plan = plan_site(archive, settings, nav=nav)
    yield from plan.pages
    for planned in plan.planned:
        yield planned.page()
    for group in plan.groups:
        for planned in group.pages():
            yield planned.page()


def plan_page(path: str, archive: Archive, settings: Settings, *, nav: tuple[Link, ...]) -> Page | None:
    """Find the page at `path` that is not an article's own, without laying out the others.

    Equals what `plan_pages` yields for that path; None where it yields nothing.
    """
    group = _group_at(path.rpartition("/")[0], archive, settings, nav)
    planners = (planner for planner, beginnings in _PLANNERS if path.startswith(beginnings))
    lists = (planned for planner in planners for planned in planner(archive, settings, nav))
    for planned in group.pages() if group else lists:
        if planned.path == path:
            return planned.page()
    others = chain(plan_own(archive, settings, nav), plan_fixed(archive, settings, nav))
    return next((page for page in others if page.path == path), None)


def _archive_pages(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    for planner, _ in _PLANNERS:
        yield from planner(archive, settings, nav)


def _group_at(folder: str, archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> PageGroup | None:
    """Find the list whose pages are in a folder."""
    if folder == "articles":
        return articles_group(archive, ListContext.of(archive, settings, nav))
    key, _, slug = folder.partition("/")
    if key == "notices":
        lists = ListContext.of(archive, settings, nav)
        return purpose_group_at(folder, archive, lists) or notice_group_at(folder, archive, settings, nav)
    for shelf in archive.shelves.get(key, ()):
        if shelf.term.slug == slug:
            return shelf_group(shelf, ListContext.of(archive, settings, nav))
    if folder.count("/") != 3:
        return None
    lists = ListContext.of(archive, settings, nav)
    pair = lists.intersections.at(folder)
    return pair_group(pair, lists) if pair else None

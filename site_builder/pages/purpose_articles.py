"""The lists of the articles in which some notice does one thing: asks for money, claims fair use."""

from collections.abc import Iterator, Sequence
from functools import partial

from site_builder.model import Archive, Card
from site_builder.notice_purposes import PURPOSES, Purpose
from site_builder.pages.card_selection import select_cards
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import summary
from site_builder.pages.intersection import year_in_list
from site_builder.pages.list_view import Heading, ListContext, ShelfView, list_view, page_name, plan_list_page
from site_builder.pages.pagination import ListPage, paginate
from site_builder.pages.planned import PageGroup, PlannedPage
from site_builder.pages.purposes import articles_by_purpose, purpose_folder
from site_builder.pages.views import Link


def purpose_groups(archive: Archive, lists: ListContext) -> Iterator[PageGroup]:
    """Plan the lists of the articles with each purpose that a notice has."""
    for key, positions in articles_by_purpose(archive.notices).items():
        yield _purpose_group(PURPOSES[key], select_cards(archive.cards, positions), lists)


def purpose_group_at(folder: str, archive: Archive, lists: ListContext) -> PageGroup | None:
    """Find the list of articles in a folder."""
    if not any(purpose_folder(key) == folder + "/" for key in PURPOSES):
        return None
    return next((group for group in purpose_groups(archive, lists) if group.folder == folder), None)


def _purpose_group(purpose: Purpose, cards: Sequence[Card], lists: ListContext) -> PageGroup:
    folder = purpose_folder(purpose.key)

    def pages() -> Iterator[PlannedPage]:
        for list_page in paginate(cards, folder, size=lists.settings.page_size):
            view = partial(_view, list_page, purpose, cards, lists)
            yield plan_list_page(list_page, cards, f"notices: {purpose.name}", view)

    return PageGroup(folder.rstrip("/"), folder, cards, pages, bars=(cards,))


def _view(
    list_page: ListPage, purpose: Purpose, purpose_cards: Sequence[Card], lists: ListContext
) -> ShelfView:
    settings = lists.settings
    cards = purpose_cards if list_page.first else ()
    folder = purpose_folder(purpose.key)
    heading = f"Articles where a notice {purpose.name[0].lower()}{purpose.name[1:]}"
    notices = Link(purpose.name, f"notices/{purpose.key}/index.html")
    crumbs = (Link("Notices", "notices/index.html"), notices, Link("Articles", folder + "index.html"))
    return list_view(
        list_page,
        page_context(
            list_page.path,
            settings,
            lists.nav,
            title=heading + page_name(list_page),
            here="notices/index.html",
        ),
        lists,
        heading=heading,
        crumbs=crumbs[:-1] if list_page.first else crumbs,
        labels=(Heading("What it does", notices, Link("These notices", notices.href)),),
        list_summary=summary(cards, "", folder, settings) if list_page.first else None,
        cards=cards,
        year_hrefs=year_in_list(cards, folder, settings.page_size),
    )

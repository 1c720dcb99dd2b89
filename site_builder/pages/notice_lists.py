"""Lists of notices by reach: all of them, those of one role, purpose or outlet."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

import msgspec

from site_builder.model import Archive, Notice
from site_builder.notice_purposes import PURPOSES
from site_builder.pages.article_page import FactView
from site_builder.pages.context import page_context
from site_builder.pages.humanize import counted, one_line
from site_builder.pages.notice_tallies import (
    NOTICES_PER_PAGE,
    NoticeTallies,
    notice_group_id,
    notice_page_name,
)
from site_builder.pages.notice_views import (
    NoticeItem,
    dates,
    notice_digest,
    notice_item,
    outlet_link,
    outlet_page,
    years_between,
)
from site_builder.pages.overview_views import Entry, LetterGroup, OverviewView
from site_builder.pages.planned import PlannedPage
from site_builder.pages.purposes import articles_by_purpose, purpose_folder
from site_builder.pages.views import Count, Link, PageContext, Tally
from site_builder.roles import ROLES
from site_builder.settings import Settings

ON_OUTLET_PAGE = 6
"""Notices that the page of an outlet's articles shows."""


class NoticeGroup(msgspec.Struct, frozen=True):
    """Notices under one heading."""

    id: str
    heading: str
    items: tuple[NoticeItem, ...]


class NoticeListView(msgspec.Struct, frozen=True):
    """What the template of a list of notices sees."""

    frame: PageContext
    crumbs: tuple[Link, ...]
    heading: str
    summary: str
    articles: Link | None
    """The list of the articles with what these notices do, on its first page."""
    axis: tuple[str, str]
    """The years at both ends of the timelines."""
    groups: tuple[NoticeGroup, ...]
    newer: Link | None
    older: Link | None
    facts: tuple[FactView, ...]
    tallies: tuple[Tally, ...]
    bar: None = None


class OutletNoticesView(msgspec.Struct, frozen=True):
    """The notices on the page of an outlet's articles."""

    summary: str
    axis: tuple[str, str]
    items: tuple[NoticeItem, ...]
    all: Link


def outlet_notices_view(notices: Sequence[Notice], settings: Settings) -> OutletNoticesView:
    """Return the notices of an outlet with most articles, with the timelines of their wordings."""
    span = dates(notices)
    slug = notices[0].outlet.slug
    changed = sum(len(notice.versions) > 1 for notice in notices)
    words = counted(len(notices), "notice") + (f", {changed:,} of them reworded" if changed else "")
    return OutletNoticesView(
        words,
        (span[0][:4], span[1][:4]),
        tuple(
            notice_item(notice, lang=settings.language, span=span, with_outlet=False)
            for notice in notices[:ON_OUTLET_PAGE]
        ),
        Link(f"All {counted(len(notices), 'notice')}", f"notices/outlets/{slug}/index.html"),
    )


class _NoticeList(msgspec.Struct, frozen=True):
    """A list that has pages."""

    folder: str
    heading: str
    notices: tuple[Notice, ...]
    kind: str
    """What the heading is: `Role`; empty for the list of all."""
    by_role: bool = False
    articles: Link | None = None
    """The list of the articles in which some notice does what these do."""


def plan_notice_lists(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the pages of all lists of notices."""
    if not archive.notices:
        return
    tallies = NoticeTallies(archive.notices)
    for notice_list in _lists(archive):
        beside = partial(
            tallies.beside,
            notice_list.notices,
            of_outlet=notice_list.by_role,
            of_role=notice_list.kind == "Role",
        )
        yield from _pages(notice_list, cache(beside), settings, nav)
    yield _outlets_page(archive.notices, settings, nav)


def _outlets_page(notices: Sequence[Notice], settings: Settings, nav: tuple[Link, ...]) -> PlannedPage:
    """Plan the list of the outlets that say notices."""
    by_outlet: dict[Link, list[Notice]] = {}
    for notice in notices:
        if link := outlet_link(notice):
            by_outlet.setdefault(link, []).append(notice)
    ordered = sorted(by_outlet, key=lambda link: (-len(by_outlet[link]), link.href))
    path = "notices/outlets/index.html"
    entries = tuple(
        Entry(
            Count(link.name, link.href, f"{len(by_outlet[link]):,}"),
            years_between(*dates(by_outlet[link])),
            None,
        )
        for link in ordered
    )
    view = OverviewView(
        frame=page_context(path, settings, nav, title="Notices by outlet", here="notices/index.html"),
        heading="Notices by outlet",
        summary=counted(len(ordered), "outlet") + ", most notices first",
        groups=(LetterGroup("", "", entries),),
    )
    digest = hashlib.blake2b(msgspec.msgpack.encode(entries), digest_size=16).digest()
    return PlannedPage(path, "overview.html", "notices", (), lambda: view, digest=digest)


def _lists(archive: Archive) -> Iterator[_NoticeList]:
    yield _NoticeList("notices/", "Notices", archive.notices, "")
    by_role: dict[str, list[Notice]] = {}
    by_purpose: dict[str, list[Notice]] = {}
    by_outlet: dict[str, list[Notice]] = {}
    for notice in archive.notices:
        by_role.setdefault(notice.role, []).append(notice)
        for key in notice.purposes:
            by_purpose.setdefault(key, []).append(notice)
        if notice.outlet.name:
            by_outlet.setdefault(notice.outlet.slug, []).append(notice)
    for role, row in ROLES.items():
        if role in by_role:
            yield _NoticeList(f"notices/{role.value}/", row.name, tuple(by_role[role]), "Role")
    with_purpose = articles_by_purpose(archive.notices)
    for key, purpose in PURPOSES.items():
        if key in by_purpose:
            articles = Link(
                f"In {counted(len(with_purpose[key]), 'article')}", purpose_folder(key) + "index.html"
            )
            yield _NoticeList(
                f"notices/{key}/", purpose.name, tuple(by_purpose[key]), "What they do", articles=articles
            )
    for slug, found in sorted(by_outlet.items()):
        name = one_line(found[0].outlet.name)
        yield _NoticeList(f"notices/outlets/{slug}/", name, tuple(found), "Outlet", by_role=True)


def _pages(
    notice_list: _NoticeList,
    tallies: Callable[[], tuple[Tally, ...]],
    settings: Settings,
    nav: tuple[Link, ...],
) -> Iterator[PlannedPage]:
    folder, notices = notice_list.folder, notice_list.notices
    if notice_list.by_role:
        order = list(ROLES)
        notices = tuple(sorted(notices, key=lambda notice: order.index(notice.role)))
    span = dates(notices)
    paths = [
        folder + notice_page_name(number) for number in range(1, -(-len(notices) // NOTICES_PER_PAGE) + 1)
    ]
    for number, path in enumerate(paths):
        shown = notices[number * NOTICES_PER_PAGE : (number + 1) * NOTICES_PER_PAGE]
        beside = tuple(paths[max(0, number - 1) : number + 2])
        view = partial(_view, notice_list, notices, number, paths, span, tallies, settings, nav)
        first = number == 0
        articles = notice_list.articles if first else None
        digest = _digest(shown, notices if first else (), span, tallies() if first else (), articles)
        yield PlannedPage(path, "notices.html", "notices", (), view, beside=beside, digest=digest)


def _digest(
    shown: Iterable[Notice],
    counted_too: Sequence[Notice],
    span: tuple[str, str],
    tallies: tuple[Tally, ...],
    articles: Link | None,
) -> bytes:
    parts = [notice_digest(notice) for notice in shown]
    facts = len(counted_too), span, tallies, articles
    return hashlib.blake2b(b"".join((*parts, msgspec.msgpack.encode(facts))), digest_size=16).digest()


def _view(
    notice_list: _NoticeList,
    notices: Sequence[Notice],
    number: int,
    paths: Sequence[str],
    span: tuple[str, str],
    tallies: Callable[[], tuple[Tally, ...]],
    settings: Settings,
    nav: tuple[Link, ...],
) -> NoticeListView:
    shown = notices[number * NOTICES_PER_PAGE : (number + 1) * NOTICES_PER_PAGE]
    name = notice_list.heading
    title = name if not notice_list.kind else f"Notices: {name}"
    page_name = f", page {number + 1}" if number else ""
    previous = Link(f"Page {number}", paths[number - 1]) if number else None
    following = Link(f"Page {number + 2}", paths[number + 1]) if number + 1 < len(paths) else None
    return NoticeListView(
        crumbs=(Link("Notices", "notices/index.html"),) if notice_list.kind else (),
        frame=page_context(
            paths[number], settings, nav, title=title + page_name, here="notices/index.html", feeds="notices/"
        ),
        heading=name,
        summary=_summary(notice_list, span),
        articles=notice_list.articles if number == 0 else None,
        axis=(span[0][:4], span[1][:4]),
        groups=_groups(notice_list, shown, span, settings),
        newer=previous,
        older=following,
        facts=_facts(notice_list),
        tallies=tallies() if number == 0 else (),
    )


def _summary(notice_list: _NoticeList, span: tuple[str, str]) -> str:
    changed = sum(len(notice.versions) > 1 for notice in notice_list.notices)
    words = [counted(len(notice_list.notices), "notice"), years_between(*span)]
    words.append("most articles first" if not notice_list.by_role else "")
    if changed:
        words.append(f"{changed:,} of them reworded")
    return ", ".join(filter(None, words))


def _groups(
    notice_list: _NoticeList, shown: Sequence[Notice], span: tuple[str, str], settings: Settings
) -> tuple[NoticeGroup, ...]:
    item = partial(notice_item, lang=settings.language, span=span, with_outlet=not notice_list.by_role)
    if not notice_list.by_role:
        return (NoticeGroup("all", "", tuple(map(item, shown))),)
    roles = dict.fromkeys(notice.role for notice in shown)
    return tuple(
        NoticeGroup(
            notice_group_id(role),
            ROLES[role].name,
            tuple(item(notice) for notice in shown if notice.role is role),
        )
        for role in roles
    )


def _facts(notice_list: _NoticeList) -> tuple[FactView, ...]:
    if not notice_list.kind:
        return ()
    facts = [FactView(notice_list.kind, (Link("All notices", "notices/index.html"),))]
    page = outlet_page(notice_list.notices[0]) if notice_list.by_role else None
    if page:
        facts.append(FactView("Articles", (page,)))
    return tuple(facts)

"""The page of a notice with its history and articles, and one of each later wording with the articles that have it."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate

import msgspec

from site_builder.model import Archive, Card, Notice
from site_builder.notice_purposes import PURPOSES
from site_builder.pages.article_page import FactView
from site_builder.pages.card_selection import select_cards
from site_builder.pages.context import page_context
from site_builder.pages.facet_counts import draw_years
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.items import Items
from site_builder.pages.note_lists import NoteLine, notice_note_lines
from site_builder.pages.notice_views import (
    VersionView,
    heading,
    notice_digest,
    notice_span,
    opening,
    outlet_link,
    outlet_page,
    version_name,
    version_view,
    wordings,
)
from site_builder.pages.pagination import YEAR, ListPage, group_id, page_holding, paginate
from site_builder.pages.planned import PageGroup, PlannedPage
from site_builder.pages.views import Count, Group, Histogram, Link, PageContext, Tally
from site_builder.roles import CLASS_OF, ROLES
from site_builder.settings import Settings
from site_builder.wording import number_word, round_count

_BESIDE = 8
"""Other notices of the outlet that a page names."""


class NoticeView(msgspec.Struct, frozen=True):
    """What the template of a notice sees."""

    frame: PageContext
    crumbs: tuple[Link, ...]
    heading: str
    kind: str
    """The class of its role."""
    summary: str
    whole: Link | None
    """On the page of one wording: the page of the notice."""
    histogram: Histogram | None
    versions: tuple[VersionView, ...]
    """The latest first; one on the page of a wording; none on further pages of articles."""
    facts: tuple[FactView, ...]
    groups: tuple[Group, ...]
    numbered: int
    """How many numbered pages the list of its articles has, on its first page."""
    newest: Link | None
    newer: Link | None
    older: Link | None
    oldest: Link | None
    tallies: tuple[Tally, ...]
    notes: tuple[NoteLine, ...] = ()
    """The keeper's, on the first page of the notice as a whole."""
    bar: None = None


class OutletNotices:
    """The notices of each outlet, for pages that name others of the same one."""

    def __init__(self, archive: Archive) -> None:
        self._by_outlet: dict[str, list[Notice]] = {}
        for notice in archive.notices:
            self._by_outlet.setdefault(notice.outlet.slug, []).append(notice)

    def of(self, slug: str) -> list[Notice]:
        """Return the notices of an outlet, those with most articles first."""
        return self._by_outlet.get(slug, [])

    def tally(self, notice: Notice) -> Tally | None:
        """Return the other notices of its outlet with most articles; counts are rounded, so that pages rest."""
        others = [other for other in self._by_outlet[notice.outlet.slug] if other.address != notice.address]
        name = one_line(notice.outlet.name)
        if not others or not name:
            return None
        counts = tuple(
            Count(
                opening(other.current.passage, words=5),
                other.address + "index.html",
                f"{round_count(other.count):,}+",
            )
            for other in others[:_BESIDE]
        )
        more = Link("All its notices", f"notices/outlets/{notice.outlet.slug}/index.html")
        return Tally(f"Also by {name}", "", counts, more)


def notice_groups(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PageGroup]:
    """Plan the pages of every notice and of every later wording."""
    outlets = OutletNotices(archive)
    for notice in archive.notices:
        yield from groups_of_notice(notice, outlets, archive, settings, nav)


def notice_group_at(
    folder: str, archive: Archive, settings: Settings, nav: tuple[Link, ...]
) -> PageGroup | None:
    """Find the pages of the notice or wording in a folder."""
    address = folder + "/"
    for notice in archive.notices:
        if any(version.address == address for version in notice.versions):
            found = groups_of_notice(notice, OutletNotices(archive), archive, settings, nav)
            return next(group for group in found if group.folder == folder)
    return None


def groups_of_notice(
    notice: Notice, outlets: OutletNotices, archive: Archive, settings: Settings, nav: tuple[Link, ...]
) -> Iterator[PageGroup]:
    """Plan the pages of one notice, and those of its later wordings."""
    beside = outlets.tally(notice)
    digest = notice_digest(notice) + msgspec.msgpack.encode(beside)
    articles = b"".join(version.articles for version in notice.versions)
    yield _group(notice.address, notice, None, articles, beside, digest, archive, settings, nav)
    articles_of: dict[str, bytes] = {}
    for version in notice.versions:
        articles_of[version.address] = articles_of.get(version.address, b"") + version.articles
    indices = {version.address: index for index, version in reversed(list(enumerate(notice.versions)))}
    for address, index in sorted(indices.items(), key=lambda each: each[1]):
        if index:
            yield _group(address, notice, index, articles_of[address], None, digest, archive, settings, nav)


def _group(
    folder: str,
    notice: Notice,
    index: int | None,
    articles: bytes,
    beside: Tally | None,
    digest: bytes,
    archive: Archive,
    settings: Settings,
    nav: tuple[Link, ...],
) -> PageGroup:
    """Plan the pages of a notice, or of its wording with an index."""
    cards = cards_at(articles, archive.cards)
    origin = f"notice: {opening(notice.current.passage)}"

    def pages() -> Iterator[PlannedPage]:
        for list_page in paginate(cards, folder, size=settings.page_size):
            view = partial(_view, list_page, notice, index, beside, settings, nav)
            yield _planned(list_page, origin, digest, view)

    return PageGroup(folder.rstrip("/"), folder, cards, pages, digest)


def cards_at(articles: bytes, cards: Sequence[Card]) -> Sequence[Card]:
    """Return the cards at some positions, in the order of lists."""
    return select_cards(cards, array("I", sorted(array("I", articles))))


def _planned(list_page: ListPage, origin: str, digest: bytes, view: Callable[[], NoticeView]) -> PlannedPage:
    return PlannedPage(
        list_page.path,
        "notice.html",
        origin,
        list_page.cards,
        view,
        beside=list_page.beside,
        digest=digest,
    )


def _view(
    list_page: ListPage,
    notice: Notice,
    index: int | None,
    beside: Tally | None,
    settings: Settings,
    nav: tuple[Link, ...],
) -> NoticeView:
    name = heading(notice)
    page_number = list_page.path.rpartition("/")[2].removeprefix("page-").removesuffix(".html")
    page_name = "" if list_page.first else f", page {page_number}"
    wording = version_name(notice, index) if index is not None else ""
    title = ", ".join(filter(None, (name, wording.lower()))) + page_name
    is_whole = index is None
    return NoticeView(
        frame=page_context(list_page.path, settings, nav, title=title, here="notices/index.html"),
        crumbs=_crumbs(notice),
        heading=name,
        kind=CLASS_OF[notice.role].value,
        summary=_summary(notice, index),
        whole=None
        if is_whole and list_page.first
        else Link("The notice and its history", notice.address + "index.html"),
        histogram=_histogram(notice, settings) if is_whole and list_page.first else None,
        versions=_versions(notice, index) if list_page.first else (),
        facts=_facts(notice) if list_page.first else (),
        groups=Items(settings).groups(list_page.cards, precision=YEAR),
        numbered=list_page.numbered,
        newest=list_page.newest,
        newer=list_page.newer,
        older=list_page.older,
        oldest=list_page.oldest,
        tallies=_tallies(notice, beside) if is_whole and list_page.first else (),
        notes=notice_note_lines(notice, settings) if is_whole and list_page.first else (),
    )


def _versions(notice: Notice, index: int | None) -> tuple[VersionView, ...]:
    if index is not None:
        return (version_view(notice, index, linked=False),)
    indices = reversed(range(len(notice.versions)))
    return tuple(version_view(notice, number, linked=True) for number in indices)


def _crumbs(notice: Notice) -> tuple[Link, ...]:
    outlet = outlet_link(notice)
    return (Link("Notices", "notices/index.html"), *((outlet,) if outlet else ()))


def _histogram(notice: Notice, settings: Settings) -> Histogram | None:
    """Draw the articles of a notice by year; each bar leads to where those of its year begin."""
    newest_first = sorted(notice.years, reverse=True)
    before = dict(
        zip(
            (year for year, _ in newest_first),
            accumulate((count for _, count in newest_first), initial=0),
            strict=False,
        )
    )

    def href(year: str, _number: int) -> str:
        page = page_holding(before[int(year)], notice.count, notice.address, size=settings.page_size)
        return f"{page}?year={year}#{group_id(year)}"

    return draw_years(dict(notice.years), _undated(notice), href)


def _undated(notice: Notice) -> int:
    return notice.count - sum(count for _, count in notice.years)


def _summary(notice: Notice, index: int | None) -> str:
    if index is not None:
        version = notice.versions[index]
        of = number_word(len(notice.versions))
        return f"{version_name(notice, index)} of {of}, in {counted(version.count, 'article')}"
    words = [f"In {counted(notice.count, 'article')}", notice_span(notice)]
    changes = wordings(notice)
    if notice.varies:
        changes = "the words change from one article to the next"
    return ", ".join(filter(None, (*words, changes)))


def _facts(notice: Notice) -> tuple[FactView, ...]:
    page = outlet_page(notice)
    role = Link(ROLES[notice.role].name, f"notices/{notice.role.value}/index.html")
    facts = [FactView("Notice", (role,))]
    if page:
        facts.append(FactView("Said by", (page,)))
    elif notice.outlet.name:
        facts.append(FactView("Said by", (Link(one_line(notice.outlet.name), ""),)))
    if notice.purposes:
        links = (Link(PURPOSES[key].name, f"notices/{key}/index.html") for key in notice.purposes)
        facts.append(FactView("What it does", tuple(links)))
    if notice.first:
        facts.append(FactView("First seen", (Link(day(notice.first), ""),)))
        facts.append(FactView("Last seen", (Link(day(notice.last), ""),)))
    return tuple(facts)


def _tallies(notice: Notice, beside: Tally | None) -> tuple[Tally, ...]:
    elsewhere = tuple(
        Count(one_line(name) or "Outlet not known", address + "index.html", "")
        for name, address in notice.elsewhere
    )
    tallies = (Tally("Same words at", "", elsewhere, None) if elsewhere else None, beside)
    return tuple(tally for tally in tallies if tally)

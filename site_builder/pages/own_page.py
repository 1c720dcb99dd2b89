"""The pages that the keeper of a site wrote, such as a handbook."""

from collections.abc import Iterator

import msgspec

from site_builder.model import Archive, OwnPage, Page
from site_builder.pages.context import page_context
from site_builder.pages.humanize import one_line
from site_builder.pages.views import Link, PageContext
from site_builder.settings import Settings


class OwnView(msgspec.Struct, frozen=True):
    """What the template of an own page sees."""

    frame: PageContext
    heading: str
    html: str
    """Safe HTML."""
    beside: tuple[Link, ...]
    """The other pages of the same folder."""
    here: str
    """Which of them this is, by address."""


def plan_own(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield the keeper's own pages, and the pictures they show."""
    for page in archive.own:
        folder = page.path.partition("/")[0]
        beside = tuple(
            Link(one_line(other.title), other.path)
            for other in archive.own
            if other.template and other.path.partition("/")[0] == folder
        )
        yield (
            _page(page, settings, nav, beside)
            if page.template
            else Page(page.path, "", page.data, page.origin)
        )


def _page(page: OwnPage, settings: Settings, nav: tuple[Link, ...], beside: tuple[Link, ...]) -> Page:
    top = page.path.partition("/")[0] + "/index.html"
    view = OwnView(
        frame=page_context(page.path, settings, nav, title=page.title, here=top),
        heading=one_line(page.title),
        html=page.html,
        beside=beside,
        here=page.path,
    )
    return Page(page.path, page.template, view, page.origin)

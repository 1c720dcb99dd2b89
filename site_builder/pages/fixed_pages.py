"""The pages that every site has: for wrong addresses, about the annotations, for searching, robots.txt."""

from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import urlsplit

import msgspec

from site_builder.model import Archive, Page, RoleClass
from site_builder.pages.context import absolute, page_context
from site_builder.pages.views import Link, PageContext
from site_builder.roles import ROLES
from site_builder.settings import Settings


class FixedView(msgspec.Struct, frozen=True):
    """What these templates see."""

    frame: PageContext


class AboutView(msgspec.Struct, frozen=True):
    """What the template about the annotations sees."""

    frame: PageContext
    contents: Mapping[str, str]
    """What passages of each class hold, as a list in one sentence."""


def plan_fixed(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[Page]:
    """Yield the page for wrong addresses, the pages about the annotations and for searching, and robots.txt."""
    del archive
    about = "about/index.html"
    yield Page(
        about,
        "about.html",
        AboutView(page_context(about, settings, nav, title="About the annotations", here=about), _contents()),
        "about",
    )
    if settings.search.enabled:
        search = "search/index.html"
        yield Page(
            search,
            "search.html",
            FixedView(page_context(search, settings, nav, title="Search", here=search)),
            "search",
        )
    lost = page_context("404.html", settings, nav, title="Page not found")
    # This page is served under any address, so relative links would lead nowhere.
    lost = msgspec.structs.replace(lost, root=_top(settings), canonical="")
    yield Page("404.html", "not_found.html", FixedView(lost), "404")
    yield Page("robots.txt", "", _robots(settings), "robots")


@cache
def _contents() -> Mapping[str, str]:
    """List what the roles of each class hold: `Disclaimers, copyright and reprint terms, contact lines.`."""
    lists = {
        kind: ", ".join(row.contents for row in ROLES.values() if row.kind is kind and row.contents)
        for kind in RoleClass
    }
    return {kind.value: f"{text[:1].upper()}{text[1:]}." for kind, text in lists.items() if text}


def plan_static(files: Mapping[str, bytes]) -> Iterator[Page]:
    """Yield the files of the theme that are served as they are, by their name under `static/`."""
    for name, data in files.items():
        yield Page(f"static/{name}", "", data, f"templates/static/{name}")


def _top(settings: Settings) -> str:
    """Return the path of the site on its host; empty where it is not known, which opens from the file system."""
    return urlsplit(settings.base_url).path.rstrip("/") + "/" if settings.base_url else ""


def _robots(settings: Settings) -> bytes:
    lines = ["User-agent: *", "Allow: /"]
    if settings.base_url:
        lines.append("Sitemap: " + absolute(settings, "sitemap.xml"))
    return ("\n".join(lines) + "\n").encode()

"""Routes: what stands at an address, as a static host would serve it, and what a tab needs to know of it."""

from http import HTTPStatus
from itertools import islice
from urllib.parse import parse_qsl, quote, unquote

import msgspec

from site_builder.content_types import content_type_of
from site_builder.server.change import Change
from site_builder.server.diagnostics import Diagnostic
from site_builder.server.http.messages import (
    RefusedError,
    Request,
    Response,
    content,
    redirect,
)
from site_builder.server.inspector.inspector import Inspector
from site_builder.server.live.article_set import State
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.page_maker import PageMaker
from site_builder.server.live.resource import Resource, as_resource

_SCRIPT = '<script type="module" src="/_live/live.js" data-shown="{}" data-status="{}"></script>'
_PAGES = 1_000
"""Pages one browser may follow at once."""


class PageState(msgspec.Struct, frozen=True):
    """What a tab should show; equal states need no word."""

    page: str
    """Address of the page, percent-encoded as the tab names it."""
    status: int
    shown: str
    """Digest of the page."""
    files: dict[str, str]
    """Digests of the style sheets and scripts that the page uses."""
    troubles: tuple[Diagnostic, ...]
    leads: tuple[tuple[str, str], ...]
    """Where to go from a page that is not there, by name and address."""
    inspect: str
    """Where to see why the page is as it is; empty where there is nothing to see."""
    waiting: int
    """Sources that have not been read yet; lists are not complete until there are none."""


class Routes:
    """Answers for one site."""

    def __init__(self, live: LiveSite, *, token: str) -> None:
        self._live = live
        self._pages = PageMaker(live)
        self._inspector = Inspector(live, self._pages, token=token)

    def get(self, request: Request) -> Response:
        """Answer a request for a page or file. Raises RefusedError."""
        if request.method not in ("GET", "HEAD"):
            raise RefusedError(405, "pages are only read")
        path = request.path
        resource = self._find(path)
        if resource is None and not path.endswith("/") and self._find(path + "/"):
            query = f"?{request.query}" if request.query else ""
            return redirect("/" + quote(path.strip("/") + "/") + query)
        resource = resource or self._pages.not_found()
        is_page = resource.content_type.startswith("text/html")
        return content(
            request,
            with_script(resource) if is_page else resource.data,
            content_type=resource.content_type,
            digest=resource.digest,
            status=resource.status,
        )

    def correct(self, request: Request) -> Response:
        """Write a correction from the inspector. Raises RefusedError."""
        name = self._inspector.write(request.path, request.body)
        self._live.update(Change(sources=frozenset([name])))
        text = name.rpartition("/")[2].encode()
        return content(request, text, content_type=content_type_of("a.txt"), digest="")

    def state(self, page: str) -> bytes:
        """Return what a tab with this page should know, as JSON."""
        live = self._live
        path = unquote(page)
        resource = self._find(path) or self._pages.not_found()
        source = live.source_at(path)
        used = {
            name: as_resource(data, "").digest
            for name, data in live.theme.static.items()
            if name.endswith((".css", ".js")) and name.encode() in resource.data
        }
        state = PageState(
            page=page,
            status=resource.status,
            shown=resource.digest,
            files=used,
            troubles=live.diagnostics(path),
            leads=self._leads(path) if resource.status == HTTPStatus.NOT_FOUND else (),
            inspect=f"/_inspect/{quote(path.strip('/'))}" if source else "",
            # An article is read when it is asked for; only lists wait for the others.
            waiting=0 if source else live.articles.count(State.PENDING),
        )
        return msgspec.json.encode(state)

    def _find(self, path: str) -> Resource | None:
        """Return what stands at an address; nothing is looked up on disk, so nothing outside can be named."""
        if path == "/_live/search.json":
            state = msgspec.json.encode({"outdated": self._live.count_unindexed()})
            return as_resource(state, content_type_of(path))
        if path.startswith("/_live/"):
            data = self._live.theme.live.get(path.removeprefix("/_live/"))
            if data is None or not path.endswith((".js", ".css")):
                return None
            return as_resource(data, content_type_of(path))
        if path.startswith("/_notes/"):
            return self._inspector.notes(path)
        if path.startswith(("/_inspect/", "/_missing/")):
            return self._inspector.page(path)
        name = path[1:]
        return self._pages.page(name + "index.html" if name.endswith("/") or not name else name)

    def _leads(self, url: str) -> tuple[tuple[str, str], ...]:
        """List name and address of pages to go to when the one at an address is gone."""
        folder = url.strip("/").removesuffix("index.html").rstrip("/")
        digest = self._live.gone.get(folder + "/")
        cards = self._live.articles.cards(digest) if digest else ()
        leads = [(card.title, f"/{quote(card.address)}") for card in islice(cards, 2)]
        above = folder.partition("/")[0]
        if above and above != folder and self._pages.page(f"{above}/index.html"):
            leads.append((f"All {above}", f"/{quote(above)}/"))
        return (*leads, ("Home", "/"))


def pages_to_follow(request: Request) -> list[str]:
    """Return the addresses of the pages that a browser wants to hear of. Raises RefusedError."""
    try:
        fields = parse_qsl(request.query, max_num_fields=_PAGES)
    except ValueError:
        raise RefusedError(400, "too many pages") from None
    pages = [value for name, value in fields if name == "page" and value.startswith("/")]
    if not pages:
        raise RefusedError(400, "name the pages to hear of")
    return pages


def with_script(page: Resource) -> bytes:
    """Return a page with the script that keeps it up to date."""
    script = _SCRIPT.format(page.digest, page.status).encode()
    head, tag, rest = page.data.partition(b"<head>")
    # First in the head, so that it sees the page before the page's own scripts have added anything.
    return head + tag + script + rest if tag else page.data + script

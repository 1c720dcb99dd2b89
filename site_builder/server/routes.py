"""Find what stands at an address, as a static host would, and say what a tab needs to know of it."""

from urllib.parse import parse_qsl, quote, unquote

import msgspec

from site_builder.server.change import Change
from site_builder.server.diagnostics import Diagnostic
from site_builder.server.http.messages import (
    Answer,
    RefusedError,
    Request,
    content,
    content_type_of,
    redirect,
)
from site_builder.server.inspector.inspecting import Inspector
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.resource import Resource, as_resource

_SCRIPT = '<script type="module" src="/_live/live.js" data-shown="{}" data-status="{}"></script>'
_HTML = "text/html"
_PAGES = 1_000
"""Pages one browser may follow at once."""


class State(msgspec.Struct, frozen=True):
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
        self._inspector = Inspector(live, token=token)

    def answer(self, request: Request) -> Answer:
        """Answer a request for a page or file."""
        if request.method not in ("GET", "HEAD"):
            raise RefusedError(405, "pages are only read")
        path = request.path
        found = self._find(path)
        if found is None and not path.endswith("/") and self._find(path + "/"):
            query = f"?{request.query}" if request.query else ""
            return redirect("/" + quote(path.strip("/") + "/") + query)
        found = found or self._live.not_found()
        data = with_script(found) if found.kind.startswith(_HTML) else found.data
        return content(request, data, kind=found.kind, digest=found.digest, status=found.status)

    def correct(self, request: Request) -> Answer:
        """Take a correction from the inspector. Raises RefusedError."""
        name = self._inspector.write(request.path, request.body)
        self._live.update(Change(sources=frozenset([name])))
        return content(request, name.rpartition("/")[2].encode(), kind=content_type_of("a.txt"), digest="")

    def state(self, page: str) -> bytes:
        """Give what a tab with this page should know, as JSON."""
        live = self._live
        path = unquote(page)
        found = self._find(path) or live.not_found()
        source = live.source_at(path)
        files = live.look.static.items()
        used = {
            name: as_resource(data, "").digest
            for name, data in files
            if name.endswith((".css", ".js")) and name.encode() in found.data
        }
        state = State(
            page=page,
            status=found.status,
            shown=found.digest,
            files=used,
            troubles=live.troubles(path),
            leads=_leads(live, path) if found.status == 404 else (),
            inspect=f"/_inspect/{quote(path.strip('/'))}" if source else "",
            # An article is read when it is asked for; only lists wait for the others.
            waiting=0 if source else len(live.articles.waiting),
        )
        return msgspec.json.encode(state)

    def _find(self, path: str) -> Resource | None:
        """Give what stands at an address; nothing is looked up on disk, so nothing outside can be named."""
        if path.startswith("/_live/"):
            data = self._live.look.live.get(path.removeprefix("/_live/"))
            if data is None or not path.endswith((".js", ".css")):
                return None
            return as_resource(data, content_type_of(path))
        if path.startswith("/_inspect/"):
            return self._inspector.page(path)
        name = path[1:]
        return self._live.page(name + "index.html" if name.endswith("/") or not name else name)


def followed(request: Request) -> list[str]:
    """Give the addresses of the pages that a browser wants to hear of. Raises RefusedError."""
    try:
        asked = parse_qsl(request.query, max_num_fields=_PAGES)
    except ValueError:
        raise RefusedError(400, "too many pages") from None
    pages = [value for name, value in asked if name == "page" and value.startswith("/")]
    if not pages:
        raise RefusedError(400, "name the pages to hear of")
    return pages


def with_script(found: Resource) -> bytes:
    """Give a page with the script that keeps it up to date."""
    script = _SCRIPT.format(found.digest, found.status).encode()
    start = found.data.find(b"<head>")
    if start < 0:
        return found.data + script
    # First in the head, so that it sees the page before the page's own scripts have added anything.
    start += len(b"<head>")
    return found.data[:start] + script + found.data[start:]


def _leads(live: LiveSite, url: str) -> tuple[tuple[str, str], ...]:
    """Give name and address of pages to go to when the one at an address is gone."""
    folder = url.strip("/").removesuffix("index.html").rstrip("/")
    digest = live.gone.get(folder + "/")
    found = [
        (record.card.title, f"/{quote(record.card.address)}")
        for record in live.articles.records.values()
        if digest and record.digest == digest and record.card
    ]
    above = folder.partition("/")[0]
    if above and above != folder and live.page(f"{above}/index.html"):
        found.append((f"All {above}", f"/{quote(above)}/"))
    return (*found[:3], ("Home", "/"))

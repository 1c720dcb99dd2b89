"""Decide who may ask: the right host against rebinding, the right origin, and a token for whoever writes."""

import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

from site_builder.server.http.messages import RefusedError, Request


class Guard:
    """The rules of one server."""

    def __init__(self, host: str, *, token: str) -> None:
        """Take the address the server listens on, and the secret that its own pages carry."""
        self.token = token
        self.open = not is_loopback(host)
        """Whether others than this machine can reach the server."""
        names = {"localhost", host.lower()}
        if self.open:
            names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
        self._names = frozenset(names - {""})

    def admit(self, request: Request) -> None:
        """Admit a request that is meant for this server. Raises RefusedError."""
        host = request.headers.get("host")
        if host is None:
            raise RefusedError(400, "the request names no host")
        if not self._known(_name(host)):
            raise RefusedError(403, f"this server does not answer for {host[:100]!r}")
        self._same_site(request, navigation=request.method in ("GET", "HEAD"))

    def admit_stream(self, request: Request) -> None:
        """Admit a page of this server to the event stream. Raises RefusedError for pages of others."""
        self._same_site(request, navigation=False)

    def admit_writing(self, request: Request) -> None:
        """Admit a correction from a page of the inspector that this server made. Raises RefusedError for others."""
        if request.headers.get("origin", "null") == "null":
            raise RefusedError(403, "who asks is not said")
        self._same_site(request, navigation=False)
        given = request.headers.get("x-live-token", "")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise RefusedError(403, "the page is of another run of the server; load it again")
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise RefusedError(415, "send JSON")
        if self.open and not is_loopback(request.peer):
            raise RefusedError(403, "corrections are taken from this machine only")

    def _known(self, name: str) -> bool:
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # A page of another site can make a name lead here, but not an address.
        return address.is_loopback or self.open

    def _same_site(self, request: Request, *, navigation: bool) -> None:
        origin = request.headers.get("origin")
        host = request.headers.get("host", "").lower()
        if origin is not None and origin != "null" and urlsplit(origin.lower()).netloc != host:
            raise RefusedError(403, "pages of other sites may not ask")
        if origin == "null" and not navigation:
            raise RefusedError(403, "pages of other sites may not ask")
        site = request.headers.get("sec-fetch-site", "none")
        visited = navigation and request.headers.get("sec-fetch-mode", "navigate") == "navigate"
        if site not in ("same-origin", "none") and not visited:
            raise RefusedError(403, "pages of other sites may not ask")


def _name(host: str) -> str:
    """Return the name in a Host header, without its port; an empty text for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host:
        return ""
    return (parts.hostname or "").lower().rstrip(".")


def is_loopback(host: str) -> bool:
    """Return whether an address or name is that of this machine only."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "ip6-localhost")

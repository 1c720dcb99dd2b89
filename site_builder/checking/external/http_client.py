"""HTTP client for links: a HEAD request, a GET where the host does not answer that, and the redirects that follow."""

import errno
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, responses
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from site_builder import __version__
from site_builder.checking.external.link_cache import LinkStatus
from site_builder.checking.external.public_hosts import (
    HostRefusedError,
    Resolve,
    permitted_addresses,
    resolve,
)

AGENT = f"site-builder/{__version__} (checks the links of an archive, one request per second)"
TIME_LIMIT = 10.0
"""Seconds for one request, all reads and writes included."""
MAX_REDIRECTS = 5
_PERMANENT_REDIRECTS = (301, 308)
_REDIRECTS = (*_PERMANENT_REDIRECTS, 302, 303, 307)
_GONE = (404, 410)
_UNCLEAR = (401, 402, 403, 405, 406, 407, 418, 429, 451, 503, 999)
"""Status codes that programs get for pages which people may well see."""
_BUSY = (429, 503)
_NETWORK_ERRORS = (errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTUNREACH)
"""What connecting to any host fails with on a machine without a network."""
_PUBLIC_ADDRESS = "192.0.2.1"
"""Reserved for documentation, and routed like any public address."""
_PERMANENT_HOST = "example.com"
"""Kept by IANA for ever."""
_MAX_URL_CHARACTERS = 2000
_UNQUOTED = "!#$%&'()*+,/:;=?@[]~"


class HttpResponse(NamedTuple):
    """The head of a response, as far as it matters here."""

    status: int
    location: str


class _Url(NamedTuple):
    """A parsed address; names of users in it are dropped."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self[:3]


class HttpClient:
    """Requests links; name resolution, rate limiting and the private hosts allowed are arguments."""

    def __init__(
        self,
        *,
        wait: Callable[[str], None],
        allowed: frozenset[str] = frozenset(),
        resolve: Resolve = resolve,
        time_limit: float = TIME_LIMIT,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """`wait` returns when a host may get the next request; `allowed` are hosts the owner allows.

        `context` decides whose certificates are trusted; without it those that the system trusts.
        """
        self._wait = wait
        self._allowed = allowed
        self._resolve = resolve
        self._time_limit = time_limit
        self._context = context or ssl.create_default_context()

    def request(self, url: str) -> LinkStatus:
        """Request a link; whatever goes wrong is part of the status."""
        try:
            return self._follow(url)
        except HostRefusedError as error:
            return LinkStatus("refused", str(error))

    def has_network(self) -> bool:
        """Test whether this machine has a route to the public network and can resolve a name that always exists."""
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                # A datagram socket sends nothing when it is connected.
                probe.connect((_PUBLIC_ADDRESS, 9))
            return bool(self._resolve(_PERMANENT_HOST, 443))
        except OSError:
            return False

    def _follow(self, url: str) -> LinkStatus:
        first = _parse_url(url)
        here, moved, permanent = first, "", True
        for hop in range(MAX_REDIRECTS + 1):
            try:
                response = self._respond(here, first)
            except HostRefusedError as error:
                raise HostRefusedError(
                    f"it redirects to {here.host}, and {error}" if hop else str(error)
                ) from error
            if isinstance(response, LinkStatus):
                # What is wrong with the host of a redirect says nothing about the other links.
                return (
                    response
                    if here.origin == first.origin
                    else msgspec.structs.replace(response, whole_host=False)
                )
            if response.status not in _REDIRECTS or not response.location:
                return _status_of(response.status, moved)
            url = _redirect_target(url, response.location)
            here = _parse_url(url)
            permanent = permanent and response.status in _PERMANENT_REDIRECTS
            if permanent:
                moved = url
        return LinkStatus("failing", f"it redirects more than {MAX_REDIRECTS} times")

    def _respond(self, url: "_Url", first: "_Url") -> HttpResponse | LinkStatus:
        """Return the response of a host, or a status where there is none."""
        try:
            try:
                response = self._request("HEAD", url, first)
            except HTTPException:
                # Some hosts hang up when asked for less than a page.
                response = HttpResponse(400, "")
            if response.status >= 400 and response.status not in _BUSY:
                response = self._request("GET", url, first)
        except socket.gaierror:
            words = f"{url.host} is not known"
            return LinkStatus("failing", words, whole_host=True, no_network=True)
        except ssl.SSLError as error:
            words = getattr(error, "verify_message", "") or error.reason or "no secure connection"
            return LinkStatus("failing", f"{url.host}: {words.lower().replace('_', ' ')}", whole_host=True)
        except (HTTPException, ValueError):
            return LinkStatus("failing", f"{url.host} does not answer in HTTP")
        except OSError as error:
            words = f"{url.host}: {(error.strerror or str(error) or 'no answer').lower()}"
            return LinkStatus("failing", words, whole_host=True, no_network=error.errno in _NETWORK_ERRORS)
        return response

    def _request(self, method: str, url: "_Url", first: "_Url") -> HttpResponse:
        # A redirect to a private host is not followed even where that host is allowed: the link does not name it.
        allowed = url.host in self._allowed and url.host == first.host
        self._wait(url.host)
        addresses = permitted_addresses(url.host, url.port, resolve=self._resolve, allowed=allowed)
        context = self._context if url.scheme == "https" else None
        connection = _Connection(url, addresses, context, self._time_limit)
        with _time_limited(self._time_limit, connection):
            connection.request(method, url.path, headers={"User-Agent": AGENT, "Accept": "*/*"})
            response = connection.getresponse()
            # The body is not read: whether the page is there is all that is asked.
            return HttpResponse(response.status, response.getheader("Location") or "")


class _Connection(HTTPConnection):
    """A connection to addresses that were tested before; the name only goes into the request."""

    def __init__(
        self, url: _Url, addresses: Sequence[str], context: ssl.SSLContext | None, seconds: float
    ) -> None:
        super().__init__(url.host, url.port, timeout=seconds)
        self.default_port = 443 if context else 80
        self._addresses = addresses
        self._tls = context
        self.late = False

    def connect(self) -> None:
        """Connect to the first address that answers."""
        failed: OSError | None = None
        for address in self._addresses:
            try:
                self.sock: Any = socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                failed = error
                if self.late:
                    break
                continue
            if self._tls:
                self.sock = self._tls.wrap_socket(
                    self.sock, server_hostname=self.host, do_handshake_on_connect=False
                )
                self.sock.do_handshake()
            return
        raise failed or OSError("it has no address")

    def hang_up(self) -> None:
        """End the connection from another thread."""
        self.late = True
        if self.sock:
            with suppress(OSError):
                # Of the plain socket: that of a secure one would say goodbye first, and wait for an answer.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _time_limited(seconds: float, connection: _Connection) -> Iterator[None]:
    """End a request after a number of seconds, even where the host sends a byte now and then."""
    timer = threading.Timer(seconds, connection.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
        if connection.late:
            raise TimeoutError(f"no answer in {seconds:g} seconds")
    except (OSError, HTTPException, ValueError) as error:
        if connection.late:
            raise TimeoutError(f"no answer in {seconds:g} seconds") from error
        raise
    finally:
        timer.cancel()
        connection.close()


def _parse_url(url: str) -> _Url:
    """Parse an address. Raises HostRefusedError for what is not one of the web."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (
            (parts.hostname or "")
            .encode("ascii" if (parts.hostname or "").isascii() else "idna")
            .decode("ascii")
        )
    except (ValueError, UnicodeError) as error:
        raise HostRefusedError("it is not an address") from error
    if parts.scheme not in ("http", "https"):
        raise HostRefusedError(f"{parts.scheme or 'it'} is not http or https")
    if not host:
        raise HostRefusedError("it names no host")
    path = quote(parts.path or "/", safe=_UNQUOTED) + (
        f"?{quote(parts.query, safe=_UNQUOTED)}" if parts.query else ""
    )
    return _Url(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def _redirect_target(here: str, location: str) -> str:
    """Resolve the address of a redirect, which may be relative and in any encoding."""
    try:
        words = location.encode("latin-1").decode("utf-8", "replace")
        joined = urljoin(here, words).partition("#")[0]
    except ValueError as error:
        raise HostRefusedError("it redirects to what is not an address") from error
    if len(joined) > _MAX_URL_CHARACTERS:
        raise HostRefusedError(f"it redirects to an address of {len(joined):,} characters")
    return joined


def _status_of(status: int, moved: str) -> LinkStatus:
    words = f"{status} {responses.get(status, '')}".strip().lower()
    if status in _GONE:
        return LinkStatus("gone", words)
    if status in _UNCLEAR:
        return LinkStatus("unclear", words, whole_host=status in _BUSY)
    if status >= 300:
        return LinkStatus("failing", words)
    return LinkStatus("moved", words, moved) if moved else LinkStatus("well", words)

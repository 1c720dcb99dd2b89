"""Ask one link: a HEAD request, a GET where the host does not answer that, and the redirects that follow."""

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
from site_builder.checking.answers import Answer
from site_builder.checking.hosts import RefusedError, Resolve, addresses_to_ask, resolve

AGENT = f"site-builder/{__version__} (checks the links of an archive, one request per second)"
TIME_LIMIT = 10.0
"""Seconds one request may take, however the host spends them."""
MOST_REDIRECTS = 5
_FOREVER = (301, 308)
_REDIRECTS = (*_FOREVER, 302, 303, 307)
_GONE = (404, 410)
_GUARDED = (401, 402, 403, 405, 406, 407, 418, 429, 451, 503, 999)
"""What hosts say to programs about pages that people may well see."""
_PATIENCE = (429, 503)
_LONGEST = 2000
"""Characters of an address that is followed and shown."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"


class Reply(NamedTuple):
    """What a host said."""

    status: int
    location: str


class _Place(NamedTuple):
    """An address taken apart; names of users in it are dropped."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self[:3]


class Asker:
    """Asks links; where names lead, how to wait and which private hosts are allowed are arguments."""

    def __init__(
        self,
        *,
        wait: Callable[[str], None],
        allowed: frozenset[str] = frozenset(),
        resolve: Resolve = resolve,
        time_limit: float = TIME_LIMIT,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Take `wait`, which returns when a host may be asked again, and the hosts the owner allows.

        `context` says whose certificates are trusted; without it those that the system trusts.
        """
        self._wait = wait
        self._allowed = allowed
        self._resolve = resolve
        self._time_limit = time_limit
        self._context = context or ssl.create_default_context()

    def ask(self, url: str) -> Answer:
        """Ask a link; whatever goes wrong is the answer."""
        try:
            return self._follow(url)
        except RefusedError as error:
            return Answer("refused", str(error))

    def _follow(self, url: str) -> Answer:
        own = _place(url)
        here, moved, for_good = own, "", True
        for hop in range(MOST_REDIRECTS + 1):
            try:
                reply = self._reply(here, own)
            except RefusedError as error:
                raise RefusedError(
                    f"it redirects to {here.host}, and {error}" if hop else str(error)
                ) from error
            if isinstance(reply, Answer):
                # What is wrong with the host of a redirect says nothing about the other links.
                return (
                    reply if here.origin == own.origin else msgspec.structs.replace(reply, whole_host=False)
                )
            if reply.status not in _REDIRECTS or not reply.location:
                return _judged(reply.status, moved)
            url = _joined(url, reply.location)
            here = _place(url)
            for_good = for_good and reply.status in _FOREVER
            if for_good:
                moved = url
        return Answer("failing", f"it redirects more than {MOST_REDIRECTS} times")

    def _reply(self, place: "_Place", own: "_Place") -> Reply | Answer:
        """Give what a host says, or the answer that follows from its saying nothing."""
        try:
            try:
                reply = self._request("HEAD", place, own)
            except HTTPException:
                # Some hosts hang up when asked for less than a page.
                reply = Reply(400, "")
            if reply.status >= 400 and reply.status not in _PATIENCE:
                reply = self._request("GET", place, own)
        except socket.gaierror:
            return Answer("failing", f"{place.host} is not known", whole_host=True)
        except ssl.SSLError as error:
            words = getattr(error, "verify_message", "") or error.reason or "no secure connection"
            return Answer("failing", f"{place.host}: {words.lower().replace('_', ' ')}", whole_host=True)
        except (HTTPException, ValueError):
            return Answer("failing", f"{place.host} does not answer in HTTP")
        except OSError as error:
            words = (error.strerror or str(error) or "no answer").lower()
            return Answer("failing", f"{place.host}: {words}", whole_host=True)
        return reply

    def _request(self, method: str, place: _Place, own: _Place) -> Reply:
        # A redirect to a private host is not followed even where that host is allowed: the link does not name it.
        allowed = place.host in self._allowed and place.host == own.host
        self._wait(place.host)
        addresses = addresses_to_ask(place.host, place.port, resolve=self._resolve, allowed=allowed)
        connection = _Connection(
            place, addresses, self._context if place.scheme == "https" else None, self._time_limit
        )
        with _ended_after(self._time_limit, connection):
            connection.request(method, place.path, headers={"User-Agent": AGENT, "Accept": "*/*"})
            response = connection.getresponse()
            # The body is not read: whether the page is there is all that is asked.
            return Reply(response.status, response.getheader("Location") or "")


class _Connection(HTTPConnection):
    """A connection to addresses that were judged before; the name is only what is asked for."""

    def __init__(
        self, place: _Place, addresses: Sequence[str], context: ssl.SSLContext | None, seconds: float
    ) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
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
def _ended_after(seconds: float, connection: _Connection) -> Iterator[None]:
    """Keep a host that sends a byte now and then from taking all day."""
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


def _place(url: str) -> _Place:
    """Take an address apart. Raises RefusedError for what is not one of the web."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (
            (parts.hostname or "")
            .encode("ascii" if (parts.hostname or "").isascii() else "idna")
            .decode("ascii")
        )
    except (ValueError, UnicodeError) as error:
        raise RefusedError("it is not an address") from error
    if parts.scheme not in ("http", "https"):
        raise RefusedError(f"{parts.scheme or 'it'} is not http or https")
    if not host:
        raise RefusedError("it names no host")
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    return _Place(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def _joined(here: str, location: str) -> str:
    """Follow a redirect, whose address may be relative and in any encoding."""
    try:
        words = location.encode("latin-1").decode("utf-8", "replace")
        joined = urljoin(here, words).partition("#")[0]
    except ValueError as error:
        raise RefusedError("it redirects to what is not an address") from error
    if len(joined) > _LONGEST:
        raise RefusedError(f"it redirects to an address of {len(joined):,} characters")
    return joined


def _judged(status: int, moved: str) -> Answer:
    words = f"{status} {responses.get(status, '')}".strip().lower()
    if status in _GONE:
        return Answer("gone", words)
    if status in _GUARDED:
        return Answer("unclear", words, whole_host=status in _PATIENCE)
    if status >= 300:
        return Answer("failing", words)
    return Answer("moved", words, moved) if moved else Answer("well", words)

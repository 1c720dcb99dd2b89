"""Requests and responses of HTTP as values; no sockets here."""

import re
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import h11
import msgspec

HEAD_BYTES = 65_536
"""Bytes the first line and the headers of a request may have."""

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEADERS = 100
"""Headers a request may have."""

SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)
"""Headers of every response."""


class RefusedError(Exception):
    """A request that is not answered but with a status and a reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request, whole."""

    method: str
    path: str
    """Decoded, with a slash at the start."""
    query: str
    headers: dict[str, str]
    """By name in lower case."""
    peer: str
    """Address of whoever asks."""
    body: bytes = b""


class Response(msgspec.Struct, frozen=True):
    """What is sent back; headers that are the same for all responses are added when it is sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def reason(self) -> bytes:
        """The words beside the status."""
        return HTTPStatus(self.status).phrase.encode()


def parse_request(event: h11.Request, peer: str) -> tuple[Request, int]:
    """Parse the head of a request, and return the bytes of its body beside it.

    Raises RefusedError for what no browser sends.
    """
    if event.http_version not in (b"1.0", b"1.1"):
        raise RefusedError(505, "this is not a request of HTTP/1.1")
    if len(event.headers) > _HEADERS:
        raise RefusedError(431, "too many headers")
    headers: dict[str, str] = {}
    for name, value in event.headers:
        key, text = name.decode("ascii"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    if "transfer-encoding" in headers:
        raise RefusedError(501, "send the body with a Content-Length")
    path, _, query = event.target.decode("ascii").partition("?")
    request = Request(
        method=event.method.decode("ascii"), path=_path(path), query=query, headers=headers, peer=peer
    )
    return request, int(headers.get("content-length", "0"))


def _path(target: str) -> str:
    if not target.startswith("/"):
        raise RefusedError(400, "the address is not a path")
    try:
        path = unquote_to_bytes(target.partition("#")[0]).decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(404, "there is no such page") from None
    if any(each < " " or each in "\\\x7f" for each in path):
        raise RefusedError(404, "there is no such page")
    return path


def content(request: Request, data: bytes, *, content_type: str, digest: str, status: int = 200) -> Response:
    """Respond with bytes: whole, in part, or by saying that they have not changed.

    `digest` changes whenever they do.
    """
    tag = f'"{digest}"'
    headers = (("Content-Type", content_type), ("ETag", tag), ("Accept-Ranges", "bytes"))
    if status != HTTPStatus.OK:
        return Response(status, headers[:1], data)
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(304, headers[1:], b"")
    asked = request.headers.get("range", "")
    fresh = request.headers.get("if-range", tag) == tag
    # Several ranges in one request save nobody anything here, and can ask for a page a thousand times over.
    found = _RANGE.fullmatch(asked.replace(" ", "")) if fresh and request.method == "GET" else None
    if not found or not (found[1] or found[2]):
        return Response(200, headers, data)
    first, last = _span(found[1], found[2], len(data))
    if first >= last:
        return Response(416, (*headers[:1], ("Content-Range", f"bytes */{len(data)}")), b"")
    part = ("Content-Range", f"bytes {first}-{last - 1}/{len(data)}")
    return Response(206, (*headers, part), data[first:last])


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """Return where a range begins and ends, the end excluded."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


def redirect(place: str) -> Response:
    """Send the browser to another address of this site."""
    return Response(301, (("Location", place), ("Content-Type", "text/plain; charset=utf-8")), b"")


def refusal(status: int, reason: str) -> Response:
    """Respond with the reason why a request is refused."""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/plain; charset=utf-8"),)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = (*headers, ("Allow", "GET, HEAD"))
    return Response(status, headers, f"{status} {HTTPStatus(status).phrase}: {reason}\n".encode())

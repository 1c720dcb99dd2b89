"""Take requests apart and put answers together; no sockets here."""

import re
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import msgspec

HEAD_BYTES = 65_536
"""Bytes the first line and the headers of a request may have."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIRST = re.compile(r"([A-Z]{1,20}) ([!-~]+) HTTP/1\.([01])")
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEADERS = 100

PROTECTION = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)
"""Headers of every answer."""


class RefusedError(Exception):
    """A request that is not answered but with a status and a reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a request, and its body where it has one."""

    method: str
    path: str
    """Decoded, with a slash at the start."""
    query: str
    headers: dict[str, str]
    """By name in lower case."""
    keep_alive: bool
    peer: str = ""
    """Address of whoever asks."""
    body: bytes = b""

    @property
    def length(self) -> int:
        """Bytes of the body. Raises RefusedError where that cannot be told."""
        if "transfer-encoding" in self.headers:
            raise RefusedError(501, "send the body with a Content-Length")
        found = self.headers.get("content-length", "0")
        if not (found.isascii() and found.isdecimal()):
            raise RefusedError(400, "Content-Length is not a number")
        return int(found[:12])


class Answer(msgspec.Struct, frozen=True):
    """What is sent back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def encoded(self, *, close: bool, bare: bool = False) -> bytes:
        """Give the bytes for the wire; `bare` leaves the body out, as HEAD asks."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in (*self.headers, *PROTECTION)]
        if self.status != HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {len(self.body)}")
        lines.append(f"Connection: {'close' if close else 'keep-alive'}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        return head if bare else head + self.body


def parse_head(head: bytes) -> Request:
    """Read the head of a request. Raises RefusedError for what no browser sends."""
    lines = head.decode("latin-1").split("\r\n")
    first = _FIRST.fullmatch(lines[0])
    if not first:
        raise RefusedError(400, "this is not a request of HTTP/1.1")
    method, target, minor = first.groups()
    headers: dict[str, str] = {}
    for line in filter(None, lines[1:]):
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or not _TOKEN.fullmatch(name) or "\r" in value or "\n" in value or "\0" in value:
            raise RefusedError(400, "a header cannot be read")
        if name in headers and name in ("host", "content-length", "origin"):
            raise RefusedError(400, f"{name} is given twice")
        headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
        if len(headers) > _HEADERS:
            raise RefusedError(431, "too many headers")
    asked = headers.get("connection", "").lower()
    path, _, query = target.partition("?")
    return Request(
        method=method,
        path=_path(path),
        query=query,
        headers=headers,
        keep_alive="close" not in asked and (minor == "1" or "keep-alive" in asked),
    )


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


def content(request: Request, data: bytes, *, kind: str, digest: str, status: int = 200) -> Answer:
    """Answer with bytes: whole, in part, or by saying that they have not changed.

    `kind` is their type, `digest` changes whenever they do.
    """
    tag = f'"{digest}"'
    headers = (("Content-Type", kind), ("ETag", tag), ("Accept-Ranges", "bytes"))
    if status != HTTPStatus.OK:
        return Answer(status, headers[:1], data)
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Answer(304, headers[1:], b"")
    asked = request.headers.get("range", "")
    fresh = request.headers.get("if-range", tag) == tag
    # Several ranges in one request save nobody anything here, and can ask for a page a thousand times over.
    found = _RANGE.fullmatch(asked.replace(" ", "")) if fresh and request.method == "GET" else None
    if not found or not (found[1] or found[2]):
        return Answer(200, headers, data)
    first, last = _span(found[1], found[2], len(data))
    if first >= last:
        return Answer(416, (*headers[:1], ("Content-Range", f"bytes */{len(data)}")), b"")
    part = ("Content-Range", f"bytes {first}-{last - 1}/{len(data)}")
    return Answer(206, (*headers, part), data[first:last])


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """Give where a range begins and ends, the end excluded."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


def redirect(place: str) -> Answer:
    """Send the browser to another address of this site."""
    return Answer(301, (("Location", place), ("Content-Type", "text/plain; charset=utf-8")), b"")


def refusal(status: int, reason: str) -> Answer:
    """Say why a request is not answered."""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/plain; charset=utf-8"),)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = (*headers, ("Allow", "GET, HEAD"))
    return Answer(status, headers, f"{status} {HTTPStatus(status).phrase}: {reason}\n".encode())


_KINDS = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "wasm": "application/wasm",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "bib": "text/plain; charset=utf-8",
    "ris": "application/x-research-info-systems",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
}


def content_type_of(path: str) -> str:
    """Give the content type of a file by its name; the tables of the machine are not asked."""
    if path.endswith("feed.xml"):
        return "application/atom+xml"
    return _KINDS.get(path.rpartition(".")[2].lower(), "application/octet-stream")

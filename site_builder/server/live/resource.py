"""What stands at an address: bytes, their type, and a digest that changes whenever they do."""

import hashlib
import html

import msgspec

from site_builder.model import SiteError


class Resource(msgspec.Struct, frozen=True):
    """What stands at an address."""

    status: int
    content_type: str
    data: bytes
    digest: str


def as_resource(data: bytes, content_type: str, *, status: int = 200) -> Resource:
    """Make the resource of some bytes."""
    return Resource(status, content_type, data, hashlib.blake2b(data, digest_size=12).hexdigest())


def plain_page(title: str, text: str, *, status: int) -> Resource:
    """Make a page that needs no template, for when there is none in order."""
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n"))
    title = html.escape(title)
    whole = (
        f"<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<title>{title}</title>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
    return as_resource(whole.encode(), "text/html; charset=utf-8", status=status)


def broken_page(error: SiteError) -> Resource:
    """Make a page that says why there is no other one."""
    return plain_page("This page cannot be made", f"{error.message}\n{error.hint}", status=500)

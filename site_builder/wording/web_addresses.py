"""Web addresses: the one behind the wrapper of a web archive, and the host that published a page."""

import re
from urllib.parse import unquote, urlsplit

from site_builder.lazy_patterns import lazy_pattern

_ARCHIVED = lazy_pattern(
    r"https?://(?:web\.archive\.org/(?:web|save)/(?:\d{1,14}[a-z_]{0,4}|\*)?/?"
    r"|(?:www\.)?archive\.(?:today|ph|is|li|vn|md|fo|org)/(?:wayback/|o/\w+/|\d{8,14}(?:[.-]\d+)*/|newest/|oldest/)?"
    r"|r\.jina\.ai/|12ft\.io/(?:proxy\?q=)?|webcache\.googleusercontent\.com/search\?q=cache:(?:[\w-]{0,20}:)?"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp/s/|translate\.google\.[a-z.]{2,6}/translate\?(?:\w+=[\w-]*&)*u="
    r"|[\w-]+\.cdn\.ampproject\.org/[cv]/s/)(?=https?:|www\.|[\w-]+\.[a-z]|https?%3a)",
    re.IGNORECASE,
)
_ARCHIVE_HOST = lazy_pattern(
    r"(?:web\.)?archive\.(?:org|today|ph|is|li|vn|md|fo)|webcache\.googleusercontent\.com|r\.jina\.ai|12ft\.io"
    r"|perma\.cc|(?:omnivore|readwise)\.(?:app|io)|getpocket\.com|(?:www\.)?instapaper\.com|localhost|[\d.:]+",
    re.IGNORECASE,
)
_MOVED_HOST = lazy_pattern(r"\A(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.[^.])")
_WRAPPERS = 4
"""Wrappers around one address, at most."""


def unwrap_address(address: str) -> str:
    """Return the address behind the wrappers of web archives, caches and translators."""
    for _ in range(_WRAPPERS):
        wrapper = _ARCHIVED.match(address)
        if wrapper is None:
            break
        address = address[wrapper.end() :]
        address = unquote(address) if "%3a" in address[:9].lower() else address
        if not re.match(r"https?:", address):
            address = f"https://{address}"
        # Wayback's short form has lost a slash: `https:/host`.
        address = re.sub(r"\A(https?:)/(?!/)", r"\1//", address)
    return address


def publishing_host(address: str) -> str:
    """Return the host of the outlet at an address, without `www.` and the like; empty for archives and services."""
    try:
        host = (urlsplit(unwrap_address(address)).hostname or "").rstrip(".")
    except ValueError:
        return ""
    host = _MOVED_HOST.sub("", host)
    return "" if "." not in host or _ARCHIVE_HOST.fullmatch(host) else host

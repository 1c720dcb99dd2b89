"""Distinguish foreign addresses from all others, and write links to them."""

import re
from functools import lru_cache
from urllib.parse import unquote

import nh3
from markdown_it.common.utils import escapeHtml

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording import show_controls

REL = "nofollow noopener noreferrer external"
SCHEMES = frozenset({"http", "https", "ftp", "mailto"})
# Addresses that every parser agrees on; odder ones are judged by the sanitiser's own parser.
_PLAIN_URL = lazy_pattern(
    r"(?:https?|ftp)://(?!\S*xn--)(?:[a-z0-9_\-]+\.)*[a-z][a-z0-9_\-]*(?::[0-9]{1,4})?(?:[/?#]|\Z)",
    re.IGNORECASE,
)
_FOREIGN = lazy_pattern(r"(?:https?|ftp)://[^/?#]|mailto:[^?]", re.IGNORECASE)


# What is longer is not worth the memory.
_REMEMBERED = 1000


def link_tags(href: str, title: str) -> tuple[str, str]:
    """Return the tags around a link's text: of a link to a foreign address, of a mere span with a tooltip to others."""
    return _remembered(href, title) if len(href) + len(title) <= _REMEMBERED else _link_tags(href, title)


def _link_tags(href: str, title: str) -> tuple[str, str]:
    if is_foreign(href):
        tip = f' title="{escapeHtml(title)}"' if title else ""
        return f'<a href="{escapeHtml(href)}"{tip} rel="{REL}">', "</a>"
    # A bare `#` is what converters leave of a link that led nowhere.
    led = "" if href == "#" else href
    tip = f"{title}: {led}" if title and led else title or led
    return (f'<span title="{escapeHtml(tip)}">' if tip else "<span>"), "</span>"


def internal_link_tags(address: str, title: str) -> tuple[str, str]:
    """Return the tags around the text of a link to a page or a file of the site."""
    tip = f' title="{escapeHtml(title)}"' if title else ""
    return f'<a href="{address}"{tip}>', "</a>"


_remembered = lru_cache(maxsize=8192)(_link_tags)


def is_foreign(href: str) -> bool:
    """Return whether an address leads out of the site, by a scheme that runs nothing."""
    if _PLAIN_URL.match(href):
        return True
    if not _FOREIGN.match(href):
        return False
    return "href" in nh3.clean(
        f'<a href="{escapeHtml(href)}"></a>', attributes={"a": {"href"}}, url_schemes=set(SCHEMES)
    )


def host(address: str) -> str:
    """Return the host of a foreign address, without `www.`."""
    return show_controls(re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0]).removeprefix("www.")


def file_name(source: str) -> str:
    """Name an image that nobody described."""
    path = re.split(r"[?#]", source, maxsplit=1)[0].rstrip("/")
    name = show_controls(unquote(path.rpartition("/")[2]))
    return name if name and len(name) <= 80 and source[:5].lower() != "data:" else "image"

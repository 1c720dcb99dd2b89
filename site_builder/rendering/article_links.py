"""Links from one article of the archive to another, and to a part of an article."""

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Relations
from site_builder.rendering.anchors import PREFIX, fragment_id
from site_builder.rendering.foreign_links import REL, internal_link_tags
from site_builder.wording import address_key

INTERNAL = lazy_pattern(rf"(?:(?:\.\./)*(?:[a-z0-9_\-]+/)*index\.html)?(?:#{PREFIX}[a-z0-9\-]+)?")
"""The shape of every address of a link between articles."""


class ArticleLink(NamedTuple):
    """Where a link leads in the archive."""

    href: str
    """Relative to the page of the article that has the link."""
    is_copy: bool
    """Whether the article wrote the address of the original of which this is the copy."""


FindLink = Callable[[str], ArticleLink | None]
"""Returns where the target of a link leads in the archive, or None where it leads to no article."""


def no_links(target: str) -> ArticleLink | None:
    """Return None, for articles whose links lead to no other."""
    return None


def link_finder(address: str, relations: Relations, fragments: Mapping[str, str]) -> FindLink:
    """Return the function that finds the links of the article at an address.

    `fragments` has the ids of its own parts by target: `#heading`.
    """

    def find(target: str) -> ArticleLink | None:
        if target in fragments:
            return ArticleLink(f"#{fragments[target]}", is_copy=False)
        path, _, fragment = target.partition("#")
        if path in relations.links:
            return ArticleLink(
                _way(address, relations.links[path]) + _fragment(path, fragment), is_copy=False
            )
        if relations.originals and target[:4].lower() == "http":
            copy = relations.originals.get(address_key(target))
            if copy:
                return ArticleLink(_way(address, copy), is_copy=True)
        return None

    return find


def article_tags(link: ArticleLink, target: str, title: str) -> tuple[str, str]:
    """Return the tags around the text of a link to an article; where it is a copy, the original stands behind it.

    The link to the original has no text of its own, so that the words of the article stay as they are.
    """
    if not link.is_copy:
        return internal_link_tags(link.href, title)
    tip = escapeHtml(f"{title}: in this archive" if title else "In this archive")
    beside = f'<a class="md-original" href="{escapeHtml(target)}" rel="{REL}" aria-label="The original"></a>'
    return f'<a class="md-copy" href="{link.href}" title="{tip}">', f"</a>{beside}"


def _way(address: str, target: str) -> str:
    return posixpath.relpath(f"{target}index.html", address)


def _fragment(path: str, fragment: str) -> str:
    """Return the fragment that leads to a part of another article; nothing for the marks of blocks of Obsidian."""
    fragment = unquote(fragment)
    if not fragment or fragment[0] == "^":
        return ""
    if path.startswith("/") and re.fullmatch(rf"{PREFIX}[a-z0-9\-]+", fragment):
        return f"#{fragment}"
    return f"#{fragment_id(fragment)}"

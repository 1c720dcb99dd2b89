"""Resolve the targets of links on built pages: a file of the site, another host, or a place above the site."""

from urllib.parse import unquote, urlsplit

import msgspec

OUT = ".."
"""The path of a target above the site."""


class LinkTarget(msgspec.Struct, frozen=True, array_like=True):
    """A place in the site that a link leads to."""

    path: str
    """Site-relative, empty for the top of the site; OUT where it leads above it."""
    fragment: str = ""


class ExternalTarget(msgspec.Struct, frozen=True, array_like=True):
    """An address on another host, without its fragment."""

    url: str


def resolve_target(page: str, target: str, *, base_url: str) -> LinkTarget | ExternalTarget | None:
    """Resolve a link on a page of the site; None where its target is no place on the web.

    `page` is the site-relative path of the page, `base_url` what the site is published under, or empty.
    """
    try:
        parts = urlsplit(target)
        base = urlsplit(base_url)
    except ValueError:
        return LinkTarget(target)
    top = base.path.rstrip("/") + "/"
    fragment = unquote(parts.fragment).partition(":~:")[0]
    if parts.scheme not in ("", "http", "https"):
        return None
    if parts.netloc:
        if parts.netloc.lower() != base.netloc.lower() or not (parts.path.rstrip("/") + "/").startswith(top):
            return ExternalTarget(("" if parts.scheme else "https:") + target.partition("#")[0])
        return _inside("", unquote(parts.path[len(top) :]), fragment)
    if parts.path.startswith("/"):
        if not parts.path.startswith(top):
            return LinkTarget(OUT)
        return _inside("", unquote(parts.path[len(top) :]), fragment)
    if not parts.path:
        return LinkTarget(page, fragment)
    return _inside(page.rpartition("/")[0], unquote(parts.path), fragment)


def _inside(folder: str, path: str, fragment: str) -> LinkTarget:
    """Resolve a relative path against a folder of the site."""
    parts = folder.split("/") if folder else []
    for part in path.split("/")[:-1]:
        if part == "..":
            if not parts:
                return LinkTarget(OUT)
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    last = path.rpartition("/")[2]
    if last in (".", ".."):
        return _inside(folder, path + "/", fragment)
    return LinkTarget("/".join([*parts, last]), fragment)


def find_served_file(target: LinkTarget, files: frozenset[str]) -> str | None:
    """Find the file that a static host would serve, or None."""
    if target.path in files:
        return target.path
    index = f"{target.path.rstrip('/')}/index.html".lstrip("/")
    return index if target.path != OUT and index in files else None

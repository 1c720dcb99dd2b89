"""Settle where an address on a built page leads: to a file of the site, to another host, or out of the site."""

from urllib.parse import unquote, urlsplit

import msgspec

OUT = ".."
"""The path of a goal that lies above the site."""


class Goal(msgspec.Struct, frozen=True, array_like=True):
    """Where an address leads."""

    path: str
    """Site-relative, empty for the top of the site; OUT where it leads above it."""
    fragment: str = ""


class Elsewhere(msgspec.Struct, frozen=True, array_like=True):
    """An address on another host, without its fragment."""

    url: str


def goal_of(page: str, target: str, *, base_url: str) -> Goal | Elsewhere | None:
    """Settle where an address on a page of the site leads; None where it is no place on the web.

    `page` is the site-relative path of the page, `base_url` what the site is published under, or empty.
    """
    try:
        parts = urlsplit(target)
        base = urlsplit(base_url)
    except ValueError:
        return Goal(target)
    top = base.path.rstrip("/") + "/"
    fragment = unquote(parts.fragment).partition(":~:")[0]
    if parts.scheme not in ("", "http", "https"):
        return None
    if parts.netloc:
        if parts.netloc.lower() != base.netloc.lower() or not (parts.path.rstrip("/") + "/").startswith(top):
            return Elsewhere(("" if parts.scheme else "https:") + target.partition("#")[0])
        return _inside("", unquote(parts.path[len(top) :]), fragment)
    if parts.path.startswith("/"):
        if not parts.path.startswith(top):
            return Goal(OUT)
        return _inside("", unquote(parts.path[len(top) :]), fragment)
    if not parts.path:
        return Goal(page, fragment)
    return _inside(page.rpartition("/")[0], unquote(parts.path), fragment)


def _inside(folder: str, path: str, fragment: str) -> Goal:
    """Follow a path from a folder of the site."""
    found = folder.split("/") if folder else []
    for part in path.split("/")[:-1]:
        if part == "..":
            if not found:
                return Goal(OUT)
            found.pop()
        elif part not in ("", "."):
            found.append(part)
    last = path.rpartition("/")[2]
    if last in (".", ".."):
        return _inside(folder, path + "/", fragment)
    return Goal("/".join([*found, last]), fragment)


def file_of(goal: Goal, files: frozenset[str]) -> str | None:
    """Give the file that a static host answers with, or None where there is none."""
    if goal.path in files:
        return goal.path
    index = f"{goal.path.rstrip('/')}/index.html".lstrip("/")
    return index if goal.path != OUT and index in files else None

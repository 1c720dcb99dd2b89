"""Links on the way to files, so that edits behind them are seen."""

import os
from collections.abc import Mapping

from site_builder.disk import NOTES, Stamp, native_path

_MOST_LINKS = 40
"""Links on the way to one file, as Linux counts them."""

LinkedSources = Mapping[str, frozenset[str]]
"""Paths of sources that are links, by each place on the way to their bytes."""


def places_on_the_way(path: str) -> tuple[list[str], str]:
    """List the links that lead to a path, each named without links above it, and return where they end.

    `site/content` may be a link, lie in a folder that is one, or be a link to a link.
    """
    if os.name != "posix":
        return [], os.path.realpath(path)
    links: list[str] = []
    here = os.sep
    rest = os.path.join(os.getcwd(), path).split(os.sep)[::-1]
    while rest and len(links) < _MOST_LINKS:
        part = rest.pop()
        if part == "..":
            here = os.path.dirname(here)
        elif part not in ("", "."):
            place = os.path.join(here, part)
            try:
                target = os.readlink(place)
            except OSError:
                here = place
                continue
            links.append(place)
            here = os.sep if target.startswith(os.sep) else here
            rest += target.split(os.sep)[::-1]
    return links, os.path.join(here, *(part for part in reversed(rest) if part))


def linked_sources(content: str, stamps: Mapping[str, Stamp]) -> LinkedSources:
    """Find the sources, and the notes beside them, that are links; `content` is a folder with no link above it."""
    sources: dict[str, frozenset[str]] = {}
    for path, stamp in stamps.items():
        names = (path, path.rpartition(".")[0] + NOTES) if stamp.notes else (path,)
        for name in names:
            place = os.path.join(content, native_path(name))
            if os.path.islink(place):
                links, end = places_on_the_way(place)
                for each in (*links[1:], end):
                    sources[each] = sources.get(each, frozenset()) | {name}
    return sources

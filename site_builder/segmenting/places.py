"""Name what speaks for a role in the place of a block among the others."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from site_builder.segmenting.company import company_signals, lead_signals
from site_builder.segmenting.kinship import (
    author_signals,
    authors_of,
    caption_signals,
    repeats,
    title_signals,
)
from site_builder.segmenting.surface import Surface

_NEAR = (1, 2, 3, 4, 6, 10, 16)
_SHARES = (0.001, 0.03, 0.1, 0.25, 0.5, 0.8)
_FAR = 99
_REACH = 12
"""Blocks that a heading or lead-in governs, at most."""

_PLACED = ("only", "says at", "early", "opens saying")
"""Signals of phrases that mean more in one part of the article than in another."""

_MARKS = frozenset({"related", "share", "comments", "copyright", "newsletter", "popular"})
"""Furniture that, once seen, makes more of it likely."""


_FROM_TOP = tuple(f"from top {step}" for step in range(len(_NEAR) + 1))
_FROM_END = tuple(f"from end {step}" for step in range(len(_NEAR) + 1))
_SINCE = tuple(f"since prose {step}" for step in range(len(_NEAR) + 1))
_UNTIL = tuple(f"until prose {step}" for step in range(len(_NEAR) + 1))
_TENTH = tuple(f"tenth {step}" for step in range(11))
_LEFT = tuple(f"prose left {step}" for step in range(len(_SHARES) + 1))
_PASSED = tuple(f"prose passed {step}" for step in range(len(_SHARES) + 1))
_DATES = tuple(f"dates around {step}" for step in range(4))
_ZONES = ("before title", "title place", "head", "core", "tail")
_LINKED = ("linked", "part", "plain")
_PLACE = {
    (zone, size, linked): (zone, f"{zone}/{size}/{linked}")
    for zone in _ZONES
    for size in range(6)
    for linked in _LINKED
}
_GAP = {
    (gap, size, linked): f"gap {gap}/{size}/{linked}"
    for gap in range(5)
    for size in range(6)
    for linked in _LINKED
}
_LINKS_AROUND = tuple(tuple(f"linked around {many}/{size}" for size in range(6)) for many in range(10))
_PROSE_AROUND = tuple(tuple(f"prose around {many}/{size}" for size in range(6)) for many in range(10))
_AFTER_TITLE = {
    (after, size): (f"after title {after}", f"after title {after}/{size}")
    for after in range(-3, 7)
    for size in range(6)
}


class Layout(NamedTuple):
    """What an article's blocks look like as a whole."""

    surfaces: Sequence[Surface]
    phrases: Sequence[Sequence[str]]
    title: int
    """Index of the heading that is most likely the title, or -1."""
    first: int
    """Index of the first block of running text; the number of blocks where there is none."""
    last: int
    """Index of the last block of running text, or -1."""
    passed: list[int]
    """Words of running text before each block, and at the end."""
    linked: list[int]
    """Blocks of links or images before each block, and at the end."""
    prose: list[int]
    """Blocks of running text before each block, and at the end."""
    dated: list[int]
    """Blocks that are mostly a date before each block, and at the end."""
    since: list[int]
    """Blocks since running text."""
    until: list[int]
    """Blocks until running text."""


def place_signals(surfaces: Sequence[Surface], phrases: Sequence[Sequence[str]]) -> list[list[str]]:
    """List, for each block, the names of the signals in its place; `phrases` are its phrase signals."""
    layout = _lay_out(surfaces, phrases)
    words = surfaces[layout.title].vocabulary if layout.title >= 0 else frozenset[str]()
    authors = authors_of(surfaces[: min(layout.first, 12)])
    above = _above(layout)
    alike = repeats(surfaces)
    company = company_signals(surfaces, first=layout.first, last=layout.last)
    rows = []
    for index, surface in enumerate(surfaces):
        zone, size, linked = _kind(layout, index)
        row = _position(layout, index, zone, size, linked)
        row += _looks(surface, phrases[index], zone, size, linked)
        row += author_signals(surface, authors, size, zone)
        row += caption_signals(surfaces, index)
        row += alike[index]
        row += company[index]
        if index == layout.first:
            until = layout.until[index + 1] if index < len(surfaces) - 1 else _FAR
            row += lead_signals(surfaces, index, prose=layout.prose[-1], words=layout.passed[-1], until=until)
        if index != layout.title:
            row += title_signals(surface, words)
        head, age, seen = above[index]
        if age < _REACH:
            row += [f"under {head}", f"under {head}/{min(age, 3)}", f"under {head}/{size}/{linked}"]
        row += seen
        rows.append(row)
    return rows


def _lay_out(surfaces: Sequence[Surface], phrases: Sequence[Sequence[str]]) -> Layout:
    prose = [index for index, surface in enumerate(surfaces) if surface.prose]
    since, until = [], []
    ahead = _FAR
    for surface in surfaces:
        since.append(ahead)
        ahead = 0 if surface.prose else ahead + 1
    ahead = _FAR
    for surface in reversed(surfaces):
        until.append(ahead)
        ahead = 1 if surface.prose else min(_FAR, ahead + 1)
    return Layout(
        surfaces,
        phrases,
        _title(surfaces),
        prose[0] if prose else len(surfaces),
        prose[-1] if prose else -1,
        [0, *accumulate(surface.count if surface.prose else 0 for surface in surfaces)],
        [0, *accumulate(surface.linked > 0.6 or surface.images > 0 for surface in surfaces)],
        [0, *accumulate(surface.prose for surface in surfaces)],
        [0, *accumulate(surface.dated > 0.3 for surface in surfaces)],
        since,
        until[::-1],
    )


def _title(surfaces: Sequence[Surface]) -> int:
    headings = [
        (surface.block.level, index)
        for index, surface in enumerate(surfaces[:40])
        if surface.block.level and surface.count >= 2
    ]
    return min(headings)[1] if headings else -1


def _kind(layout: Layout, index: int) -> tuple[str, int, str]:
    """Give the zone of a block, its size and how far it is links."""
    if index <= layout.title:
        zone = "before title" if index < layout.title else "title place"
    else:
        zone = "head" if index < layout.first else "tail" if index > layout.last else "core"
    surface = layout.surfaces[index]
    linked = "linked" if surface.linked > 0.6 else "part" if surface.linked > 0.15 else "plain"
    return zone, bisect_right((1, 3, 7, 15, 40), surface.count), linked


def _position(layout: Layout, index: int, zone: str, size: int, linked: str) -> list[str]:
    total = len(layout.surfaces)
    whole = max(1, layout.passed[-1])
    passed = layout.passed[index]
    left = layout.passed[-1] - layout.passed[index + 1]
    since, until = layout.since[index], layout.until[index]
    low, high = max(0, index - 4), min(total, index + 5)
    signals = [
        *_PLACE[zone, size, linked],
        _FROM_TOP[bisect_right(_NEAR, index)],
        _FROM_END[bisect_right(_NEAR, total - 1 - index)],
        _TENTH[10 * index // total],
        _LEFT[bisect_right(_SHARES, left / whole)],
        _PASSED[bisect_right(_SHARES, passed / whole)],
        _SINCE[bisect_right(_NEAR, since)],
        _UNTIL[bisect_right(_NEAR, until)],
        _GAP[bisect_right((2, 3, 5, 9), since + until), size, linked],
        _LINKS_AROUND[layout.linked[high] - layout.linked[low]][size],
        _PROSE_AROUND[layout.prose[high] - layout.prose[low]][size],
        _DATES[min(3, layout.dated[high] - layout.dated[low])],
    ]
    if layout.title >= 0:
        signals += _AFTER_TITLE[max(-3, min(6, index - layout.title)), size]
    return signals


def _looks(surface: Surface, phrases: Sequence[str], zone: str, size: int, linked: str) -> list[str]:
    """Join what a block looks like with where it stands."""
    signals = [f"{zone}/{surface.block.type}"]
    if surface.dates:
        signals += [f"dated {zone}", f"dated {zone}/{size}"]
    if surface.images:
        signals.append(f"image {zone}")
    if surface.block.level:
        signals.append(f"heading {zone}/{linked}")
    signals += [f"{name}@{zone}" for name in phrases if name.startswith(_PLACED)]
    if size <= 3 and surface.plain:
        end = surface.plain[-1]
        signals.append(f"{zone}/{size}/ends {end if end in '.:!?…' else 'bare'}")
        if surface.block.text[0] in "*_":
            signals.append(f"{zone}/{size}/marked")
    return signals


def _above(layout: Layout) -> list[tuple[str, int, list[str]]]:
    """List what stands above each block: the heading or lead-in that governs it and how far up, furniture seen."""
    rows: list[tuple[str, int, list[str]]] = []
    head, age = "", _REACH
    seen: dict[str, int] = {}
    for index, surface in enumerate(layout.surfaces):
        marks = [f"seen {mark}{'' if times < 3 else ' often'}" for mark, times in seen.items()]
        rows.append((head, age, marks))
        said = [name[10:] for name in layout.phrases[index] if name.startswith("only says ")]
        age += 1
        if surface.block.level or _leads_in(surface, said):
            head = min(said, default="heading" if surface.block.level else "lead-in")
            age = 0
        if index > layout.first and layout.since[index] > 0:
            for name in said:
                if name in _MARKS:
                    seen[name] = seen.get(name, 0) + 1
    return rows


def _leads_in(surface: Surface, said: Sequence[str]) -> bool:
    """Tell whether a lone short line governs what comes below it, as a heading does."""
    return 0 < surface.count <= 6 and bool(surface.words) and (bool(said) or surface.plain.endswith(":"))

"""Name what speaks for a role in the place of a block among the others."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from site_builder.segmenting.company import company_signals, lead_signals
from site_builder.segmenting.kinship import (
    author_signals,
    authors_of,
    caption_signals,
    title_signals,
)
from site_builder.segmenting.surface import Surface
from site_builder.segmenting.weights import Bundle, Signal

_NEAR = (1, 2, 3, 4, 6, 10, 16)
_SHARES = (0.001, 0.03, 0.1, 0.25, 0.5, 0.8)
_FAR = 99
_REACH = 12
"""Blocks that a heading or lead-in governs, at most."""

_MARKS = frozenset({"related", "share", "comments", "copyright", "newsletter", "popular"})
"""Furniture that, once seen, makes more of it likely."""


@cache
def _progress(tenth: int, passed: int, left: int) -> Bundle:
    """Say how far into the article a block stands."""
    return Bundle(f"tenth {tenth}", f"prose left {left}", f"prose passed {passed}")


@cache
def _ends(top: int, end: int) -> Bundle:
    return Bundle(f"from top {top}", f"from end {end}")


@cache
def _placed(zone: str, size: int, linked: str, kind: str, after: int | None) -> Bundle:
    """Say where a block stands; `after` is the number of blocks since the title."""
    names = [zone, f"{zone}/{size}/{linked}", f"{zone}/{kind}"]
    if after is not None:
        names += [f"after title {after}", f"after title {after}/{size}"]
    return Bundle(*names)


@cache
def _under(head: str, age: int, size: int, linked: str) -> Bundle:
    return Bundle(f"under {head}", f"under {head}/{age}", f"under {head}/{size}/{linked}")


class Layout(NamedTuple):
    """What an article's blocks look like as a whole."""

    surfaces: Sequence[Surface]
    said: Sequence[Sequence[str]]
    """Per block, the groups of phrases of which one is most of it."""
    title: int
    """Index of the heading that is most likely the title, or -1."""
    first: int
    """Index of the first block of running text; the number of blocks where there is none."""
    last: int
    """Index of the last block of running text, or -1."""
    passed: list[int]
    """Words of running text before each block, and at the end."""
    prose: list[int]
    """Indices of the blocks of running text."""


def place_signals(surfaces: Sequence[Surface], said: Sequence[Sequence[str]]) -> list[list[Signal]]:
    """List, for each block, the signals in its place; `said` are the groups whose phrases are most of it."""
    layout = _lay_out(surfaces, said)
    words = surfaces[layout.title].vocabulary if layout.title >= 0 else frozenset[str]()
    authors = authors_of(surfaces[: min(layout.first, 12)])
    above = _above(layout)
    company = company_signals(surfaces, first=layout.first, last=layout.last)
    rows = []
    for index, surface in enumerate(surfaces):
        zone, size, linked = _kind(layout, index)
        row = _position(layout, index, zone, size, linked)
        row += _looks(surface, zone, size, linked)
        row += author_signals(surface, authors, size, zone)
        row += caption_signals(surfaces, index)
        row += company[index]
        if index == layout.first:
            until = layout.prose[1] - index if len(layout.prose) > 1 else _FAR
            row += lead_signals(
                surfaces, index, prose=len(layout.prose), words=layout.passed[-1], until=until
            )
        if index != layout.title:
            row += title_signals(surface, words)
        head, age, seen = above[index]
        if age < _REACH:
            row.append(_under(head, min(age, 3), size, linked))
        row += seen
        rows.append(row)
    return rows


def _lay_out(surfaces: Sequence[Surface], said: Sequence[Sequence[str]]) -> Layout:
    prose = [index for index, surface in enumerate(surfaces) if surface.prose]
    return Layout(
        surfaces,
        said,
        _title(surfaces),
        prose[0] if prose else len(surfaces),
        prose[-1] if prose else -1,
        [0, *accumulate(surface.count if surface.prose else 0 for surface in surfaces)],
        prose,
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


def _position(layout: Layout, index: int, zone: str, size: int, linked: str) -> list[Signal]:
    total = len(layout.surfaces)
    whole = max(1, layout.passed[-1])
    passed = layout.passed[index]
    left = layout.passed[-1] - layout.passed[index + 1]
    after = max(-3, min(6, index - layout.title)) if layout.title >= 0 else None
    return [
        _placed(zone, size, linked, layout.surfaces[index].block.type, after),
        _ends(bisect_right(_NEAR, index), bisect_right(_NEAR, total - 1 - index)),
        _progress(
            10 * index // total, bisect_right(_SHARES, passed / whole), bisect_right(_SHARES, left / whole)
        ),
    ]


def _looks(surface: Surface, zone: str, size: int, linked: str) -> list[str]:
    """Join what a block looks like with where it stands."""
    signals = []
    if surface.dates:
        signals += [f"dated {zone}", f"dated {zone}/{size}"]
    if surface.images:
        signals.append(f"image {zone}")
    if surface.block.level:
        signals.append(f"heading {zone}/{linked}")
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
        said = layout.said[index]
        age += 1
        if surface.block.level or _leads_in(surface, said):
            head = min(said, default="heading" if surface.block.level else "lead-in")
            age = 0
        if index > layout.first and not layout.surfaces[index - 1].prose:
            for name in said:
                if name in _MARKS:
                    seen[name] = seen.get(name, 0) + 1
    return rows


def _leads_in(surface: Surface, said: Sequence[str]) -> bool:
    """Tell whether a lone short line governs what comes below it, as a heading does."""
    return 0 < surface.count <= 6 and bool(surface.words) and (bool(said) or surface.plain.endswith(":"))

"""Name what speaks for a role in the shapes of a block's neighbours."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from site_builder.segmenting.surface import Surface

_AHEAD = (1, 2, 3, 4, 6, 10, 16)
_RATIOS = (0.4, 0.6, 0.8, 1.1, 1.6)
_LENGTHS = (22, 30, 40, 55, 80)
_MOST = 8


def shape(surface: Surface) -> str:
    """Say in one letter what a block looks like from afar."""
    if surface.block.level:
        return "H"
    if surface.images and surface.count <= 30:
        return "I"
    if not surface.words:
        return "R"
    if surface.block.type.endswith("list"):
        return "N" if surface.linked > 0.6 else "B"
    if surface.prose:
        return "P"
    if surface.dated > 0.3:
        return "D"
    if surface.linked > 0.6:
        return "L"
    return "S" if surface.count <= 6 else "M"


def company_signals(surfaces: Sequence[Surface], *, first: int, last: int) -> list[tuple[str, str, str]]:
    """List the shapes around each block; `first` and `last` are the ends of the running text."""
    shapes = ["^", "^", *map(shape, surfaces), "$", "$"]
    return [
        _named(
            "head" if index < first else "tail" if index > last else "core",
            "".join(shapes[index : index + 5]),
        )
        for index in range(len(surfaces))
    ]


@cache
def _named(zone: str, run: str) -> tuple[str, str, str]:
    return f"{zone} {run[1:4]}", f"{run[:2]}({run[2]})", f"({run[2]}){run[3:]}"


def lead_signals(surfaces: Sequence[Surface], index: int, *, prose: int, words: int, until: int) -> list[str]:
    """Look closer at the first block of running text, which may stand apart from the rest.

    `prose` and `words` are the blocks and words of running text in all, `until` the blocks until more of it.
    """
    surface = surfaces[index]
    rest = max(1, prose - 1)
    ratio = bisect_right(_RATIOS, surface.count / max(1.0, (words - surface.count) / rest))
    size = bisect_right(_LENGTHS, surface.count)
    text = surface.block.text.rstrip()
    end = "." if surface.plain[-1] in "。।۔" else surface.plain[-1]
    between = (
        f"{shape(surfaces[index - 1]) if index else '^'}"
        f"{shape(surfaces[index + 1]) if index + 1 < len(surfaces) else '$'}"
    )
    return [
        f"lead {size}",
        f"lead ratio {ratio}",
        f"lead {between}",
        f"lead {between}/{size}",
        f"lead until {bisect_right(_AHEAD, until)}",
        f"lead ends {end if end in '.:!?…' else 'bare'}",
        f"lead {text[:2]}{text[-1]}" if text[0] in "*_" else "lead plain",
        f"lead of {min(_MOST, rest)}",
    ]

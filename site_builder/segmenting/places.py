"""Name what speaks for a role in the place of a block among the others."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from site_builder.segmenting.surface import Surface

_NEAR = (1, 2, 3, 4, 6, 10, 16)


def place_signals(surfaces: Sequence[Surface], phrases: Sequence[Sequence[str]]) -> list[list[str]]:
    """List, for each block, the names of the signals in its place."""
    total = len(surfaces)
    title = _title(surfaces)
    title_words = set(surfaces[title].words) if title >= 0 else set()
    prose = [index for index, surface in enumerate(surfaces) if surface.prose]
    first, last = (prose[0], prose[-1]) if prose else (total, -1)
    weight = [surface.count if surface.prose else 0 for surface in surfaces]
    whole = max(1, sum(weight))
    seen: Counter[str] = Counter()
    shapes = [_shape(surface) for surface in surfaces]
    passed = 0
    since = 99
    until = _until(surfaces)
    rows: list[list[str]] = []
    head = ""
    head_age = 99
    for index, surface in enumerate(surfaces):
        left = whole - passed - weight[index]
        zone = (
            "before title"
            if index < title
            else "title place"
            if index == title
            else "head"
            if index < first
            else "tail"
            if index > last
            else "core"
        )
        n = bisect_right((1, 3, 7, 15, 40), surface.count)
        linked = "linked" if surface.linked > 0.6 else "part" if surface.linked > 0.15 else "plain"
        row = [
            zone,
            f"{zone}/{n}/{linked}",
            f"{zone}/{surface.block.type}",
            f"from top {bisect_right(_NEAR, index)}",
            f"from end {bisect_right(_NEAR, total - 1 - index)}",
            f"tenth {10 * index // total}",
            f"prose left {bisect_right((0.001, 0.03, 0.1, 0.25, 0.5, 0.8), left / whole)}",
            f"prose passed {bisect_right((0.001, 0.03, 0.1, 0.25, 0.5, 0.8), passed / whole)}",
            f"since prose {bisect_right(_NEAR, since)}",
            f"until prose {bisect_right(_NEAR, until[index])}",
            f"gap {bisect_right((2, 3, 5, 9), min(since + until[index], 99))}/{n}/{linked}",
        ]
        if title >= 0:
            row.append(f"after title {max(-3, min(6, index - title))}")
            row.append(f"after title {max(-3, min(6, index - title))}/{n}")
        if surface.dates:
            row.append(f"dated {zone}")
            row.append(f"dated {zone}/{n}")
        if surface.images:
            row.append(f"image {zone}")
        if surface.block.level:
            row.append(f"heading {zone}/{linked}")
        row.extend(f"{name}@{zone}" for name in phrases[index] if name.startswith(("only", "says at")))
        row += _title_signals(surface, title_words, index, title)
        row += _repeats(shapes, index)
        if head_age < 12:
            row.append(f"under {head}")
            row.append(f"under {head}/{min(head_age, 3)}")
            row.append(f"under {head}/{n}/{linked}")
        for mark, times in seen.items():
            row.append(f"seen {mark}{'' if times < 3 else ' often'}")
        rows.append(row)
        # A heading or a lone short line governs what comes below it.
        said = [name.removeprefix("only says ") for name in phrases[index] if name.startswith("only says ")]
        if surface.block.level or (
            surface.count <= 6 and surface.words and (said or surface.plain.endswith(":"))
        ):
            head = "+".join(sorted(said)[:1]) or ("heading" if surface.block.level else "lead-in")
            head_age = 0
        else:
            head_age += 1
        if since > 0 and index > first:
            for name in said:
                if name in ("related", "share", "comments", "copyright", "newsletter", "popular"):
                    seen[name] += 1
        if surface.prose:
            passed += weight[index]
            since = 0
        else:
            since += 1
    return rows


def _title(surfaces: Sequence[Surface]) -> int:
    """Find the heading that is most likely the title, or -1."""
    headings = [
        (surface.block.level, index)
        for index, surface in enumerate(surfaces[:40])
        if surface.block.level and surface.count >= 2
    ]
    return min(headings)[1] if headings else -1


def _until(surfaces: Sequence[Surface]) -> list[int]:
    ahead = 99
    rows = []
    for surface in reversed(surfaces):
        rows.append(ahead)
        ahead = 1 if surface.prose else min(99, ahead + 1)
    return rows[::-1]


def _title_signals(surface: Surface, title_words: set[str], index: int, title: int) -> list[str]:
    if not title_words or index == title or not surface.words:
        return []
    words = set(surface.words)
    common = len(words & title_words)
    if words == title_words:
        return ["same as title"]
    signals = []
    if len(title_words) >= 4 and common >= 0.8 * len(title_words):
        signals.append("holds title")
    own = bisect_right((0.01, 0.2, 0.4, 0.7), common / len(words))
    if surface.count <= 60:
        signals.append(f"title words {own}")
    return signals


def _shape(surface: Surface) -> tuple[str, int, bool, bool]:
    return (
        f"{surface.block.type}{surface.block.level}",
        bisect_right((1, 5, 18), surface.count),
        surface.linked > 0.6,
        surface.images > 0,
    )


def _repeats(shapes: Sequence[tuple[str, int, bool, bool]], index: int) -> list[str]:
    """Tell a block whose shape comes again at equal steps, as teasers do."""
    signals = []
    own = shapes[index]
    total = len(shapes)
    for step in (1, 2, 3, 4, 5):
        back = index >= step and shapes[index - step] == own
        on = index + step < total and shapes[index + step] == own
        if back and on:
            signals.append(f"every {step}")
        elif back or on:
            signals.append(f"again {step}")
    return signals

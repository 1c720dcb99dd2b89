"""Features of a block that depend on the article around it: its place, what it repeats, headings above."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from site_builder.segmenting.block_text import BlockText
from site_builder.segmenting.shape_features import first_paragraph_features, shape_features
from site_builder.segmenting.similarity_features import (
    author_features,
    author_names,
    caption_features,
    title_features,
)
from site_builder.segmenting.weights import Feature, FeatureGroup

_NEAR = (1, 2, 3, 4, 6, 10, 16)
"""Steps of a number of blocks."""
_SHARES = (0.001, 0.03, 0.1, 0.25, 0.5, 0.8)
"""Steps of a share of the running text."""
_NO_MORE = 99
"""Blocks until more running text, where there is none."""
_REACH = 12
"""Blocks that a heading or lead-in governs, at most."""
_HEAD_BLOCKS = 12
"""First blocks of an article that may name the author."""
_TITLE_BLOCKS = 40
"""First blocks of an article that may be its title."""

_ANNOUNCING = frozenset({"related", "share", "comments", "copyright", "newsletter", "popular"})
"""Groups of phrases of boilerplate that makes more of it likely below."""


@cache
def _progress(tenth: int, passed: int, left: int) -> FeatureGroup:
    """Return the features of how far into the article a block stands."""
    return FeatureGroup(f"tenth {tenth}", f"prose left {left}", f"prose passed {passed}")


@cache
def _ends(top: int, end: int) -> FeatureGroup:
    return FeatureGroup(f"from top {top}", f"from end {end}")


@cache
def _placed(zone: str, size: int, linked: str, kind: str, after: int | None) -> FeatureGroup:
    """Return the features of where a block stands; `after` is the number of blocks since the title."""
    names = [zone, f"{zone}/{size}/{linked}", f"{zone}/{kind}"]
    if after is not None:
        names += [f"after title {after}", f"after title {after}/{size}"]
    return FeatureGroup(*names)


@cache
def _under(head: str, age: int, size: int, linked: str) -> FeatureGroup:
    return FeatureGroup(f"under {head}", f"under {head}/{age}", f"under {head}/{size}/{linked}")


class TextLayout(NamedTuple):
    """The blocks of an article, its title and its running text."""

    texts: Sequence[BlockText]
    main_groups: Sequence[Sequence[str]]
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


def context_features(texts: Sequence[BlockText], main_groups: Sequence[Sequence[str]]) -> list[list[Feature]]:
    """Return the features of each block; `main_groups` are the groups whose phrases are most of it."""
    layout = _lay_out(texts, main_groups)
    words = texts[layout.title].vocabulary if layout.title >= 0 else frozenset[str]()
    authors = author_names(texts[: min(layout.first, _HEAD_BLOCKS)])
    above = _above(layout)
    shapes = shape_features(texts, first=layout.first, last=layout.last)
    rows = []
    for index, text in enumerate(texts):
        zone, size, linked = _kind(layout, index)
        row = _position(layout, index, zone, size, linked)
        row += _looks(text, zone, size, linked)
        row += author_features(text, authors, size, zone)
        row += caption_features(texts, index)
        row += shapes[index]
        if index == layout.first:
            until = layout.prose[1] - index if len(layout.prose) > 1 else _NO_MORE
            row += first_paragraph_features(
                texts, index, paragraphs=len(layout.prose), words=layout.passed[-1], until=until
            )
        if index != layout.title:
            row += title_features(text, words)
        head, age, seen = above[index]
        if age < _REACH:
            row.append(_under(head, min(age, 3), size, linked))
        row += seen
        rows.append(row)
    return rows


def _lay_out(texts: Sequence[BlockText], main_groups: Sequence[Sequence[str]]) -> TextLayout:
    prose = [index for index, text in enumerate(texts) if text.prose]
    return TextLayout(
        texts,
        main_groups,
        _title(texts),
        prose[0] if prose else len(texts),
        prose[-1] if prose else -1,
        [0, *accumulate(text.count if text.prose else 0 for text in texts)],
        prose,
    )


def _title(texts: Sequence[BlockText]) -> int:
    headings = [
        (text.block.level, index)
        for index, text in enumerate(texts[:_TITLE_BLOCKS])
        if text.block.level and text.count >= 2
    ]
    return min(headings)[1] if headings else -1


def _kind(layout: TextLayout, index: int) -> tuple[str, int, str]:
    """Return the zone of a block, its size and how far it is links."""
    if index <= layout.title:
        zone = "before title" if index < layout.title else "title place"
    else:
        zone = "head" if index < layout.first else "tail" if index > layout.last else "core"
    text = layout.texts[index]
    linked = "linked" if text.linked > 0.6 else "part" if text.linked > 0.15 else "plain"
    return zone, bisect_right((1, 3, 7, 15, 40), text.count), linked


def _position(layout: TextLayout, index: int, zone: str, size: int, linked: str) -> list[Feature]:
    total = len(layout.texts)
    whole = max(1, layout.passed[-1])
    passed = layout.passed[index]
    left = layout.passed[-1] - layout.passed[index + 1]
    after = max(-3, min(6, index - layout.title)) if layout.title >= 0 else None
    return [
        _placed(zone, size, linked, layout.texts[index].block.type, after),
        _ends(bisect_right(_NEAR, index), bisect_right(_NEAR, total - 1 - index)),
        _progress(
            10 * index // total, bisect_right(_SHARES, passed / whole), bisect_right(_SHARES, left / whole)
        ),
    ]


def _looks(text: BlockText, zone: str, size: int, linked: str) -> list[str]:
    """Return the features of what a block looks like together with where it stands."""
    features = []
    if text.dates:
        features += [f"dated {zone}", f"dated {zone}/{size}"]
    if text.images:
        features.append(f"image {zone}")
    if text.block.level:
        features.append(f"heading {zone}/{linked}")
    if size <= 3 and text.plain:
        end = text.plain[-1]
        features.append(f"{zone}/{size}/ends {end if end in '.:!?…' else 'bare'}")
        if text.block.text[0] in "*_":
            features.append(f"{zone}/{size}/marked")
    return features


def _above(layout: TextLayout) -> list[tuple[str, int, list[str]]]:
    """Return, for each block, the heading or lead-in that governs it, how far up that is, and boilerplate above."""
    rows: list[tuple[str, int, list[str]]] = []
    head, age = "", _REACH
    seen: dict[str, int] = {}
    for index, text in enumerate(layout.texts):
        features = [f"seen {group}{'' if times < 3 else ' often'}" for group, times in seen.items()]
        rows.append((head, age, features))
        groups = layout.main_groups[index]
        age += 1
        if text.block.level or _leads_in(text, groups):
            head = min(groups, default="heading" if text.block.level else "lead-in")
            age = 0
        if index > layout.first and not layout.texts[index - 1].prose:
            for group in groups:
                if group in _ANNOUNCING:
                    seen[group] = seen.get(group, 0) + 1
    return rows


def _leads_in(text: BlockText, groups: Sequence[str]) -> bool:
    """Return whether a lone short line governs what comes below it, as a heading does."""
    return 0 < text.count <= 6 and bool(text.words) and (bool(groups) or text.plain.endswith(":"))

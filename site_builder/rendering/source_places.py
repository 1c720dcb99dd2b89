"""Find the code points of a block's source that a stretch of its visible text comes from.

Where source and text are alike but for blanks, they are counted. Elsewhere a letter of the source is exchanged for
another and the block rendered once more: the letter of the text that changes is the one that comes from there.
"""

import re
from collections.abc import Callable

from site_builder.lazy_patterns import lazy_pattern

Show = Callable[[str], str]
"""Returns the visible text of a block, given its Markdown."""

_MAX_LENGTH = 20_000
"""Characters of a block whose letters are looked for; a passage of a longer one has the place of the whole block."""
_BLANK = lazy_pattern(r"\s+")
_STAND_INS = "\u018d\u0292\u0438\u0e01"
"""Letters to exchange for another; one that the block does not have is taken."""


def source_range(source: str, text: str, start: int, end: int, show: Show) -> tuple[int, int]:
    """Return the place in its source of a stretch of a block's visible text; all of it where that is not found."""
    if len(source) > _MAX_LENGTH or start >= end:
        return 0, len(source)
    counted = _counted(source, text)
    if counted:
        return counted[start], counted[end - 1] + 1
    if show(source) != text:
        return 0, len(source)
    stand_in = next((letter for letter in _STAND_INS if letter not in source and letter not in text), "")
    letters = [at for at in range(start, end) if text[at].isalnum()]
    if not stand_in or not letters:
        return 0, len(source)
    places = [_place(source, text, at, show, stand_in) for at in (letters[0], letters[-1])]
    first, last = places
    if first is None or last is None or last < first:
        return 0, len(source)
    return _widened(source, text, (start, letters[0], first), (end, letters[-1], last))


def _counted(source: str, text: str) -> list[int] | None:
    """Return the place in the source of each character, where both are alike but for blanks; None elsewhere."""
    if _BLANK.sub("", source) != _BLANK.sub("", text):
        return None
    places: list[int] = []
    at = 0
    for character in text:
        if not character.isspace():
            while source[at].isspace():
                at += 1
        places.append(min(at, len(source) - 1))
        at += not character.isspace()
    return places


def _place(source: str, text: str, at: int, show: Show, stand_in: str) -> int | None:
    """Return where the letter at an offset of the text stands in the source, by halving; None where it does not."""
    letters = [match.start() for match in re.finditer(re.escape(text[at]), source)]
    low, high = 0, len(letters)
    while low < high:
        middle = (low + high) // 2
        probe = middle
        changed = None
        while probe < high:
            changed = _first_change(text, show(_exchanged(source, letters[probe], stand_in)))
            if changed is not None:
                break
            probe += 1
        if changed is None:
            high = middle
        elif changed == at and _is_exchange(
            text, show(_exchanged(source, letters[probe], stand_in)), at, stand_in
        ):
            return letters[probe]
        elif changed < at:
            low = probe + 1
        else:
            high = middle
    return None


def _exchanged(source: str, at: int, stand_in: str) -> str:
    return source[:at] + stand_in + source[at + 1 :]


def _first_change(text: str, other: str) -> int | None:
    """Return the first offset at which two texts differ; None where they are equal."""
    if text == other:
        return None
    for at, (before, after) in enumerate(zip(text, other, strict=False)):
        if before != after:
            return at
    return min(len(text), len(other))


def _is_exchange(text: str, other: str, at: int, stand_in: str) -> bool:
    return other == _exchanged(text, at, stand_in)


def _widened(
    source: str, text: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> tuple[int, int]:
    """Extend a range by the signs around it that stand in the source as they do in the text."""
    limit, at, first = start
    while at > limit and first and source[first - 1] == text[at - 1]:
        at, first = at - 1, first - 1
    limit, at, last = end
    while at + 1 < limit and last + 1 < len(source) and source[last + 1] == text[at + 1]:
        at, last = at + 1, last + 1
    return first, last + 1

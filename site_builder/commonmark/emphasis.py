"""Pair delimiter runs into emphasis: directly where they nest plainly, else by markdown-it's rule."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isWhiteSpace
from markdown_it.rules_inline.balance_pairs import processDelimiters
from markdown_it.rules_inline.state_inline import Delimiter

_ELEMENT_OF = {"*": ("em", "strong"), "_": ("em", "strong"), "~": ("s", "s")}

Elements = Mapping[str, tuple[str, str]]
"""What is written before and behind the content of `em`, `strong`, `s` and `code`."""


class DelimiterRun(NamedTuple):
    """Equal marks in a row, such as `**`."""

    piece: int
    """Where the run stands in the list of pieces."""
    mark: str
    length: int
    opens: bool
    closes: bool


@lru_cache(maxsize=4096)
def flanking(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Return whether a run of marks between two characters can open and close emphasis."""
    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    punct_before, punct_after = _is_punctuation(before), _is_punctuation(after)
    left = not (space_after or (punct_after and not (space_before or punct_before)))
    right = not (space_before or (punct_before and not (space_after or punct_after)))
    if mark == "_":
        return left and (not right or punct_before), right and (not left or punct_after)
    return left, right


def pair(pieces: list[str], runs: list[DelimiterRun], elements: Elements) -> list[str]:
    """Return the pieces with tags in place of the runs that pair.

    The length of a run of `~` must be even.
    """
    if _nest_plainly(pieces, runs, elements):
        return pieces
    return _pair_by_rule(pieces, runs, elements)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or unicodedata.category(character)[0] in "PS"


def _nest_plainly(pieces: list[str], runs: list[DelimiterRun], elements: Elements) -> bool:
    """Pair runs where each opener is closed by its like; return False, with nothing changed, where one is not."""
    open_runs: list[DelimiterRun] = []
    pairs: list[tuple[DelimiterRun, DelimiterRun]] = []
    for run in runs:
        if run.opens == run.closes or run.length > 2:
            return False
        if run.opens:
            open_runs.append(run)
            continue
        if not open_runs or open_runs[-1].mark != run.mark or open_runs[-1].length != run.length:
            return False
        pairs.append((open_runs.pop(), run))
    for first, last in pairs:
        name = _ELEMENT_OF[first.mark][first.length - 1]
        pieces[first.piece], pieces[last.piece] = elements[name]
    return True


def _pair_by_rule(pieces: list[str], runs: list[DelimiterRun], elements: Elements) -> list[str]:
    """Pair runs by markdown-it's rule, for which every mark gets a piece of its own."""
    spread: list[str] = []
    delimiters: list[Delimiter] = []
    last = 0
    for run in runs:
        spread += pieces[last : run.piece]
        last = run.piece + 1
        width = 2 if run.mark == "~" else 1
        length = 0 if run.mark == "~" else run.length
        for _ in range(run.length // width):
            delimiters.append(Delimiter(ord(run.mark), length, len(spread), -1, run.opens, run.closes))
            spread.append(run.mark * width)
    spread += pieces[last:]
    # The rule is asked for its effect on the list alone; it does not look at the state.
    processDelimiters(None, delimiters)  # type: ignore[arg-type]
    _write_tags(spread, delimiters, elements)
    return spread


def _write_tags(pieces: list[str], delimiters: list[Delimiter], elements: Elements) -> None:
    """Write tags where delimiters are paired; two pairs side by side are strong."""
    number = len(delimiters) - 1
    while number >= 0:
        first = delimiters[number]
        if first.end == -1:
            number -= 1
            continue
        last = delimiters[first.end]
        names = _ELEMENT_OF[chr(first.marker)]
        strong = first.marker != ord("~") and _is_doubled(delimiters, number)
        pieces[first.token], pieces[last.token] = elements[names[strong]]
        if strong:
            number -= 1
            pieces[delimiters[number].token] = ""
            pieces[delimiters[first.end + 1].token] = ""
        number -= 1


def _is_doubled(delimiters: list[Delimiter], number: int) -> bool:
    """Return whether the pair before this one hugs it with the same marks."""
    if number == 0:
        return False
    first, outer = delimiters[number], delimiters[number - 1]
    return (
        outer.end == first.end + 1
        and outer.marker == first.marker
        and outer.token == first.token - 1
        and delimiters[outer.end].token == delimiters[first.end].token + 1
    )

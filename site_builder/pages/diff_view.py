"""Word-level differences as templates see them."""

from collections.abc import Iterable, Iterator

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.pages.humanize import one_line
from site_builder.wording import DiffRun, WordChange

_ELEMENTS = {WordChange.KEPT: "", WordChange.ADDED: "ins", WordChange.REMOVED: "del"}
_TRAILING = lazy_pattern(r"\s+\Z")


class DiffView(msgspec.Struct, frozen=True, gc=False):
    """Some words of a text and what became of them."""

    element: str
    """`ins`, `del`, or empty for words that stayed."""
    text: str


def view_runs(runs: Iterable[DiffRun]) -> Iterator[DiffView]:
    """Yield the words that stayed, came and went, the blanks after a change outside of it."""
    for change, text in runs:
        element = _ELEMENTS[change]
        blank = _TRAILING.search(text)
        words = one_line(text[: blank.start()] if blank else text)
        if blank and element:
            yield DiffView(element, words)
            yield DiffView("", " ")
        else:
            yield DiffView(element, words + (" " if blank else ""))

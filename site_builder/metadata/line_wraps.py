"""Line ends that a converter made by wrapping, inside names."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording import is_outlet, is_region

_CONJUNCTIONS = "and|und|et|y|e|og|och|en"
_CUES = "by|von|par|por|di|da|av|af|door"
_HARD_END = lazy_pattern(r"(?:  |\\|<br[ ]?/?>|[,;:|•·])\Z", re.IGNORECASE)
_LAST_WORD = lazy_pattern(
    rf"(?:[,;&|]|(?<!\w)(?:{_CUES}|{_CONJUNCTIONS}))[ ]+([^\W\d_][\w.'’-]*)\Z", re.IGNORECASE
)
"""A single word behind a comma, a conjunction or a byline word at the end of a line."""
_FIRST_WORD = lazy_pattern(rf"[^\W\d_][\w.'’-]*(?=[ ]*(?:[,;&|]|\Z|(?:{_CONJUNCTIONS})[ ]))")
"""A single word at the beginning of a line, before a comma, a conjunction or the end."""
_SHORTEST_WRAPPED, _LONGEST_WRAPPED = 66, 80
"""Characters of a line that was wrapped."""
_COLUMNS = 72
"""Columns at which converters wrap, at least."""


def unwrapped(text: str) -> str:
    """Return the Markdown of a byline with the line ends inside a name replaced by blanks.

    A plain line end is a blank in Markdown, and some converters wrap every line at 72 to 80 columns.
    Others leave the lines of a page as they are, so that a line end parts a name from what follows.
    So two kinds of line ends are taken for wraps: those of lines as long as wrapped ones, and those that leave
    a single word behind where the next line begins with another: `By Odile` above `Farrant`.
    """
    lines = text.split("\n")
    joined = lines[:1]
    for line in lines[1:]:
        if _is_wrapped(joined[-1], line):
            joined[-1] += " " + line.lstrip()
        else:
            joined.append(line)
    return "\n".join(joined)


def _is_wrapped(line: str, following: str) -> bool:
    """Return whether a line end was made by wrapping inside a name."""
    if _HARD_END.search(line) or not following[:1].isupper():
        return False
    size = len(line)
    if (
        _SHORTEST_WRAPPED <= size <= _LONGEST_WRAPPED
        and size + 1 + len(following.split(" ", 1)[0]) > _COLUMNS
    ):
        return True
    left, right = _LAST_WORD.search(line), _FIRST_WORD.match(following)
    if left is None or right is None:
        return False
    return left[1][0].isupper() and not any(map(is_outlet, (left[1], right[0]))) and not is_region(right[0])

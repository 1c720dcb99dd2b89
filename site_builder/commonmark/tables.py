"""Recognise tables, which CommonMark takes for paragraphs."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from site_builder.lazy_patterns import lazy_pattern

_DELIMITER_ROW = lazy_pattern(r"^[ \t]*[|:\-][|:\- \t]*$", re.MULTILINE)
_CELL_MARKS = lazy_pattern(r"[\s|:\\-]+")
_MAX_EMPTY_CELLS = 64
"""Cells that rows may lack compared with the longest, beyond one for each character of the text."""


def _table_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable("table")
    parser.core.ruler.disable(["inline", "text_join"], ignoreInvalid=True)
    return parser


_PARSER = _table_parser()


def table_tokens(text: str) -> list[Token] | None:
    """Return the block tokens of a paragraph that is a table, perhaps below some lines of text; None if it is none."""
    if "|" not in text or "\n" not in text or not _DELIMITER_ROW.search(text):
        return None
    # A short row is filled up with empty cells: more of them than the text has characters are no table.
    if max(map(_bars, text.split("\n"))) * text.count("\n") > len(text) + _MAX_EMPTY_CELLS:
        return None
    tokens = _PARSER.parse(text)
    if not any(token.type == "table_open" for token in tokens):
        return None
    # The rules of tables drop cells beyond the header's, and nothing may be lost.
    kept = "".join(token.content for token in tokens if token.type == "inline")
    return tokens if _CELL_MARKS.sub("", kept) == _CELL_MARKS.sub("", text) else None


def _bars(line: str) -> int:
    return line.count("|")

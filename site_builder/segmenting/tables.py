"""Tell a table of the author's from one that only lays a page out: its columns have headings."""

from site_builder.model import Block

_RULE = frozenset(" :|-")
"""What the line below the headings is made of."""
_ROWS = 2
_LETTERS = 2
"""Of a heading; columns whose headings have no more are the days of a calendar."""


def has_headed_columns(block: Block) -> bool:
    """Say whether a block is a table with rows whose columns have headings; the first may have none."""
    if not block.text.startswith("|"):
        return False
    head, *rows = block.text.split("\n")
    if len(rows) <= _ROWS or "---" not in rows[0] or not _RULE.issuperset(rows[0]):
        return False
    first, *others = [cell.strip() for cell in head.strip().strip("|").split("|")]
    return bool(others) and all(others) and max(map(len, (first, *others))) > _LETTERS

"""Settle which of two days 04/05/2020 is."""

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.layout import ArticleLayout
from site_builder.wording import FoundDate, find_dates

_AMERICAN = lazy_pattern(r"\b(?:E[SD]?T|P[SD]?T|C[SD]T|M[SD]T)\b")
_EUROPEAN = lazy_pattern(r"\b(?:GMT|UTC|BST|IST|CES?T|WIB|SAST|AES?T)\b")
_PATH_DATE = lazy_pattern(r"[/=-]((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/\-?#)\s.\"]|$)")
_HEAD_LINE = 600
"""Characters of a block of the head that are searched for other dates."""


def settle_date_order(layout: ArticleLayout, line: str, date: FoundDate) -> str | None:
    """Settle 04/05/2020 by dates in addresses, other dates of the head, the time zone or the settings."""
    if not date.readings:
        return None
    text = "\n".join(block.text for block in layout.blocks)
    paths = {(year, int(month), int(day or 0)) for year, month, day in _PATH_DATE.findall(text)}
    fitting = [iso for iso in date.readings if _fits(iso, paths)]
    if len(fitting) == 1:
        return fitting[0]
    named = {other.iso for index in layout.head for other in find_dates(layout.view(index).text[:_HEAD_LINE])}
    fitting = [iso for iso in date.readings if iso in named]
    if len(fitting) == 1:
        return fitting[0]
    profile = layout.reading.profile
    order = (profile.date_order if profile else "") or layout.settings.date_order
    if not order and _AMERICAN.search(line):
        order = "mdy"
    if not order and _EUROPEAN.search(line):
        order = "dmy"
    return {"dmy": date.readings[0], "mdy": date.readings[1]}.get(order)


def _fits(iso: str, paths: set[tuple[str, int, int]]) -> bool:
    year, month, day = iso.split("-")
    return any(path == (year, int(month), other) for path in paths for other in (0, int(day)))

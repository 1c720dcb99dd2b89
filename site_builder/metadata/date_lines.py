"""Lines with a date, and how likely each date is the day of publication."""

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.date_cues import PUBLISHED, cue_weight
from site_builder.metadata.date_order import settle_date_order
from site_builder.metadata.layout import ArticleLayout, opens_footer
from site_builder.metadata.person_names import leads_to_person
from site_builder.model import Role
from site_builder.roles import BOILERPLATE
from site_builder.wording import (
    FoundDate,
    find_dates,
    is_kicker,
    is_name,
    is_outlet,
    split_names,
)

_WORDS_TO_DROP = lazy_pattern(
    rf"(?:{PUBLISHED.pattern})\w*[ ]?(?:on|am|le|el|il|op|em|den|in|o|w)?[ ]?:?|"
    r"(?<!\w)(?:on|am|le|el|il|op|em|den|vom|du|del|от)[ ]?:?(?=[ ]*$)",
    re.IGNORECASE,
)
HOST = lazy_pattern(r"(?:https?://)?(?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,20}){1,3}(?:/\S*)?")
_BY = lazy_pattern(r"(?<!\w)(?:by|von|por|par)(?!\w)", re.IGNORECASE)
_HEADED = lazy_pattern(r":[ ][^\W\d_]\S*(?:[ ]\S+){2}")
"""What stands behind a date in a heading: `July 4, 2025: A Declaration of the Harbour`."""
_DIGIT = lazy_pattern(r"\d")
_OPENS = lazy_pattern(
    r"[\s*_>#]{0,6}(?:published|posted|veröffentlicht|erschienen|publié|paru|publicado|pubblicato|opublikowano|"
    r"опубликован|дата|gepubliceerd|publicerad|diterbitkan|نشر|yayın)",
    re.IGNORECASE,
)
_AGENCY = lazy_pattern(
    r"(?:associated|free|agence[ -]france)[ -]press|reuters|\b(?:afp|ap|dpa|upi|pti|ani|efe)\b",
    re.IGNORECASE,
)
"""News agencies, which stand below bylines more often than above dates."""
_STAMP = lazy_pattern(r"\d{4}-\d\d-\d\dT\d")
_PIECE_CHARS = 24
"""Characters of a piece of a date, at most."""
_DATED = frozenset((Role.DATELINE, Role.BYLINE))
_HEADS = _DATED | {Role.TITLE}
_TEXT = frozenset((Role.BODY, Role.BIO))
_SOURCE_CHARS = 8000
"""Characters of a byline, date line or title in Markdown, at most."""
_SOURCE_CHARS_ELSEWHERE = 800
"""The same for blocks of other roles."""
_LINE_CHARS_ELSEWHERE = 160
"""Characters of such a block as shown, at most."""
_BLOCK_CHARS = 600
"""Characters of a block as shown that are searched for dates, at most."""
_REST_CHARS = 34
"""Characters beside a date in a line that is a date line whatever its role, at most."""
_TIME_CHARS = 12
"""Characters of a time of day that was not taken for a part of the date."""
_IN = lazy_pattern(r"\w[ ](?:in|im|en|em|nel|w|v|au)[ ](?:the[ ])?\Z", re.IGNORECASE)
"""What makes of a month a time that is told of: `Ada Holm in September 2016`."""
_TEASERS = 15
"""Blocks above a date in which teasers show that it stands in a list of these."""
_TEXT_BELOW = 4
"""Blocks below a date in which text shows that it stands above its article."""
_BELOW_TITLE = 3
"""Blocks below the headline within which a lone date is the article's."""


class DateLine(NamedTuple):
    """A line with a date, and what stands beside it."""

    block: int
    line: int
    """Where the line begins in the view of the block."""
    text: str
    """The line."""
    written: str
    """The date as written."""
    found: FoundDate
    iso: str | None
    name: str
    """What stands before the date when it can be a name or a host, otherwise empty."""
    comma: bool
    """Whether a comma parts the name from the date, as in `Tide Gazette, February 4, 2020`."""
    score: float


def date_lines(layout: ArticleLayout) -> Iterator[DateLine]:
    """Yield the lines whose date can be the day of publication."""
    searched = set(layout.head)
    for index in layout.head:
        yield from _of_block(layout, index)
    for index in layout.having(Role.DATELINE, Role.BYLINE):
        if index not in searched:
            yield from _of_block(layout, index)
    for index in layout.tail:
        block = layout.block(index)
        is_statement = layout.roles[index] in _TEXT and _OPENS.match(block.text)
        if is_statement or (opens_footer(block) and index not in searched):
            yield from _of_block(layout, index)
    yield from _in_pieces(layout)


def _in_pieces(layout: ArticleLayout) -> Iterator[DateLine]:
    """Read a date whose day, month and year stand in blocks of their own, one below the other."""
    run: list[int] = []
    for index in (*layout.head, len(layout.blocks)):
        inside = index in layout.head and layout.roles[index] is Role.DATELINE
        if inside and len(layout.block(index).text) < _PIECE_CHARS:
            run.append(index)
            continue
        if len(run) > 1:
            text = " ".join(layout.view(piece).line for piece in run)
            whole = any(date.form != "month" for piece in run for date in find_dates(layout.view(piece).line))
            dates = () if whole else find_dates(text, language=layout.reading.language)
            for date in dates[:1]:
                if date.iso and date.form != "month":
                    written = text[date.start : date.end]
                    yield DateLine(run[0], 0, text, written, date, date.iso, "", False, 4.0)
        run = []


def _of_block(layout: ArticleLayout, index: int) -> Iterator[DateLine]:
    raw = layout.block(index).text
    plain = layout.roles[index] not in _HEADS
    if len(raw) > (_SOURCE_CHARS_ELSEWHERE if plain else _SOURCE_CHARS) or not _DIGIT.search(raw):
        return
    text = layout.view(index).text
    if plain and index in layout.head and len(layout.view(index).line) > _LINE_CHARS_ELSEWHERE:
        return
    if len(text) > _BLOCK_CHARS:
        if layout.roles[index] is not Role.DATELINE:
            return
        # A list may open with the date and go on with buttons.
        text = text[: text.rfind("\n", 0, _BLOCK_CHARS) + 1]
    floor = 0
    for date in find_dates(text, language=layout.reading.language):
        opens = text.rfind("\n", 0, date.start) + 1
        closes = text.find("\n", date.end)
        line = text[opens : closes if closes >= 0 else len(text)]
        before = text[max(floor, date.start - 50) : date.start]
        weight = _score(layout, index, line, before, date)
        if weight > 0:
            iso = date.iso or settle_date_order(layout, line, date)
            name, comma = _name_before(text[max(floor, opens) : date.start])
            if not plain and date.start == opens and _is_outlet_line(text[: max(0, opens - 1)]):
                name, comma = text[: opens - 1].strip(), True
            yield DateLine(index, opens, line, text[date.start : date.end], date, iso, name, comma, weight)
        floor = date.end


def _is_outlet_line(above: str) -> bool:
    """Return whether a paper has the line above a date to itself, and there is nothing above it."""
    name = above.strip()
    is_paper = "\n" not in name and not is_kicker(name) and " " in name and is_outlet(name) and is_name(name)
    return is_paper and not split_names(name).cued and _AGENCY.search(name) is None


def _score(layout: ArticleLayout, index: int, line: str, before: str, date: FoundDate) -> float:
    """Weigh how likely a date is the day of publication; 0 and less is out of the question."""
    score = 4.0 if layout.roles[index] in _DATED else _elsewhere(layout, index, line, before, date)
    if score <= 0 or "(@" in line or _is_quoted(layout, index, date):
        return 0.0
    if date.form == "month" and _IN.search(before) and not PUBLISHED.search(before):
        return 0.0
    if index not in layout.head:
        if _is_among_teasers(layout, index):
            return 0.0
        # A heading of a chronicle opens with a date as well.
        score -= 4.5 if _HEADED.match(layout.view(index).text, date.end) else 2.5
    elif index < layout.titled:
        score -= 0.5  # above the headline stands today's date as often as the article's
    if date.form == "month":
        score -= 2.0
    if _STAMP.match(layout.view(index).text, date.start):
        score -= 0.5  # a time stamp run into the line is when the page was changed
    return score + cue_weight(before)


def _is_among_teasers(layout: ArticleLayout, index: int) -> bool:
    """Return whether a date stands in a list of headings that lead to other articles, so that it is one of theirs."""
    size = len(layout.blocks)
    if Role.BODY in layout.roles[index + 1 : index + _TEXT_BELOW]:
        return False
    around = range(max(layout.titled + 1, index - _TEASERS), min(size, index + 3))
    return sum(map(partial(_is_teaser, layout), around)) > 1


def _is_teaser(layout: ArticleLayout, index: int) -> bool:
    """Return whether a heading is a link to another page, but for an author's."""
    if layout.block(index).type != "heading" or layout.block(index).level == 1:
        return False
    view = layout.view(index)
    target = view.links[0].target if len(view.links) == 1 and view.links[0].text == view.line else "#"
    return not target.startswith("#") and not leads_to_person(target)


def _elsewhere(layout: ArticleLayout, index: int, line: str, before: str, date: FoundDate) -> float:
    """Weigh a date in a block that was not taken for a byline or date line."""
    role = layout.roles[index]
    if role in BOILERPLATE and not opens_footer(layout.block(index)):
        # A line below the headline that is nothing but a date is not a teaser's.
        above = layout.roles[max(0, index - _BELOW_TITLE) : index]
        near = index in layout.head and Role.TITLE in above
        lone = near and len(layout.view(index).line) - (date.end - date.start) < _TIME_CHARS
        return 0.5 if lone else 0.0
    if role is Role.TITLE:
        # The entries of a blog stand below their day.
        lone = len(layout.view(index).line) - (date.end - date.start) < 2
        return 2.0 if lone or PUBLISHED.search(before) or _BY.search(before) else 0.0
    if index in layout.tail:
        opens = _OPENS.match(line) and len(line) < 160
        return 3.0 if opens or opens_footer(layout.block(index)) else 0.0
    rest = len(line.strip()) - (date.end - date.start)
    if rest > _REST_CHARS or len(layout.view(index).line) > _LINE_CHARS_ELSEWHERE:
        return 0.0
    return 2.0 if role is not Role.BODY or rest < 4 else 0.5


def _is_quoted(layout: ArticleLayout, index: int, date: FoundDate) -> bool:
    """Return whether a date is that of a post quoted from a social network."""
    return any(
        link.start <= date.start < link.end and ("/status/" in link.target or "facebook.com" in link.target)
        for link in layout.view(index).links
    )


# The names before dates recur.
@lru_cache(maxsize=1024)
def _name_before(before: str) -> tuple[str, bool]:
    """Return the name in front of a date, and whether a comma parts them."""
    text = _WORDS_TO_DROP.sub("", before).strip(" *_|·•–—-\u200e\u200f")
    comma = text.endswith(",")
    name = text.rstrip(" ,")
    if is_name(name) or HOST.fullmatch(name):
        return name, comma
    return "", comma

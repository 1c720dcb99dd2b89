"""Find when an article was published, by whom, and the line that names where it was taken from."""

import re
from typing import NamedTuple

from site_builder.metadata.date_cues import EARLIER, UPDATED
from site_builder.metadata.date_lines import HOST, DateLine, date_lines
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.model import Problem, Role
from site_builder.wording import (
    describe_unusable_date,
    is_edition,
    is_known_place,
    is_name,
    is_outlet,
    slug,
    split_names,
)


class DateFindings(NamedTuple):
    """What the lines with dates say."""

    date: Finding | None
    publisher: Finding | None
    source: Finding | None
    source_date: Finding | None
    problems: tuple[Problem, ...]


def find_dates_of_publication(layout: ArticleLayout, byline: Finding | None) -> DateFindings:
    """Read the date lines of the head, and those of the tail where the head has none."""
    lines = list(date_lines(layout))
    problems = tuple(_problem(layout, line) for line in lines if line.iso is None and line.score >= 2)
    lines = [line for line in lines if line.iso]
    carried = next((line for line in lines if _is_carried(layout, line, lines, byline)), None)
    if carried is not None:
        return _with_publisher(layout, carried, lines, problems)
    if not lines:
        return DateFindings(None, None, None, None, problems)
    hosts = [line for line in lines if HOST.fullmatch(line.name)]
    if len(hosts) == 2 and hosts[0].iso != hosts[1].iso:
        earlier, later = sorted(hosts, key=lambda line: line.iso or "")
        source_date = Finding(earlier.iso, earlier.block, "earlier of two dates with hosts", 0.6)
        return DateFindings(_date(later, "later of two dates with hosts"), None, None, source_date, problems)
    best = max(lines, key=lambda line: (line.score, -line.block, -line.line, -line.found.start))
    return DateFindings(_date(best, _rule(layout, best)), None, None, None, problems)


def _with_publisher(
    layout: ArticleLayout, carried: DateLine, lines: list[DateLine], problems: tuple[Problem, ...]
) -> DateFindings:
    """Read `Tide Gazette, February 4, 2020` and the source line that may follow it."""
    rule = "`Publisher, date` line"
    publisher = Finding(carried.name, carried.block, rule, 0.9)
    origin = next((line for line in lines if _is_origin(layout, line, carried)), None)
    date = Finding(carried.iso, carried.block, rule, 0.98)
    if origin is None:
        return DateFindings(date, publisher, None, None, problems)
    named = origin.name and is_name(origin.name)
    source = Finding(origin.name, origin.block, "`Source date` line", 0.9) if named else None
    return DateFindings(
        date,
        publisher,
        source,
        Finding(origin.iso, origin.block, "date below the publisher's", 0.8),
        problems,
    )


def _is_origin(layout: ArticleLayout, line: DateLine, carried: DateLine) -> bool:
    """Return whether a line is `Harbour Post 3 February 2020` right below the publisher's."""
    return (
        (carried.block, carried.line) < (line.block, line.line)
        and line.block <= carried.block + 2
        and not line.comma
        and not is_known_place(line.name)
        and len(layout.view(line.block).line) < 160
        and not EARLIER.search(line.text)
        and not UPDATED.search(line.text)
    )


def _date(line: DateLine, rule: str) -> Finding:
    return Finding(line.iso, line.block, rule, min(0.97, 0.4 + line.score / 10))


def _rule(layout: ArticleLayout, line: DateLine) -> str:
    where = "head" if line.block in layout.head else "tail"
    return f"date in a {layout.roles[line.block].value} block of the {where}"


def _is_carried(layout: ArticleLayout, line: DateLine, lines: list[DateLine], byline: Finding | None) -> bool:
    """Return whether a line is `Tide Gazette, February 4, 2020`, and no place or person before a date."""
    alone = len(line.text.strip()) - len(line.written) - len(line.name) < 8
    if not (line.comma and line.name and alone and line.block in layout.head and is_name(line.name)):
        return False
    if "," in line.name or layout.roles[line.block] is Role.MEDIA or split_names(line.name).cued:
        return False
    if is_outlet(line.name):
        return True
    if is_known_place(line.name) or is_edition(line.name):
        return False
    if byline and line.name in byline.value and line.block == byline.block:
        return False
    camel = any(sign.isupper() for sign in line.name[1:]) and not line.name.isupper()
    # Where nobody else is named, it is the author.
    others = byline or any(_is_origin(layout, other, line) and other.name for other in lines)
    if others and (" " in line.name or camel):
        return True
    return slug(line.name).replace("-", "") in _hosts(layout)


def _hosts(layout: ArticleLayout) -> str:
    """Return the links and addresses of the article run together, to look a name up in."""
    text = "\n".join(block.text for block in layout.blocks if "http" in block.text or "@" in block.text)
    return " ".join(re.findall(r"(?:https?://|@)([\w.-]{3,80})", text.lower())).replace("-", "")


def _problem(layout: ArticleLayout, line: DateLine) -> Problem:
    written = " ".join(line.written.split())
    code, message, hint = describe_unusable_date(line.found, written)
    return layout.problem(line.block, line.written, code, message, hint)

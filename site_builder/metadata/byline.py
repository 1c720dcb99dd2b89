"""Find who wrote an article."""

import re
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.byline_below import find_signature
from site_builder.metadata.byline_cjk import find_reporter
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.metadata.line_wraps import unwrapped
from site_builder.metadata.person_names import (
    HANDLES,
    is_label,
    is_likely,
    is_nobody,
    is_person,
    is_topic,
    linked_people,
    name_above_date,
)
from site_builder.metadata.plain_view import PlainView, view_text
from site_builder.model import Role
from site_builder.wording import (
    CUE_WORDS,
    Names,
    find_dates,
    is_outlet,
    is_region,
    is_written_whole,
    looks_like_names,
    split_names,
)

_LONE_CUE = lazy_pattern(rf"{CUE_WORDS}[ ]?[:：]?\Z", re.IGNORECASE)
_STRONG_CUE = lazy_pattern(
    r"(?:written |posted |article |story |reported )?(?:by|von|por|par|door|oleh|af|автор|بقلم|di)[ ]?[:：]?[ \n]"
    r"(?=(?-i:[^\W\da-z_]))",
    re.IGNORECASE,
)
_OTHER_HANDS = lazy_pattern(
    r"(?:photos?|images?|fotos?|illustration|translat|traduc|traduit|übersetz|edited|cover|video|graphics?|listen|"
    r"read by|bild|©|getty|medical(?:ly)? review|fact.?check)",
    re.IGNORECASE,
)
_AGO = lazy_pattern(
    r"(?<!\w)(?:hace|il y a|vor|há) \d{1,2} \w{3,8}|(?<!\w)\d{1,2} (?:min\w{0,5}|hours?|days?|horas|ore|timer|uur) "
    r"(?:ago|atrás|fa|siden|geleden)(?!\w)",
    re.IGNORECASE,
)
"""What stands in the place of a date where an article is young."""
_BLOCK_CHARS = 400
"""Characters of a block that is searched for a byline whatever its role, at most."""
_WRAPPED_CHARS = 2000
"""Characters of a byline whose lines may have been wrapped, at most."""
_NEAR_TITLE = 8
"""Blocks below the headline within which an author is named."""


def find_byline(layout: ArticleLayout) -> Finding | None:
    """Return the authors: from bylines that a cue or a link vouches for, then from less certain places."""
    rows = _rows(layout)
    return _joined([row for row in rows if row.sure], 0.95) or next(
        (finding for finder in (_from_datelines, _from_links, _from_cues) if (finding := finder(layout))),
        _joined(rows, 0.85)
        or _from_title(layout)
        or _from_lone_cue(layout)
        or find_reporter(layout)
        or find_signature(layout),
    )


class _Row(NamedTuple):
    block: int
    names: list[str]
    sure: bool
    """Whether a cue, or a link to an author's page, vouches for the names."""


def _rows(layout: ArticleLayout) -> list[_Row]:
    """Return the names of the byline blocks of the head, or of those at the end where the head has none."""
    blocks = {index for index in layout.having(Role.BYLINE) if not _announces(layout.view(index))}
    candidates = layout.having(Role.BYLINE, Role.DATELINE)
    cue_blocks = [index for index in candidates if _LONE_CUE.fullmatch(layout.view(index).line)]
    blocks |= {index + 1 for index in cue_blocks if _follows(layout, index + 1)}
    rows = [_names(layout, index, trusted=index - 1 in cue_blocks) for index in sorted(blocks)]
    rows = [row for row in rows if row.names]
    return [row for row in rows if row.block < max(layout.head.stop, len(layout.blocks) // 2)] or rows


def _announces(view: PlainView) -> bool:
    """Return whether a line announces something (`About the author:`) and not its author (`Author Ada Holm:`)."""
    if not view.line.endswith((":", "：")):
        return False
    names = split_names(view.text)
    people = names.cued and names.people and all(map(is_person, names.people))
    return not people or names.outlet is not None


def _joined(rows: list[_Row], confidence: float) -> Finding | None:
    people: list[str] = []
    for row in rows:
        present = {name.casefold() for name in people}
        added = [name for name in row.names if name.casefold() not in present]
        # Below a name without a cue stands an outlet or a place as often as another author.
        if (
            people
            and not row.sure
            and (is_outlet(" ".join(added)) or any(name.count(" ") > 2 for name in added))
        ):
            continue
        people.extend(added)
    initials = {"".join(part[0] for part in name.split()) for name in people if " " in name}
    people = [name for name in people if name not in initials]
    return Finding(tuple(people), rows[0].block, "byline block", confidence) if people else None


def _follows(layout: ArticleLayout, index: int) -> bool:
    """Return whether a block can be the names that a lone `By` announces."""
    return index < len(layout.blocks) and len(layout.view(index).line) < 120


def _names(layout: ArticleLayout, index: int, *, trusted: bool = False) -> _Row:
    view = layout.view(index)
    block = layout.block(index)
    if block.type == "paragraph" and "\n" in block.text and len(block.text) <= _WRAPPED_CHARS:
        view = view_text(unwrapped(block.text))
    if _OTHER_HANDS.match(view.line) or ("(@" in view.line and view.line.startswith(("—", "–", "-"))):
        return _Row(index, [], False)
    pages = list(dict.fromkeys(linked_people(view)))
    names = split_names(view.text)
    if pages:
        return _Row(index, _with_others(pages, names), True)
    if names.cued or trusted:
        # Behind `By` a name may be written as its owner likes.
        lone = [view.line] if trusted and HANDLES.fullmatch(view.line) else []
        return _Row(index, list(names.people) or lone, True)
    if names.people and is_label(view.line, names.people[0]) and find_dates(view.line):
        return _Row(index, [], False)
    names = names._replace(people=tuple(name for name in names.people if not is_topic(view, name)))
    # What stands before the name is the outlet: `汐报记者 沐海`.
    line = re.sub(r"\A\S{0,8}[记記]者[ \u3000]", "", view.line)
    whole = [name for name in names.people if is_written_whole(name) and line.startswith(name)]
    return _Row(index, whole or [name for name in names.people if is_likely(name)], False)


def _with_others(linked_people: list[str], names: Names) -> list[str]:
    """Add to the authors that have a page of their own those that are named beside them, after a `By`."""
    people = list(names.people)
    others = [name for name in people if name not in linked_people]
    beside = names.cued and all(name in people for name in linked_people)
    return people if beside and all(map(is_person, others)) else linked_people


def _from_datelines(layout: ArticleLayout) -> Finding | None:
    """Read `June 7th, 2024 by Ada Holm` and `Ada Holm, Tide Gazette, 19 Nov 2018`."""
    for index in layout.having(Role.DATELINE):
        if index not in layout.head or len(layout.block(index).text) > _BLOCK_CHARS:
            continue
        view = layout.view(index)
        names = split_names(view.text)
        pages = list(linked_people(view))
        if pages or (names.cued and names.people):
            return Finding(tuple(pages) or names.people, index, "name in a date line", 0.8)
        if names.people and _leads(view, names):
            return Finding(names.people, index, "name before a date", 0.7)
        above = name_above_date(view)
        if above:
            return Finding((above,), index, "name above a date", 0.7)
    return None


def _leads(view: PlainView, names: Names) -> bool:
    """Return whether a person opens the line: `Ada Holm, Tide Gazette, 19 Nov 2018`, `Ada Holm, 19 Nov 2018`."""
    person = names.people[0]
    line = view.text.split("\n")[0]
    parts = person.split()
    if (
        not line.startswith(person)
        or not 2 <= len(parts) <= 4
        or is_outlet(person)
        or is_nobody(person)
        or not parts[-1][0].isupper()
        or is_label(line, person)
    ):
        return False
    if any(part in ("des", "of", "the", "for", "und", "and", "zum", "zur") for part in parts):
        return False
    if names.outlet:
        return names.outlet in line and not is_region(names.outlet)
    return len(names.people) == 1 and bool(find_dates(line) or _AGO.search(line))


def _from_links(layout: ArticleLayout) -> Finding | None:
    """Return the names of a short block near the headline that opens with a link to an author's page."""
    for index in layout.head:
        role = layout.roles[index]
        if index > layout.titled + _NEAR_TITLE or role in (Role.TITLE, Role.PROMO, Role.SHARE):
            continue
        view = layout.view(index) if "](" in layout.block(index).text else None
        # A portrait may stand before the name.
        if view and role is Role.MEDIA and not looks_like_names(view.line):
            continue
        if view and len(view.line) < 200 and view.links and view.links[0].start < 25:
            people = tuple(dict.fromkeys(linked_people(view)))
            if people and not _OTHER_HANDS.match(view.line):
                return Finding(people, index, "link to an author's page", 0.6)
    return None


def _from_cues(layout: ArticleLayout) -> Finding | None:
    """Return the names of a short line of the head that is nothing but `By` and names, whatever its role."""
    for index in layout.head:
        if layout.roles[index] is Role.TITLE or len(layout.block(index).text) > _BLOCK_CHARS:
            continue
        view = layout.view(index)
        if len(view.line) < 120 and _STRONG_CUE.match(view.text) and not view.line.endswith(":"):
            row = _names(layout, index)
            if row.names and (any(linked_people(view)) or looks_like_names(view.line)):
                return Finding(tuple(row.names), index, "line that opens with a byline word", 0.7)
    return None


def _from_lone_cue(layout: ArticleLayout) -> Finding | None:
    """Read `Authors:` with links to authors' pages in the block after it, anywhere."""
    for index, block in enumerate(layout.blocks[:-1]):
        if len(block.text) < 40 and block.text.rstrip(" *_").endswith((":", "：")):
            people = tuple(dict.fromkeys(linked_people(layout.view(index + 1))))
            if people and _LONE_CUE.fullmatch(layout.view(index).line):
                return Finding(people, index + 1, "names after a byline word", 0.7)
    return None


def _from_title(layout: ArticleLayout) -> Finding | None:
    for index in layout.having(Role.TITLE):
        view = layout.view(index)
        people = list(dict.fromkeys(linked_people(view)))
        if people and not view.line.startswith(people[0]):
            return Finding(tuple(people), index, "author link in the headline", 0.6)
    return None

"""Find the outlet a piece was taken from, and its address there, where a sentence or a label says so."""

import re
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.metadata.origin_cues import (
    ADDRESS,
    CLOSING_REMARK,
    LABEL_LINE,
    LABELS,
    NAME_BEFORE,
    NAME_BETWEEN,
    ONLY,
    OPENS,
    ORIGIN_WORDS,
    ORIGINAL,
    SENTENCE,
    find_origin_words,
    may_name_origin,
)
from site_builder.metadata.origin_names import HOST, PATH, URL, name_after, name_before, name_beside_author
from site_builder.metadata.plain_view import PlainView, ViewLink
from site_builder.model import Role
from site_builder.wording import find_dates, is_name, is_outlet, slug

_DATED = frozenset((Role.DATELINE, Role.BYLINE))
_LOOSE = _DATED | {Role.COPYRIGHT}
_ROLES = frozenset(
    (Role.BIO, Role.STANDFIRST, Role.PROMO, Role.DISCLAIMER, Role.BODY, Role.SHARE, Role.MEDIA)
)
_LINES = frozenset((Role.MEDIA, Role.SHARE, Role.PROMO, Role.BODY, Role.DISCLAIMER, Role.TAXONOMY, Role.BIO))
"""Roles that a line such as `Source: South Pier` may have been taken for."""
_LOOSE_CHARS = 1200
"""Characters of a date line, byline or copyright notice that is searched, at most."""
_BARS = (" - ", " – ", " — ", " / ", "| ", "• ", "· ")
"""What parts one thing from the next in a line."""
_SENTENCE_CHARS = 300
"""Characters of a block of another role that can name an origin, at most."""
_NOTE_CHARS = 2000
"""The same where a sentence speaks of the piece itself."""
_BELOW_END = 4
"""Blocks below the last paragraph that are searched wherever that stands."""
_WHOLE_CHARS = 200
"""Characters of a block of another role that is one sentence on the piece, at most."""
_AFTER_DATE = 2
"""Signs between a date and a label behind it, at most."""
_LINE_CHARS = 90
"""Characters of a line that is a label and a name."""
_WIDE = lazy_pattern("[\u3400-\u9fff]")
_WIDE_LABEL = lazy_pattern(r"(?<![^\s(（])(?:来源|來源)[ ]?[:：]")
_LATER = lazy_pattern(r"reprinted (?:by|in|at|on)", re.IGNORECASE)
"""Words on where else a piece was printed later."""
_BY_SOMEBODY = lazy_pattern(r"(?:publi(?:cad|é)|pubblicat)\w* (?:por|par|da)\s*", re.IGNORECASE)
"""Names a person as often as an outlet."""
_OF_BOOK = lazy_pattern(
    r"(?:excerpt|adapt|reprodu|reprint|republish|use)ed\b.{0,40}[\"“‘]\Z|.*excerpted from\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_CITATION = lazy_pattern(r"\bet al\b|\bdoi\b|\b\d{4};|\bvol\.", re.IGNORECASE)
"""What only references to studies have."""


class Origin(NamedTuple):
    """Where a piece was taken from."""

    source: Finding | None
    date: Finding | None
    url: Finding | None


class _Cue(NamedTuple):
    """Words that an outlet's name follows."""

    words: str
    end: int
    labelled: bool
    """Whether they are a label with a colon."""


def find_origin(layout: ArticleLayout, publisher: str | None, source: Finding | None) -> Origin:
    """Read lines such as `The original source of this article is …`, `Via …`, `Url of this article: …`.

    Only the address is looked for where the source is known.
    """
    date = url = None
    text = _running_text(layout)
    around_end = range(max(0, text[1] - 1), min(len(layout.blocks), text[1] + _BELOW_END))
    for index in dict.fromkeys([*layout.having(Role.DATELINE), *layout.head, *around_end, *layout.tail]):
        if not _may_say(layout, index):
            continue
        view = layout.view(index)
        if source is None and layout.roles[index] is Role.DATELINE and LABELS.fullmatch(view.line):
            source = _in_next_block(layout, index)
        url = url or _address(view, index)
        cue = _cue(layout, view, index, text)
        if cue is None:
            source = source or _without_cue(layout, view, index)
            continue
        name, link = name_after(view, cue.end, labelled=cue.labelled)
        original = "original" in cue.words.lower()
        url = url or _original_link(view, link if original else None, index)
        guessed = layout.reading.outlet if "original source" in cue.words.lower() else ""
        if _BY_SOMEBODY.fullmatch(cue.words) and not is_outlet(name):
            name = ""
        if source is None and name and not _is_carrier(name, publisher, layout.settings.publisher, guessed):
            source = Finding(name, index, f"`{cue.words.strip()}` line", 0.85)
            if date is None and not cue.words.lower().startswith(("via", "courtesy")):
                date = _date(view, cue.end, index)
    return Origin(source, date, url)


def _running_text(layout: ArticleLayout) -> tuple[int, int]:
    """Return the first and the last paragraph of the body; the number of blocks and -1 where there is none."""
    body = [
        index
        for index in layout.having(Role.BODY)
        if layout.block(index).type == "paragraph" and len(layout.block(index).text) > _LINE_CHARS
    ]
    return (body[0], body[-1]) if body else (len(layout.blocks), -1)


def _original_link(view: PlainView, named: ViewLink | None, index: int) -> Finding | None:
    """Return the address of the link to the original, by its words or as the outlet's name leads there."""
    beside = [link for link in view.links if ORIGINAL.fullmatch(link.text.strip(" ."))]
    for link in (*beside, named):
        if link is not None and PATH.match(link.target):
            return Finding(link.target, index, "link of the original source", 0.9)
    return None


def _in_next_block(layout: ArticleLayout, index: int) -> Finding | None:
    """Read `Source:` in a block of its own, and the name in the block below."""
    if index + 1 == len(layout.blocks) or layout.roles[index + 1] is Role.BODY:
        return None
    name = layout.view(index + 1).line
    named = is_name(name) or HOST.fullmatch(name.lower())
    return Finding(name, index + 1, "name below a label", 0.7) if named else None


def _may_say(layout: ArticleLayout, index: int) -> bool:
    """Return by role, size and first words whether a block can name an origin."""
    role, raw = layout.roles[index], layout.block(index).text
    if role in _LOOSE:
        return len(raw) < _LOOSE_CHARS
    if len(raw) < _SENTENCE_CHARS:
        line = raw.strip()
        if ONLY.fullmatch(line) or (role in _LINES and (LABEL_LINE.match(line) or _is_list(raw))):
            return True
        if role in _ROLES and (OPENS.match(raw) or _WIDE_LABEL.search(raw)):
            return True
    if role not in _ROLES or len(raw) > _NOTE_CHARS:
        return False
    return (
        SENTENCE.search(raw) is not None
        or CLOSING_REMARK.search(raw) is not None
        or _has_name_before(role, raw)
    )


def _is_list(raw: str) -> bool:
    return raw.startswith("- ")


def _has_name_before(role: Role, raw: str) -> bool:
    return role is not Role.BODY and NAME_BEFORE.search(raw) is not None


def _cue(layout: ArticleLayout, view: PlainView, index: int, text: tuple[int, int]) -> _Cue | None:
    """Find the words that name a source: at the start of a line, or anywhere where the role says as much."""
    if not may_name_origin(view.text):
        return None
    loose = layout.roles[index] in _LOOSE
    sentence = None if loose else SENTENCE.search(view.text)
    start = sentence.end() if sentence else 0
    if loose or _is_list(layout.block(index).text) or LABEL_LINE.match(layout.block(index).text.strip()):
        matches = find_origin_words(view.text)
    else:
        match = ORIGIN_WORDS.match(view.text, start) or ORIGIN_WORDS.match(view.text)
        wide = _WIDE_LABEL.search(view.text) if match is None and index in layout.head else None
        match = match or (ORIGIN_WORDS.match(view.text, wide.start()) if wide else None)
        short = match is None and len(view.text) <= _WHOLE_CHARS
        matches = find_origin_words(view.text) if short else ((match,) if match else ())
    for match in matches:
        label = LABELS.match(match[0].strip()) is not None
        if ONLY.fullmatch(layout.block(index).text.strip()):
            return _Cue(match[0], match.end(), label)
        if label:
            if not match["colon"] or not _is_label(layout, view, match, index, text):
                continue
        elif not _opens_phrase(view, match, loose=loose):
            continue
        return _Cue(match[0], match.end(), label)
    return None


def _opens_phrase(view: PlainView, match: re.Match[str], *, loose: bool) -> bool:
    """Return whether a cue that is no label stands where a phrase begins."""
    before = _before(view.text, match.start())
    if before not in "\n([|•. ":
        return False
    if _LATER.search(match[0]) or (_OF_BOOK.match(match[0]) and view.text[match.end() :][:1] in '"“‘'):
        return False
    weak = match[0].lower().startswith(("via", "courtesy", "by way", "h/t", "hat"))
    return not weak or (loose and before in "\n([|•")


def _before(text: str, start: int) -> str:
    """Return the sign before a place, blanks at the start of a line aside; a line break where there is none."""
    if text[:start].endswith(_BARS):
        return "|"
    before = text[start - 1] if start else "\n"
    return "\n" if before == " " and text[:start].rstrip(" ")[-1:] in ("\n", "") else before


def _is_label(
    layout: ArticleLayout, view: PlainView, match: re.Match[str], index: int, text: tuple[int, int]
) -> bool:
    """Return whether a label names the source of the piece, and not that of a table, picture or fact box."""
    before = _before(view.text, match.start())
    if layout.roles[index] is Role.BYLINE and view.text[: match.start()].endswith("; "):
        before = "|"
    dates = find_dates(view.text)
    wide = bool(dates) and _WIDE.match(match[0]) is not None
    dated = any(0 <= match.start() - date.end <= _AFTER_DATE for date in dates)
    if before not in "\n|•" and not dated and not (wide and (before in " (（" or before.isdigit())):
        return False
    first, last = text
    if _is_within_text(layout, index) or _CITATION.search(view.text, match.end()):
        return False
    if layout.roles[index] in _DATED:
        return index < first or not _is_below_figure(layout, index)
    if layout.roles[index] is Role.MEDIA and index < first:
        return wide
    many = sum(LABEL_LINE.fullmatch(block.text.strip()) is not None for block in layout.blocks)
    return many <= 1 and not _is_below_figure(layout, index) and last >= 0


def _is_within_text(layout: ArticleLayout, index: int) -> bool:
    """Return whether a block stands between two paragraphs of the body."""
    return (
        0 < index < len(layout.blocks) - 1 and layout.roles[index - 1] is layout.roles[index + 1] is Role.BODY
    )


def _is_below_figure(layout: ArticleLayout, index: int) -> bool:
    """Return whether a table, list or picture stands right above, which such a line may belong to."""
    if index == 0:
        return False
    above = layout.block(index - 1)
    if layout.roles[index - 1] not in (Role.BODY, Role.MEDIA):
        return False
    pictured = layout.roles[index] not in _DATED and above.text.startswith(("![", "[!["))
    return (
        pictured or above.type in ("bullet_list", "ordered_list", "html_block") or above.text.startswith("|")
    )


def _without_cue(layout: ArticleLayout, view: PlainView, index: int) -> Finding | None:
    """Read a name that stands before or within a cue, beside an author, or in the last words of the text."""
    role = layout.roles[index]
    between = NAME_BETWEEN.search(view.text)
    if between and is_name(between["name"]):
        return Finding(between["name"].removeprefix("the "), index, "`was first published`", 0.8)
    before = NAME_BEFORE.search(view.text) if role is not Role.BODY else None
    name = name_before(before["name"]) if before else ""
    if name:
        return Finding(name, index, "`where this first appeared`", 0.75)
    remark = CLOSING_REMARK.search(view.text)
    if remark and _ends_text(layout, index) and is_name(remark["name"].strip()):
        return Finding(remark["name"].strip(), index, "source in brackets at the end", 0.7)
    if role in _DATED and index in layout.head:
        name = name_beside_author(view, dated=role is Role.DATELINE)
        return Finding(name, index, "outlet beside the author", 0.7) if name else None
    return None


def _ends_text(layout: ArticleLayout, index: int) -> bool:
    """Return whether a block is the last of the body."""
    return layout.roles[index] is Role.BODY and Role.BODY not in layout.roles[index + 1 :]


def _address(view: PlainView, index: int) -> Finding | None:
    match = ADDRESS.match(view.text)
    if match is None:
        if not may_name_origin(view.text):
            return None
        match = next(
            (m for m in find_origin_words(view.text) if LABELS.match(m[0].strip()) and m["colon"]), None
        )
        if match is None or (match.start() and view.text[match.start() - 1] != "\n"):
            return None
    address = URL.match(view.text, match.end())
    return Finding(address[0], index, f"`{match[0].strip()}` line", 0.9) if address else None


def _date(view: PlainView, at: int, index: int) -> Finding | None:
    dates = find_dates(view.text[at : at + 160])
    return Finding(dates[0].iso, index, "date beside the source", 0.7) if dates and dates[0].iso else None


def _is_carrier(name: str, *carriers: str | None) -> bool:
    """Return whether a source is the publisher itself."""
    joined = slug(name).replace("-", "")
    return joined in {slug(carrier).replace("-", "") for carrier in carriers if carrier}

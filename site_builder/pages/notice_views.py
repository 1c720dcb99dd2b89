"""What lists and pages show of a notice: its name, its wordings in time, what changed between them."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Notice, NoticeText, NoticeVersion
from site_builder.notice_purposes import PURPOSES
from site_builder.pages.diff_view import DiffView, view_runs
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.views import Link
from site_builder.roles import CLASS_OF, ROLES
from site_builder.wording import number_word, ordinal, split_tokens, word_diff

_OPENING_WORDS = 8
_LABEL = lazy_pattern(r"[^\W\d_]{3,24}:\s+(?=\S)")
"""A word before a colon that only says what a notice is, as `Disclaimer: `."""
_WIDTH = 1000
"""Units across a timeline."""
_THINNEST = 6
"""Units of a wording that was seen on one day only."""


class VersionView(msgspec.Struct, frozen=True):
    """A wording on the page of its notice."""

    id: str
    name: str
    """`Third wording`; empty where there is only one."""
    when: str
    count: str
    href: str
    """The page that lists its articles; empty where that is this page."""
    overlap: str
    """With which other wordings it was in use, in words."""
    lang: str
    runs: tuple[DiffView, ...]
    parts: tuple[str, ...]
    """What its parts do, in order; none where all of it does the same."""
    variables: str
    """Words in it that differ with the article."""


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """One wording in a timeline, in the units of its drawing."""

    x: int
    width: int
    row: int
    """0 or 1, so that neighbours can be told apart."""


class NoticeItem(msgspec.Struct, frozen=True):
    """One notice in a list."""

    href: str
    opening: str
    lang: str
    kind: str
    """The class of its role."""
    role: str
    outlet: Link | None
    count: str
    when: str
    wordings: str
    purposes: str
    timeline: tuple[Stretch, ...]
    words: str
    """The timeline in words."""


def notice_digest(notice: Notice) -> bytes:
    """Digest what pages show of a notice besides its articles."""
    versions = tuple(msgspec.structs.replace(version, articles=b"") for version in notice.versions)
    shown = msgspec.structs.replace(notice, versions=versions)
    return hashlib.blake2b(msgspec.msgpack.encode(shown), digest_size=16).digest()


def opening(passage: NoticeText, *, words: int = _OPENING_WORDS) -> str:
    """Return the first words of a notice, after a word that only says what it is.

    What differs with the article is left out.
    """
    text = one_line(passage.text)
    for variable in passage.variables:
        text = re.sub(re.escape(one_line(variable)), "…", text, flags=re.IGNORECASE)
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) and "…" not in text else text
    tokens = split_tokens(text)
    at = 0
    for token in tokens[:words]:
        at = text.index(token, at) + len(token)
    return text if len(tokens) <= words else text[:at].rstrip("… ") + " …"


def heading(notice: Notice) -> str:
    """Return the name of a notice: its outlet and its first words."""
    quoted = f"“{opening(notice.current.passage)}”"
    return f"{one_line(notice.outlet.name)}: {quoted}" if notice.outlet.name else quoted


def version_id(notice: Notice, index: int) -> str:
    """Return the id of a version on the page of its notice; a wording that came back has a number behind it."""
    address = notice.versions[index].address
    times = sum(version.address == address for version in notice.versions[: index + 1])
    digits = address.rstrip("/").rpartition("-")[2]
    return f"w-{digits}" if times == 1 else f"w-{digits}-{times}"


def version_name(notice: Notice, index: int) -> str:
    """Return what a wording is called; empty where there is only one."""
    return f"{ordinal(index + 1).capitalize()} wording" if len(notice.versions) > 1 else ""


def version_view(notice: Notice, index: int, *, linked: bool) -> VersionView:
    """Lay out a wording, with what changed since the one before; `linked` ones lead to the page of their articles."""
    version = notice.versions[index]
    passage = version.passage
    before = notice.versions[index - 1].passage.text if index else ""
    return VersionView(
        id=version_id(notice, index),
        name=version_name(notice, index),
        when=_when(version),
        count=counted(version.count, "article"),
        href=version.address + "index.html" if linked and version.address != notice.address else "",
        overlap=_overlaps(notice, index),
        lang=passage.language,
        runs=diff_views(before, passage.text) if index else (DiffView("", one_line(passage.text)),),
        parts=part_names(passage),
        variables=", ".join(map(one_line, passage.variables)),
    )


@lru_cache(maxsize=1024)
def diff_views(before: str, after: str) -> tuple[DiffView, ...]:
    """Return the words of a wording and those of the one before that are gone."""
    return tuple(view_runs(word_diff(one_line(before), one_line(after))))


def part_names(passage: NoticeText) -> tuple[str, ...]:
    """Return what the parts of a notice do, each once."""
    return tuple(dict.fromkeys(ROLES[part.role].part or ROLES[part.role].name for part in passage.parts))


def wordings(notice: Notice) -> str:
    """Return how many wordings a notice has, in words; empty for one that never changed."""
    if notice.varies:
        return "words vary"
    return f"{number_word(len(notice.versions))} wordings" if len(notice.versions) > 1 else ""


def notice_span(notice: Notice) -> str:
    """Return the years of a notice: `2006 to 2024`, or one, or nothing."""
    return years_between(notice.first, notice.last)


def years_between(first: str, last: str) -> str:
    """Return the years of two dates: `2006 to 2024`, or one where they are the same, or nothing."""
    return first[:4] if first[:4] == last[:4] else f"{first[:4]} to {last[:4]}"


def _when(version: NoticeVersion) -> str:
    if not version.first:
        return "undated"
    if version.first == version.last:
        return day(version.first)
    return f"{day(version.first)} to {day(version.last)}"


def _overlaps(notice: Notice, index: int) -> str:
    """Return in words with which earlier wordings one was in use at the same time, and how long."""
    version = notice.versions[index]
    beside = [
        f"the {ordinal(number)} until {day(min(version.last, other.last))}"
        for number, other in enumerate(notice.versions[:index], 1)
        if version.first and version.first < other.last and other.first < version.last
    ]
    return f"Overlaps {' and '.join(beside)}" if beside else ""


def timeline(notice: Notice, first: str, last: str) -> tuple[Stretch, ...]:
    """Draw when each wording of a notice was seen, between two dates."""
    start, end = _moment(first), _moment(last)
    scale = (_WIDTH - _THINNEST) / (end - start) if end > start else 0.0
    return tuple(
        Stretch(
            x=round((_moment(version.first) - start) * scale),
            width=max(_THINNEST, round((_moment(version.last) - _moment(version.first)) * scale)),
            row=index % 2,
        )
        for index, version in enumerate(notice.versions)
        if version.first
    )


def _moment(date: str) -> float:
    """Return a date as years and parts of them."""
    numbers = [int(number) for number in date.split("-")]
    year, month, day_of_month = (*numbers, 1, 1)[:3]
    return year + (month - 1) / 12 + (day_of_month - 1) / 366


def timeline_words(notice: Notice) -> str:
    """Return when each wording of a notice was seen."""
    return "; ".join(
        f"{version_name(notice, index) or 'Seen'}: {_when(version)}"
        for index, version in enumerate(notice.versions)
    )


def notice_item(notice: Notice, *, lang: str, span: tuple[str, str], with_outlet: bool) -> NoticeItem:
    """Return what a list shows of a notice; `lang` is that of the page, `span` the dates its timelines reach over."""
    passage = notice.current.passage
    return NoticeItem(
        href=notice.address + "index.html",
        opening=opening(passage, words=14),
        lang="" if passage.language in ("", lang) else passage.language,
        kind=CLASS_OF[notice.role].value,
        role=ROLES[notice.role].name,
        outlet=outlet_link(notice) if with_outlet else None,
        count=counted(notice.count, "article"),
        when=notice_span(notice),
        wordings=wordings(notice),
        purposes=", ".join(PURPOSES[key].name.lower() for key in notice.purposes),
        timeline=timeline(notice, *span) if span[0] else (),
        words=timeline_words(notice),
    )


def outlet_link(notice: Notice) -> Link | None:
    """Return the outlet that says a notice, with the page of its notices."""
    outlet = notice.outlet
    return Link(one_line(outlet.name), f"notices/outlets/{outlet.slug}/index.html") if outlet.name else None


def outlet_page(notice: Notice) -> Link | None:
    """Return the outlet that says a notice, with the page of its articles."""
    outlet = notice.outlet
    if not notice.facet:
        return None
    return Link(one_line(outlet.name), f"{notice.facet}/{outlet.slug}/index.html")


def dates(notices: Sequence[Notice]) -> tuple[str, str]:
    """Return the first and the last date of some notices; empty where none has a date."""
    dated = [notice for notice in notices if notice.first]
    if not dated:
        return "", ""
    return min(notice.first for notice in dated), max(notice.last for notice in dated)

"""Find written dates in running text, in the ways newspapers and blogs write them."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.calendars import DAY_FIRST, fold, month_of, weekday_start, words
from site_builder.wording.times import is_impossible_stamp

FORM_IMPOSSIBLE = "impossible"
FORM_AMBIGUOUS = "ambiguous"
FORM_IMPOSSIBLE_TIME = "impossible-time"


class FoundDate(NamedTuple):
    """A date as written, with the weekday before it and the time of day beside it."""

    start: int
    """Character offset in the searched text."""
    end: int
    iso: str | None
    """`2020-02-04`, or `2020-02` where the day is missing; None where the text does not settle it."""
    form: str
    """`iso`, `day-month`, `month-day`, `month`, `numeric`, `ambiguous` (04/05/2020), `impossible` or
    `impossible-time`."""
    readings: tuple[str, ...] = ()
    """For an ambiguous date: as day-month-year, then as month-day-year."""


# Digits of other scripts become ASCII one for one, so that offsets hold.
_DIGITS = {
    zero + value: str(value)
    for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10)
    for value in range(10)
}
_FOREIGN = lazy_pattern("[" + "".join(map(chr, _DIGITS)) + "]")
_DIGIT = lazy_pattern(r"\d")
# Without one of these four a text has no date. What opens with one class of characters is looked for quickly.
_FIGURES = lazy_pattern(r"\d[-/.][ ]?\d")
_FOUR_DIGITS = lazy_pattern(r"[12]\d\d\d")
_BEFORE_TIME = lazy_pattern(r"\d\d[ ](?:à|at|um|om|kl)[ ]\d")
_QUOTED_YEAR = lazy_pattern(r"['’‘]\d\d(?!\w)")
_YEAR = lazy_pattern(
    r"[12](?<!\d\d)(?:(?<=1)[6-9]\d\d|(?<=2)0\d\d|(?<=2)100)"
    # What the conversion glued, `27 abril, 202226 abril, 2022` or `4 May 20205:43`, still is two things.
    r"(?:(?!\d)|(?=\d\d?:\d\d)|(?=\d{1,2}[-./]\d{1,2}[-./]\d{4}(?!\w))|"
    r"(?=\d{1,2}\.?[ ](?:de[ ])?[^\W\d_]{3,12}[ ,.]{1,2}(?:de[ ])?(?:1[6-9]|20)\d\d))"
)
_YEAR_FIRST = lazy_pattern(
    r"((?=[12])\d(?<![\d_/.\-=]\d)[06-9]\d\d)([-/.])[ ]?(\d{1,2})\2[ ]?(\d{1,2})(?:(?=T\d)|(?![\w/=]|[-.]\w))"
)
_YEAR_LAST = lazy_pattern(
    r"(\d(?<![\d_/=.\-]\d)\d?)([-/.])[ ]?(\d{1,2})\2[ ]?((?:1[6-9]|20)?\d\d)"
    # Of what the conversion glued, `19.11.202120.11.2021`, the first is a date.
    r"(?:(?![\w/=]|[-.]\w)|(?<=\d{4})(?=\d{1,2}([-/.])\d{1,2}\5\d{4}(?!\w)))"
)
# `14 Feb ’20` and `27 Mar 20 à 9:21`: without a century only where nothing else can be meant.
_SHORT_YEAR = lazy_pattern(
    r"(?<![\w.])(\d{1,2})\.?[ ]([^\W\d_]{3,12})\.?,?[ ](?:['’‘](\d\d)(?!\w)|(\d\d)(?=[ ](?:à|at|um|om|kl)[ ]\d))"
)
_SIGNS = lazy_pattern(r"\s{0,2}[年년]\s{0,2}(\d{1,2})\s{0,2}[月월]\s{0,2}(\d{1,2})\s{0,2}[日일号]?")
_AFTER_YEAR = lazy_pattern(r"[.,]?[ ]([^\W\d_]{3,12})\.?[ ](\d{1,2})(?![\d:])")
_TOKEN = lazy_pattern(r"[^\W\d_]+|\d+|\S")
_TIME_AFTER = lazy_pattern(
    r"(?:T|[\s,;|·•@(–—-]{1,4}(?:(?:at|um|à|a las|alle|ore|às|as|om|kl|klo|o|w|godz|saat|pukul|jam|lúc|в|о|об|"
    r"الساعة|o godzinie)[.:]?[ ])?)"
    r"\d{1,2}(?:[:.h]\d\d(?::\d\d(?:\.\d{1,6})?)?|(?=[ ]?[ap]\.?m)|h\b)"
    r"(?:[ ]?(?:[ap]\.?m\b\.?|uhr\b|wib\b|h\b|z\b))?"
    r"(?:[ ]?\(?(?:GMT|UTC|[A-Z]{1,3}[SD]?T|CES?T|МСК)\b)?"
    r"(?:[ ]?\(?(?:GMT|UTC)?[+-](?:\d\d:\d\d|\d{1,2}(?::?\d\d)?(?!\d)))?\)?",
    re.IGNORECASE,
)
_TIME_BEFORE = lazy_pattern(
    r"(?<![\d:.])\d{1,2}[:.]\d\d(?::\d\d)?(?:[ ]?[ap]\.?m\.?)?(?:[ ]?[A-Z]{2,4})?[ ,|·–-]{1,3}$"
)
_CLOCK = lazy_pattern(r",?[ ]\d{1,2}:\d\d(?!\d)")
_WINDOW = 48
_GLUE = words("de del di of do the d den der la năm nam year r год года року u")
_ORDINALS = words("st nd rd th er re e eme o a º ª ° го е a")
_MARKS = frozenset(".,-–/()*_’'‎")


def find_dates(text: str, *, language: str | None = None) -> tuple[FoundDate, ...]:
    """Find the written dates of a text, in order and without overlap.

    A date has a year from 1600 to 2100; a day and month alone are none.
    `language` (BCP 47) settles 04/05/2020 where the language knows one order only.
    An impossible date (30 February) has `iso=None` and the form `impossible`, one with an impossible time
    (T25:61) the form `impossible-time`.
    """
    if not _has_digit(text):
        return ()
    if not text.isascii() and _FOREIGN.search(text):
        text = text.translate(_DIGITS)
    short = _may_have_short_year(text)
    figures = _FIGURES.search(text) is not None
    if not short and not figures and not _FOUR_DIGITS.search(text):
        return ()
    numeric = sorted([*(_figures(text, language) if figures else ()), *(_short(text) if short else ())])
    worded: list[FoundDate] = []
    floor = at = 0
    for year in _YEAR.finditer(text):
        start, end = year.span()
        while at < len(numeric) and numeric[at].start < end:
            floor = max(floor, _after_time(text, numeric[at].end, len(text)))
            at += 1
        item = _worded(text, start, end, floor) if start >= floor else None
        if item is not None:
            worded.append(item)
            floor = item.end
    return tuple(_widened(text, sorted([*numeric, *worded])))


def _has_digit(text: str) -> bool:
    """Return whether a text has a digit of any script."""
    # hot: see tests/benchmarks/stages.py
    return (
        "1" in text or "2" in text or "0" in text or "3" in text or "4" in text or "5" in text or "6" in text
        or "7" in text or "8" in text or "9" in text or (not text.isascii() and _DIGIT.search(text) is not None)
    )  # fmt: skip


def _may_have_short_year(text: str) -> bool:
    quoted = ("'" in text or "’" in text or "‘" in text) and _QUOTED_YEAR.search(text)
    return bool(quoted or _BEFORE_TIME.search(text))


def _figures(text: str, language: str | None) -> Iterator[FoundDate]:
    for match in _YEAR_FIRST.finditer(text):
        month, day = int(match[3]), int(match[4])
        if 1600 <= int(match[1]) <= 2100 and month <= 19 and day <= 39:
            yield _dated(*match.span(), int(match[1]), month, day, "iso")
    for match in _YEAR_LAST.finditer(text):
        glued = match.start() > 0 and text[match.start() - 1].isalpha()
        if not glued or (len(match[1]) == 2 and len(match[4]) == 4):
            item = _year_last(match, language)
            if item is not None:
                yield item


def _short(text: str) -> Iterator[FoundDate]:
    for match in _SHORT_YEAR.finditer(text):
        month = month_of(match[2])
        if month and int(match[1]) <= 39:
            yield _dated(*match.span(), _year(match[3] or match[4]), month, int(match[1]), "day-month")


def _year(digits: str) -> int:
    """Return the year that four figures or the last two of it stand for."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _year_last(match: re.Match[str], language: str | None) -> FoundDate | None:
    first, sign, second, digits = int(match[1]), match[2], int(match[3]), match[4]
    year = _year(digits)
    start, end = match.span()
    # Without a century only the commonest ways are dates, or what a time follows; 1.2.34 is a version.
    common = sign == "/" or len(match[1]) == len(match[3]) == 2
    if len(digits) == 2 and not common and not _CLOCK.match(match.string, end):
        return None
    if second > 12 and first <= 12:
        return _dated(start, end, year, first, second, "numeric") if second <= 39 else None
    if first > 12 or sign == "." or first == second:
        far = first > 39 or second > (12 if len(digits) == 2 else 19)
        return None if far else _dated(start, end, year, second, first, "numeric")
    if language is not None and language[:2] in DAY_FIRST:
        return _dated(start, end, year, second, first, "numeric")
    readings = (f"{year:04}-{second:02}-{first:02}", f"{year:04}-{first:02}-{second:02}")
    return FoundDate(start, end, None, FORM_AMBIGUOUS, readings)


def _dated(start: int, end: int, year: int, month: int, day: int, form: str) -> FoundDate:
    try:
        return FoundDate(start, end, date(year, month, day).isoformat(), form)
    except ValueError:
        return FoundDate(start, end, None, FORM_IMPOSSIBLE)


def _worded(text: str, start: int, end: int, floor: int) -> FoundDate | None:
    """Read the words before a year, else those behind it, as day and month."""
    year = int(text[start:end])
    signs = _SIGNS.match(text, end)
    if signs:
        return _dated(start, signs.end(), year, int(signs[1]), int(signs[2]), "iso")
    left = max(floor, start - _WINDOW)
    item = _backwards(list(_TOKEN.finditer(text, left, start)), year, end)
    if item is None or item.form == "month":
        after = _AFTER_YEAR.match(text, end)
        month = month_of(after[1]) if after else 0
        if after and month and not item:
            return _dated(start, after.end(), year, month, int(after[2]), "iso")
    return item


def _backwards(tokens: list[re.Match[str]], year: int, end: int) -> FoundDate | None:
    at = _skip(tokens, len(tokens) - 1)
    if at < 0:
        return None
    word = tokens[at][0]
    if word.isdecimal():
        return _month_before(tokens, at, year, end)
    month = month_of(word)
    if not month:
        return (
            _month_before(tokens, _number_before(tokens, at), year, end) if _is_ordinal(tokens, at) else None
        )
    first = tokens[at]
    before = _skip(tokens, at - 1)
    if before >= 0 and month_of(tokens[before][0]) == month:
        first, before = tokens[before], _skip(tokens, before - 1)
    if before >= 0 and _is_ordinal(tokens, before):
        before = _number_before(tokens, before)
    if before >= 0 and _is_day(tokens, before):
        return _dated(tokens[before].start(), end, year, month, int(tokens[before][0]), "day-month")
    if len(word) < 4 and fold(word) not in ("may", "mai", "mei", "maj"):
        return None
    return FoundDate(first.start(), end, f"{year:04}-{month:02}", "month")


def _month_before(tokens: list[re.Match[str]], at: int, year: int, end: int) -> FoundDate | None:
    """Read `February 4th,` or `2 tháng 11` before a year; `at` is the number next to the year."""
    if at < 1 or not _is_day(tokens, at):
        return None
    number, before = int(tokens[at][0]), _skip(tokens, at - 1, glue=False)
    if before < 0:
        return None
    word = fold(tokens[before][0])
    if word == "thang":
        day = _skip(tokens, before - 1)
        if day >= 0 and _is_day(tokens, day):
            return _dated(tokens[day].start(), end, year, number, int(tokens[day][0]), "day-month")
        if number <= 12:
            return FoundDate(tokens[before].start(), end, f"{year:04}-{number:02}", "month")
        return None
    month = month_of(word)
    return _dated(tokens[before].start(), end, year, month, number, "month-day") if month else None


def _skip(tokens: list[re.Match[str]], at: int, *, glue: bool = True) -> int:
    """Step back over at most four marks and small words."""
    for _ in range(4):
        if at < 0 or not (tokens[at][0] in _MARKS or (glue and tokens[at][0].lower() in _GLUE)):
            break
        at -= 1
    return at


def _is_ordinal(tokens: list[re.Match[str]], at: int) -> bool:
    """Return whether a token is the ending of an ordinal, as the `rd` of `3rd`."""
    return fold(tokens[at][0]) in _ORDINALS and _number_before(tokens, at) >= 0


def _number_before(tokens: list[re.Match[str]], at: int) -> int:
    """Return the index of the number an ordinal ending at `at` is written to, as in `4-го`, or -1."""
    number = at - 2 if at > 1 and tokens[at - 1][0] == "-" else at - 1
    near = number >= 0 and tokens[number][0].isdecimal() and tokens[at].start() - tokens[number].end() <= 1
    return number if near else -1


def _is_day(tokens: list[re.Match[str]], at: int) -> bool:
    """Return whether a number can be a day and is not the minutes of a time."""
    if len(tokens[at][0]) > 2 or not tokens[at][0].isdecimal():
        return False
    joined = at > 0 and tokens[at - 1].end() == tokens[at].start()
    return not (joined and tokens[at - 1][0] in ":$€£#")


def _after_time(text: str, end: int, limit: int) -> int:
    after = _TIME_AFTER.match(text, end, limit)
    return after.end() if after else end


def _widened(text: str, dates: list[FoundDate]) -> Iterator[FoundDate]:
    """Extend each date over the weekday before and the time beside it, without overlap."""
    floor = 0
    for position, item in enumerate(dates):
        if item.start < floor:
            continue
        start, end = item.start, item.end
        limit = dates[position + 1].start if position + 1 < len(dates) else len(text)
        if item.form != "month":
            start = weekday_start(text, floor, start)
            before = _TIME_BEFORE.search(text, max(floor, start - 20), start)
            start = before.start() if before else start
            end = _after_time(text, end, limit)
        widened = item._replace(start=start, end=end)
        impossible = item.form == "iso" and is_impossible_stamp(text, item.end)
        yield widened._replace(iso=None, form=FORM_IMPOSSIBLE_TIME) if impossible else widened
        floor = end

"""Values that are dates: read, or refused with a message."""

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.dates import FORM_IMPOSSIBLE_TIME, FoundDate, find_dates
from site_builder.wording.times import has_impossible_clock

DateProblem = tuple[str, str, str]
"""Code, message and hint."""
_YEAR_OR_MONTH = lazy_pattern(r"((?:1[6-9]|20)\d\d)(?:-(0[1-9]|1[0-2]))?\Z")


def read_date_value(text: str, *, date_order: str = "") -> tuple[str | None, DateProblem | None]:
    """Return the ISO date of a text that is nothing but a date, or what is wrong with it.

    `date_order` (`dmy`, `mdy`) settles 04/05/2020.
    """
    if not text or _YEAR_OR_MONTH.match(text):
        return text or None, None
    date = next(iter(find_dates(text)), None)
    if date is not None and date.iso and has_impossible_clock(text):
        date = date._replace(iso=None, form=FORM_IMPOSSIBLE_TIME)
    iso = settle_order(date, date_order) if date else None
    return (iso, None) if iso else (None, describe_unusable_date(date, text))


def settle_order(date: FoundDate, date_order: str) -> str | None:
    """Return the ISO date, an ambiguous one by its order of day and month; None where nothing settles it."""
    if date.iso or not date.readings:
        return date.iso
    return {"dmy": date.readings[0], "mdy": date.readings[1]}.get(date_order)


def describe_unusable_date(date: FoundDate | None, text: str) -> tuple[str, str, str]:
    """Return code, message and hint of the problem with a date that is ambiguous, impossible or none."""
    if date is not None and date.readings:
        either = " or ".join(date.readings)
        hint = "write it as YYYY-MM-DD, or set `date_order` in site.toml"
        return "ambiguous-date", f"{text!r} may be {either}", hint
    if date is not None and date.form == FORM_IMPOSSIBLE_TIME:
        hint = "write an existing time as YYYY-MM-DDTHH:MM:SS+HH:MM, or the day alone"
        return "bad-date", f"there is no time {text!r}", hint
    if date is not None:
        return "bad-date", f"there is no day {text!r}", "write an existing day as YYYY-MM-DD"
    return "bad-date", f"{text[:60]!r} is not a date", "write it as YYYY-MM-DD"

"""Times of day and offsets from UTC behind a date, and whether they exist."""

import re

from site_builder.lazy_patterns import lazy_pattern

_STAMP = lazy_pattern(
    r"(?:T|[ ](?=\d\d:\d\d:\d\d))(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:[ ]?(?:Z|[+-](\d\d):?(\d\d)?(?!\d)))?"
)
"""`T08:30:00+01:00` and `T0830Z`, and behind a blank `08:30:00 +0100`."""
_CLOCK = lazy_pattern(
    r"(?<![\d+-])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?!\d)(?:[ ]?[+-](\d\d):?(\d\d)?(?!\d))?"
)
"""A time in figures anywhere in a text."""
_LAST_OFFSET_HOUR = 14
"""Kiribati is 14 hours ahead of UTC, and no place is farther from it."""


def is_impossible_stamp(text: str, end: int) -> bool:
    """Return whether a time stamp behind the date that ends at `end` has an impossible hour, minute or offset.

    `2020-01-01T25:61:00Z` and `2020-01-01T08:00:00+99:99` are impossible.
    Other figures with a colon count for nothing here: behind a date stand scores and durations as well.
    """
    match = _STAMP.match(text, end)
    return match is not None and not _exists(match)


def has_impossible_clock(text: str) -> bool:
    """Return whether a text that is nothing but a date names an hour, minute or offset that does not exist."""
    return any(not _exists(match) for match in _CLOCK.finditer(text))


def _exists(match: re.Match[str]) -> bool:
    hour, minute, second, offset_hour, offset_minute = (int(part or 0) for part in match.groups())
    return (
        (hour < 24 or (hour, minute, second) == (24, 0, 0))
        and minute < 60
        and second <= 60
        and offset_hour <= _LAST_OFFSET_HOUR
        and offset_minute < 60
    )

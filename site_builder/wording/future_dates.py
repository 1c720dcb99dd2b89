"""Find dates so far ahead of all others that the year must be wrong; no clock is asked."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

PLAUSIBLE_YEAR = 2027
"""The last year that an article can be of, for certain, while this version of the program is new."""
_GAP_DAYS = 366
"""Days between two neighbouring dates that part those far ahead from the others."""


def last_plausible_date(dates: Iterable[str]) -> str | None:
    """Return the newest of some ISO dates that is not far ahead of all earlier ones; None where there is none.

    A date is far ahead if it lies after the plausible years and more than a year after the next earlier date.
    """
    newest_first = sorted(set(dates), reverse=True)
    plausible = newest_first[0] if newest_first else None
    for later, earlier in pairwise(newest_first):
        if int(later[:4]) <= PLAUSIBLE_YEAR:
            break
        if (_day(later) - _day(earlier)).days > _GAP_DAYS:
            plausible = earlier
    return plausible


def _day(iso: str) -> date:
    year, month, day = (*map(int, iso.split("-")), 1, 1)[:3]
    return date(year, month, day)

"""Dates, counts and lists in words, and labels that are fit for any page."""

from collections.abc import Sequence
from functools import lru_cache

from site_builder.model import Card

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# What neither HTML nor XML may hold, as text or as a reference: controls, lone surrogates, non-characters.
_UNFIT = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)),
    **dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85), " "),
}


def one_line(text: str) -> str:
    """Make a label fit for any page or data file: one line, no control characters."""
    if text.isprintable():
        return text
    return " ".join(text.translate(_UNFIT).split())


@lru_cache(maxsize=16384)
def day(date: str) -> str:
    """Spell out an ISO date as precisely as it is given: `4 February 2020`, `February 2020`, `2020`."""
    year, _, rest = date.partition("-")
    month, _, day_of_month = rest.partition("-")
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        return date
    name = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day_of_month)} {name}" if day_of_month.isdecimal() else name


def counted(number: int, one: str, many: str = "") -> str:
    """Spell out a count: `1 article`, `1,284 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: `A, B and C`."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def minutes(words: int) -> str:
    """Estimate how long reading takes at 200 words a minute; number and unit stay on one line."""
    return f"{max(1, round(words / 200))}\u00a0min"


def span(cards: Sequence[Card]) -> str:
    """Phrase the time span of articles: `2004 to 2024`, or one year, or nothing.

    Cards come newest first and undated last, as on a shelf.
    """
    newest = cards[0].metadata.date if cards else None
    if not newest:
        return ""
    oldest = next(date for card in reversed(cards) if (date := card.metadata.date))
    first, last = oldest[:4], newest[:4]
    return first if first == last else f"{first} to {last}"

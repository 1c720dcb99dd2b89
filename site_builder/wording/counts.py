"""Counts rounded for pages that shall rest, and numbers in words."""

_STEPS = (1, 2, 5)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def round_count(count: int) -> int:
    """Round down to 1, 2, 5, 10, 20, 50, …; counts that are shown may not change with every new article."""
    power = 1
    while count >= power * 10:
        power *= 10
    return max(step * power for step in _STEPS if step * power <= max(count, 1))


def ordinal(number: int) -> str:
    """Return a number as a place in a row: `third`, `21st`."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def number_word(number: int) -> str:
    """Spell out a small number."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"

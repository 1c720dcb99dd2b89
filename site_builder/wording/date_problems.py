"""Messages for written dates that cannot be used."""

from site_builder.wording.dates import FoundDate


def describe_unusable_date(date: FoundDate | None, text: str) -> tuple[str, str, str]:
    """Return code, message and hint of the problem with a date that is ambiguous, impossible or none."""
    if date is not None and date.readings:
        either = " or ".join(date.readings)
        hint = "write it as YYYY-MM-DD, or set `date_order` in site.toml"
        return "ambiguous-date", f"{text!r} may be {either}", hint
    if date is not None:
        return "bad-date", f"there is no day {text!r}", "write an existing day as YYYY-MM-DD"
    return "bad-date", f"{text[:60]!r} is not a date", "write it as YYYY-MM-DD"

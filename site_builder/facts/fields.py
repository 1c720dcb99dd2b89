"""Values of metadata fields as people write them, in TOML or in the cell of a table."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from site_builder.language_tags import is_language_tag, suggest_language_tag
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Metadata
from site_builder.toml_text import as_toml

FIELDS: tuple[str, ...] = tuple(field for field in Metadata.__struct_fields__ if field != "labels")
"""Fields that every site has; labels of its other facets are named by the key of the facet."""
LIST_FIELDS = frozenset({"byline", "regions", "themes", "reports"})
_DATE_FIELDS = frozenset({"date", "source_date", "saved"})
NOTHING = "-"
"""The cell of a table that states that there is none; an empty cell states nothing."""

_ISO = lazy_pattern(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")
_ADDRESS = lazy_pattern(r"https?://[^\s/?#]+[^\s]*\Z", re.IGNORECASE)
_TEXT, _LIST = "a text", "a list of texts"


class Mistake(NamedTuple):
    """What is wrong with a value, and the way out."""

    message: str
    hint: str


def is_list(field: str) -> bool:
    """Test whether a field holds several texts, as the labels of facets do."""
    return field in LIST_FIELDS or field not in FIELDS


def value_of(metadata: Metadata, field: str) -> Any:
    """Return the value of a field, or the labels of a facet by its key."""
    return getattr(metadata, field) if field in FIELDS else dict(metadata.labels).get(field, ())


def with_values(metadata: Metadata, values: Mapping[str, Any]) -> Metadata:
    """Return metadata with other values of fields and other labels of facets; None and empty state nothing."""
    changes = {
        field: value or (() if is_list(field) else None) for field, value in values.items() if field in FIELDS
    }
    labels = {
        **dict(metadata.labels),
        **{field: value for field, value in values.items() if field not in FIELDS},
    }
    stated = tuple(sorted((key, names) for key, names in labels.items() if names))
    return msgspec.structs.replace(metadata, labels=stated, **changes)


def read_value(field: str, value: object) -> tuple[Any, Mistake | None]:
    """Convert a TOML value to that of a field; an empty text or list becomes None or an empty tuple.

    Returns None with a mistake for a value that the field cannot have.
    """
    if is_list(field):
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(item, str) for item in values):
            return tuple(dict.fromkeys(text for item in values if (text := " ".join(item.split())))), None
        return None, Mistake(
            f"{field} = {as_toml(value)} is not {_LIST}", f'write {_LIST}: {field} = ["One", "Another"]'
        )
    if field in _DATE_FIELDS and hasattr(value, "isoformat"):
        # A date without quotes, or a date and time.
        value = value.isoformat()[:10]
    if not isinstance(value, str):
        kind = "a date such as 2020-02-04" if field in _DATE_FIELDS else _TEXT
        return None, Mistake(
            f"{field} = {as_toml(value)} is not {kind}", f"write {kind}: {field} = {_example(field)}"
        )
    text = " ".join(value.split())
    result, message, hint = _READERS.get(field, _plain)(text, "")
    return result, Mistake(f"{field} = {as_toml(value)} {message}", hint) if message else None


def read_cell(field: str, cell: str | list[str], *, date_order: str) -> tuple[Any, Mistake | None]:
    """Convert the cell of a table to the value of a field; `-` is None or an empty tuple.

    Lists are separated by `;`. `date_order` settles dates such as 04/05/2020.
    Returns None with a mistake for a text that the field cannot have.
    """
    if isinstance(cell, list):
        return read_value(field, cell)
    text = " ".join(cell.split())
    if is_list(field):
        items = [] if text == NOTHING else text.split(";")
        return tuple(dict.fromkeys(name for item in items if (name := item.strip()))), None
    if text == NOTHING:
        return None, None
    result, message, hint = _READERS.get(field, _plain)(text, date_order)
    return result, Mistake(f"{field}: {text[:60]!r} {message}", hint) if message else None


_Read = tuple[str | None, str, str]
"""The value, or None with what is wrong and the way out."""


def _plain(text: str, _order: str) -> _Read:
    return text or None, "", ""


def _date(text: str, order: str) -> _Read:
    if not text:
        return None, "", ""
    iso = _ISO.match(text)
    if iso:
        if _exists(iso[1], iso[2] or "1", iso[3] or "1"):
            return text, "", ""
        return None, "is no day that exists", "write an existing day as 2020-02-04, or 2020-02, or 2020"
    # Settings are read by builds that have nothing to do, and this takes longer to import than they do.
    from site_builder.wording import read_date_value

    result, problem = read_date_value(text, date_order=order)
    if problem is None:
        return result, "", ""
    _, message, hint = problem
    start = f"{text!r} "
    return None, message.removeprefix(start) if message.startswith(start) else "is no day that exists", hint


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _address(text: str, _order: str) -> _Read:
    if not text or _ADDRESS.match(text):
        return text or None, "", ""
    return None, "is not an address", "write the whole address: https://example.org/article"


def _language(text: str, _order: str) -> _Read:
    tag = text.replace("_", "-").lower()
    if not tag or is_language_tag(tag):
        return tag or None, "", ""
    return None, "is no language", suggest_language_tag(text)


_READERS: dict[str, Callable[[str, str], _Read]] = {
    "date": _date,
    "source_date": _date,
    "saved": _date,
    "source_url": _address,
    "language": _language,
}


def _example(field: str) -> str:
    if field in _DATE_FIELDS:
        return '"2020-02-04"'
    return '"en"' if field == "language" else '"Words in quotes"'

"""Evidence outside the text: the file's name and folder, and the article's own address.

It fills only what the text leaves open, with less confidence, and its rules begin with `outside`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Profile, Provenance, Reading, Span
from site_builder.settings import Settings
from site_builder.wording import (
    LANGUAGE_NAMES,
    month_of,
    publishing_host,
    read_date_value,
    slug,
    unwrap_address,
)

_NOWHERE = Span(0, 0)
_OWN_ADDRESS = ("front matter", "head", "title block", "list")
"""How the rules of facts begin that a saver or a person wrote above the text."""
_NAME_DATE = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH_DATE = lazy_pattern(
    r"(?<![^/])((?:19|20)\d\d)/(?:([a-z]{3,9})|(\d{1,2}))(?:/(\d{1,2}))?(?=/|\Z)"
    r"|(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)|(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)",
    re.IGNORECASE,
)
"""`2018/may/06`, `2018/05/06`, `2018/05`; `2018-05-06`; `20180506`."""
_LANGUAGE_TAG = lazy_pattern(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)


class OutsideFact(NamedTuple):
    """A fact from outside the text."""

    field: str
    value: str
    provenance: Provenance


def find_outside(
    reading: Reading,
    values: dict[str, Any],
    provenance: dict[str, Provenance],
    settings: Settings,
    *,
    supplied_address: str | None = None,
) -> Iterator[OutsideFact]:
    """Yield date, publisher and language where `values` lacks them and the settings allow it.

    An address is the article's own where its head states it and no source is named, or where people state it and
    it is not that of the named source: the host of a source is not the publisher.
    """
    address = own_address(values, provenance)
    if supplied_address and not _is_at(supplied_address, values.get("source") or ""):
        address = unwrap_address(supplied_address)
    allowed = settings.outside
    if allowed.date and not values.get("date"):
        yield from _date(reading, address)
    if allowed.publisher and not values.get("publisher") and address:
        yield from _publisher(address, settings.profiles)
    if allowed.language and not values.get("language"):
        yield from _language(reading.path)


def _is_at(address: str, outlet: str) -> bool:
    """Return whether the host of an address is that of an outlet: `https://quarry.example/a` of `The Quarry`."""
    host = (
        (publishing_host(unwrap_address(address)) or "").rpartition(".")[0].replace(".", "").replace("-", "")
    )
    name = slug(outlet).removeprefix("the-").replace("-", "")
    return bool(host and name) and (host in name or name in host)


def own_address(values: dict[str, Any], provenance: dict[str, Provenance]) -> str:
    """Return the article's own address without the wrappers of web archives; empty where none is known."""
    address, evidence = values.get("source_url"), provenance.get("source_url")
    if not address or evidence is None or values.get("source") or not evidence.rule.startswith(_OWN_ADDRESS):
        return ""
    return unwrap_address(address)


def _date(reading: Reading, address: str) -> Iterator[OutsideFact]:
    folder, _, name = reading.path.rpartition("/")
    for place, date in (
        ("address", _date_in_path(urlsplit(address).path if address else "")),
        ("file name", _date_in_name(name)),
        ("folder", _date_in_path(folder)),
    ):
        is_saved = place != "address" and any(date and day.startswith(date) for day in reading.saved)
        if date and not is_saved:
            yield OutsideFact("date", date, Provenance(_NOWHERE, f"outside: date in the {place}", 0.5))
            return


def _date_in_name(name: str) -> str | None:
    match = _NAME_DATE.search(name)
    return read_date_value(f"{match[1]}-{match[3]}-{match[4]}")[0] if match else None


def _date_in_path(path: str) -> str | None:
    match = _PATH_DATE.search(path)
    if match is None:
        return None
    year, month_name, month, day = match[1], match[2], match[3], match[4]
    if year is None:
        year, month, day = (part for part in match.groups()[4:] if part)
    number = month_of(month_name) if month_name else int(month)
    if not 1 <= number <= 12:
        return None
    if not day:
        return f"{year}-{number:02}"
    return read_date_value(f"{year}-{number:02}-{int(day):02}")[0]


def _publisher(address: str, profiles: Sequence[Profile]) -> Iterator[OutsideFact]:
    host = publishing_host(address)
    if host:
        name = next((profile.name for profile in profiles if _is_host_of(host, profile)), host)
        yield OutsideFact(
            "publisher", name, Provenance(_NOWHERE, f"outside: host {host} of the address", 0.5)
        )


def _is_host_of(host: str, profile: Profile) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in profile.hosts)


def _language(path: str) -> Iterator[OutsideFact]:
    for folder in reversed(path.split("/")[:-1]):
        tag = LANGUAGE_NAMES.get(folder.casefold())
        if tag is None and _LANGUAGE_TAG.fullmatch(folder):
            primary = folder[:2].casefold()
            tag = folder.casefold().replace("_", "-") if primary in LANGUAGE_NAMES.values() else None
        if tag:
            yield OutsideFact("language", tag, Provenance(_NOWHERE, f"outside: folder {folder}", 0.5))
            return

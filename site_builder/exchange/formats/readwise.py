"""Readwise: the table of highlights that it exports."""

import re
from collections.abc import Iterator

from site_builder.exchange.foreign_note import ForeignNote, Format, kind_of
from site_builder.exchange.formats.csv_table import rows, split_tags

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?(?:\.\d+)?)\s*(Z|[+-]\d\d:?\d\d)?")


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the highlights of a table."""
    for row in rows(data, "highlight"):
        addresses = (
            row.get(name, "").strip() for name in ("url", "source url", "source_url", "highlight url")
        )
        text = row.get("note", "").strip()
        if not row["highlight"].strip() and not text:
            continue
        yield ForeignNote(
            addresses=tuple(filter(None, addresses)),
            title=row.get("book title", row.get("title", "")).strip(),
            quote=row["highlight"].strip(),
            text=text,
            kind=kind_of(text),
            date=_date(row.get("highlighted at", "").strip()),
            tags=split_tags(row.get("tags", "")),
            unplaceable="" if row["highlight"].strip() else "it quotes no words",
        )


def _date(text: str) -> str:
    match = _MOMENT.fullmatch(text)
    return f"{match[1]}T{match[2]}{match[3] or ''}" if match else text


FORMAT = Format(read)

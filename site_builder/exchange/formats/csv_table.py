"""A plain table: one note a row, with the columns of `COLUMNS`."""

import csv
import io
from collections.abc import Iterator, Sequence

from site_builder.exchange.foreign_note import ExportedNote, ForeignNote, Format, UnreadableError, kind_of
from site_builder.model import NoteKind

COLUMNS = (
    *("path", "url", "quote", "prefix", "suffix", "text", "kind", "tags"),
    *("by", "date", "link", "id", "from", "to", "block"),
)
_SEPARATORS = ",;\t"


def rows(data: bytes, *needed: str) -> list[dict[str, str]]:
    """Return the rows of a table by their columns in lower case.

    Raises UnreadableError for what is no table, and for one that has none of the needed columns.
    """
    try:
        text = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("save the table as UTF-8") from error
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = {name.strip().lower() for name in reader.fieldnames or ()}
        if names.isdisjoint(needed):
            raise UnreadableError(f"this table has no column {needed[0]!r}")
        return [
            {name.strip().lower(): value for name, value in row.items() if name and isinstance(value, str)}
            for row in reader
        ]
    except csv.Error as error:
        raise UnreadableError(f"this is not a table: {error}") from error


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the notes of a table."""
    for row in rows(data, "quote", "from", "block"):
        kind = row.get("kind", "").strip().lower()
        passage = row.get("quote") or row.get("from") or row.get("block")
        if not passage and not row.get("text"):
            continue
        yield ForeignNote(
            addresses=tuple(filter(None, (row.get("path", "").strip(), row.get("url", "").strip()))),
            quote=row.get("quote", ""),
            first=row.get("from", ""),
            last=row.get("to", ""),
            block=row.get("block", ""),
            prefix=row.get("prefix", ""),
            suffix=row.get("suffix", ""),
            text=row.get("text", ""),
            kind=NoteKind(kind) if kind in list(NoteKind) else kind_of(row.get("text", "")),
            by=row.get("by", "").strip(),
            date=row.get("date", "").strip(),
            tags=split_tags(row.get("tags", "")),
            link=row.get("link", "").strip(),
            id=row.get("id", "").strip(),
            unplaceable="" if passage else "it quotes no words",
        )


def split_tags(cell: str) -> tuple[str, ...]:
    """Return the tags of a cell: parted by semicolons, or by commas where there are none of these."""
    parts = cell.split(";" if ";" in cell else ",")
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def write(notes: Sequence[ExportedNote], title: str) -> str:
    """Return a table of notes."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for exported in notes:
        note = exported.note
        tags = "; ".join(note.tags)
        if len(note.tags) == 1 and "," in tags:
            tags += ";"
        url = exported.original
        identity = note.id if note.has_id else ""
        table.writerow(
            (exported.path, url, note.quote, note.prefix, note.suffix, note.text, note.kind.value, tags,
             note.by, note.date, note.link, identity, note.first, note.last, note.block)
        )  # fmt: skip
    return out.getvalue()


FORMAT = Format(read, write)

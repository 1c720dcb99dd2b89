"""Hypothesis: answers of its search interface and files that its client exports and imports."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from site_builder.exchange.foreign_note import (
    ExportedNote,
    ForeignNote,
    Format,
    UnreadableError,
    kind_of,
    read_json,
    tables,
    tags_of,
    text_of,
)
from site_builder.model import NoteKind
from site_builder.pages import moment

_AUTHORITY = "hypothes.is"
_USER = re.compile(r"acct:(.+)@[^@]*")
_OWN_ID = "site-builder-"
"""Begins ids that this program has made from the words."""
_OWN_SELECTOR = "NotesFileSelector"
"""Holds how the notes file names a long passage or a block; other programs pass over it."""
_NO_EXPORT_DATE = "1970-01-01T00:00:00Z"


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the notes of a file."""
    rows = list(_rows(read_json(data)))
    yield from map(_note, rows)


def _rows(content: object) -> Iterator[dict[str, Any]]:
    """Yield the annotations of an answer or an export, of several of these, of a list, or the only one."""
    held = [(item, item.get("rows", item.get("annotations"))) for item in tables(content)]
    if not isinstance(content, list) and not any(
        isinstance(rows, list) or "target" in item for item, rows in held
    ):
        raise UnreadableError("this has neither rows nor annotations")
    for item, rows in held:
        yield from tables(rows) if isinstance(rows, list) else [item]


def _note(row: dict[str, Any]) -> ForeignNote:
    target = next(iter(tables(row.get("target", []))), {})
    selectors = tables(target.get("selector", []))
    quote = next((each for each in selectors if each.get("type") == "TextQuoteSelector"), {})
    own = next((each for each in selectors if each.get("type") == _OWN_SELECTOR), {})
    first, last, block = (text_of(own.get(key)) for key in ("from", "to", "block"))
    document = row.get("document")
    titles = document.get("title", []) if isinstance(document, dict) else []
    text = text_of(row.get("text"))
    addresses = (text_of(row.get("uri")), text_of(target.get("source")))
    fault = "" if quote.get("exact") else "it is about a page as a whole"
    if row.get("references"):
        fault = "it is a reply to another note"
    name = text_of(row.get("id"))
    tags, kind = _kind(tags_of(row.get("tags") or []), text)
    return ForeignNote(
        addresses=tuple(dict.fromkeys(filter(None, addresses))),
        title=text_of(titles[0] if isinstance(titles, list) and titles else titles),
        quote="" if first or block else text_of(quote.get("exact")),
        first=first,
        last=last,
        block=block,
        prefix=text_of((own or quote).get("prefix")),
        suffix=text_of((own or quote).get("suffix")),
        text=text,
        kind=kind,
        by=_author(row),
        date=text_of(row.get("created")),
        tags=tags,
        id=name if not name.startswith(_OWN_ID) else "",
        unplaceable=fault,
    )


def _author(row: dict[str, Any]) -> str:
    info = row.get("user_info")
    name = text_of(info.get("display_name")) if isinstance(info, dict) else ""
    user = text_of(row.get("user"))
    account = _USER.fullmatch(user)
    return name or (account[1] if account else user)


def _kind(tags: tuple[str, ...], text: str) -> tuple[tuple[str, ...], NoteKind]:
    """Part the kind from the tags, where an export of ours has put it."""
    for kind in NoteKind:
        if f"kind:{kind.value}" in tags:
            return tuple(tag for tag in tags if tag != f"kind:{kind.value}"), kind
    return tags, kind_of(text)


def write(notes: Sequence[ExportedNote], title: str) -> str:
    """Return a file that the client imports."""
    rows = [_row(exported) for exported in notes]
    whole = {
        "export_date": max((row["created"] for row in rows if "created" in row), default=_NO_EXPORT_DATE),
        "export_userid": f"acct:keeper@{_AUTHORITY}",
        "client_version": "1.0",
        "annotations": rows,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _row(exported: ExportedNote) -> dict[str, Any]:
    note = exported.note
    address = exported.original or exported.page
    tags = list(note.tags)
    if note.kind != kind_of(note.text):
        tags.append(f"kind:{note.kind.value}")
    row: dict[str, Any] = {
        "id": note.id if note.has_id else _OWN_ID + note.name,
        "uri": address,
        "text": note.text,
        "tags": tags,
        "target": [{"source": address, "selector": _selectors(exported)}],
        "document": {"title": [exported.title]},
    }
    if note.by:
        account = re.sub(r"[^A-Za-z0-9._]+", "-", note.by).strip("-") or "keeper"
        row["user"] = f"acct:{account}@{_AUTHORITY}"
        row["user_info"] = {"display_name": note.by}
    if note.date:
        row["created"] = row["updated"] = note.date if "T" in note.date else moment(note.date)
    return row


def _selectors(exported: ExportedNote) -> list[dict[str, Any]]:
    """Return the words and, on the page of the archive, their place; then how the notes file names them."""
    note = exported.note
    has_context = note.quote and (note.prefix or note.suffix)
    selectors: list[dict[str, Any]] = []
    if exported.body and not exported.original:
        start, end = exported.body
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    selectors.append(
        {
            "type": "TextQuoteSelector",
            "exact": note.quote or exported.quote,
            "prefix": note.prefix if has_context else exported.prefix,
            "suffix": note.suffix if has_context else exported.suffix,
        }
    )
    named = {"from": note.first, "to": note.last, "block": note.block}
    if not note.quote:
        edges = {"prefix": note.prefix, "suffix": note.suffix}
        given = {key: words for key, words in {**named, **edges}.items() if words}
        selectors.append({"type": _OWN_SELECTOR, **given})
    return selectors


FORMAT = Format(read, write)

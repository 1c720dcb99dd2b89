"""Karakeep (once Hoarder): bookmarks with their highlights, as its interface and its export have them."""

from collections.abc import Iterator
from typing import Any

from site_builder.exchange.foreign_note import (
    ForeignNote,
    Format,
    UnreadableError,
    kind_of,
    read_json,
    tables,
    tags_of,
    text_of,
)


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the highlights of a file; those without their bookmark in it have no article."""
    content = read_json(data)
    whole = content if isinstance(content, dict) else {"bookmarks": content}
    bookmarks = {text_of(each.get("id")): each for each in tables(whole.get("bookmarks", []))}
    if not isinstance(content, dict | list) or ("bookmarks" not in whole and "highlights" not in whole):
        raise UnreadableError("this has neither bookmarks nor highlights")
    for highlight in tables(whole.get("highlights", [])):
        yield _note(bookmarks.get(text_of(highlight.get("bookmarkId")), {}), highlight)
    for bookmark in tables(whole.get("bookmarks", [])):
        for highlight in tables(bookmark.get("highlights") or []):
            yield _note(bookmark, highlight)


def _note(bookmark: dict[str, Any], highlight: dict[str, Any]) -> ForeignNote:
    content = bookmark.get("content")
    content = content if isinstance(content, dict) else {}
    addresses = (text_of(each.get("url")) for each in (content, bookmark, highlight))
    text, quote = text_of(highlight.get("note")), text_of(highlight.get("text"))
    return ForeignNote(
        addresses=tuple(dict.fromkeys(filter(None, addresses))),
        title=text_of(bookmark.get("title")) or text_of(content.get("title")),
        quote=quote,
        text=text,
        kind=kind_of(text),
        date=text_of(highlight.get("createdAt")),
        tags=tags_of(highlight.get("tags") or []),
        id=text_of(highlight.get("id")),
        unplaceable="" if quote.strip() else "it quotes no words",
    )


FORMAT = Format(read)

"""Karakeep (once Hoarder): bookmarks and highlights, as its interface answers with them."""

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

_NO_HIGHLIGHTS = (
    "there are no highlights in it, which the export of Karakeep leaves out: "
    "put the answers of /api/v1/bookmarks and /api/v1/highlights one after the other into a file"
)
_NO_BOOKMARK = "its bookmark is not in the file: add the answer of /api/v1/bookmarks"


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the highlights of a file; those without their bookmark in it have no article."""
    content = read_json(data)
    answers = tables(content)
    if not any("bookmarks" in each or "highlights" in each or _is_bookmark(each) for each in answers):
        raise UnreadableError("this has neither bookmarks nor highlights")
    bookmarks = [each for answer in answers for each in tables(answer.get("bookmarks") or [])]
    bookmarks += [each for each in answers if _is_bookmark(each)]
    apart = [
        each
        for answer in answers
        if not _is_bookmark(answer)
        for each in tables(answer.get("highlights") or [])
    ]
    if not apart and not any(tables(each.get("highlights") or []) for each in bookmarks):
        raise UnreadableError(_NO_HIGHLIGHTS)
    by_id = {text_of(each.get("id")): each for each in bookmarks}
    for highlight in apart:
        yield _note(by_id.get(text_of(highlight.get("bookmarkId")), {}), highlight)
    for bookmark in bookmarks:
        for highlight in tables(bookmark.get("highlights") or []):
            yield _note(bookmark, highlight)


def _is_bookmark(item: dict[str, Any]) -> bool:
    return isinstance(item.get("content"), dict) or "url" in item


def _note(bookmark: dict[str, Any], highlight: dict[str, Any]) -> ForeignNote:
    content = bookmark.get("content")
    content = content if isinstance(content, dict) else {}
    addresses = (text_of(each.get("url")) for each in (content, bookmark, highlight))
    text, quote = text_of(highlight.get("note")), text_of(highlight.get("text"))
    fault = "" if quote.strip() else "it quotes no words"
    if not bookmark and not highlight.get("url"):
        fault = _NO_BOOKMARK
    return ForeignNote(
        addresses=tuple(dict.fromkeys(filter(None, addresses))),
        title=text_of(bookmark.get("title")) or text_of(content.get("title")),
        quote=quote,
        text=text,
        kind=kind_of(text),
        date=text_of(highlight.get("createdAt")),
        tags=tags_of(highlight.get("tags") or []),
        id=text_of(highlight.get("id")),
        unplaceable=fault,
    )


FORMAT = Format(read)

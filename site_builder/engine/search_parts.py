"""The parts of the search index: their names in the site, the list of them, and what is searched of notices."""

from collections.abc import Iterable, Iterator

import msgspec

from site_builder.engine.site import digest_of
from site_builder.model import Card, Metadata, Notice, Words
from site_builder.pages import NOTES, notice_heading
from site_builder.search import SearchDocument, note_documents, notice_document
from site_builder.settings import Settings

SEARCH_FOLDER = "pagefind"
"""The folder of the index in the site."""
MANIFEST = "indexes.json"
"""The list of all parts, in that folder."""


def searched_notice(notice: Notice, language: str) -> tuple[SearchDocument, Card]:
    """Return what is searched of a notice, and what lists would show of it; `language` is that of the site."""
    document = notice_document(notice, notice_heading(notice), language=language)
    facts = Metadata(
        publisher=notice.outlet.name or None if notice.facet != "sources" else None,
        source=notice.outlet.name or None if notice.facet == "sources" else None,
        date=notice.last or None,
        language=notice.current.passage.language or None,
    )
    return document, Card("", notice.address, document.heading, False, facts, Words(0, 0, 0), "")


def searched_notes(settings: Settings) -> Iterator[tuple[SearchDocument, Card]]:
    """Yield what is searched of the notes on notices, each with what lists would show of it."""
    entries = (note.entry for note in settings.notice_notes)
    for document in note_documents(
        entries, f"{NOTES}/notices/", "Notes on notices", language=settings.language
    ):
        yield document, Card("", document.address, document.heading, False, Metadata(), Words(0, 0, 0), "")


def index_folder(index: str, number: int) -> str:
    """Return the folder of a part of an index in the site; parts are counted from 1."""
    return f"{SEARCH_FOLDER}/{index}" + (f"-{number}" if number > 1 else "")


def search_manifest(table: str, parts: Iterable[tuple[str, str, int]]) -> bytes:
    """Return the list of all parts by folder, index and number of pages; `table` is the name of the table."""
    indexes = [
        {"folder": folder.partition("/")[2], "index": index, "pages": pages} for folder, index, pages in parts
    ]
    return msgspec.json.encode({"table": table, "indexes": indexes})


def table_name(table: bytes) -> str:
    """Return the name of a table, by its bytes."""
    return f"table.{digest_of(table.hex())[:8]}.pf_table"

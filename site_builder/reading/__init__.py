"""Bytes to a Reading: text, front matter, blocks, and what can be told before the roles of blocks are known."""

from site_builder.reading.corrections_file import read_corrections, read_notice_notes
from site_builder.reading.encoding import decode
from site_builder.reading.facet_hints import labelled_facets
from site_builder.reading.notes_writing import (
    NotesFileError,
    TableFields,
    table_text,
    tables_in,
    with_changed_table,
    with_field,
    with_table,
    without_table,
)
from site_builder.reading.outgoing_links import find_outgoing_links, own_fragments
from site_builder.reading.outlet import host_outlet
from site_builder.reading.source import read, read_document

__all__ = [
    "NotesFileError",
    "TableFields",
    "decode",
    "find_outgoing_links",
    "host_outlet",
    "labelled_facets",
    "own_fragments",
    "read",
    "read_corrections",
    "read_document",
    "read_notice_notes",
    "table_text",
    "tables_in",
    "with_changed_table",
    "with_field",
    "with_table",
    "without_table",
]

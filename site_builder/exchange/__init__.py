"""Notes as other programs have them: their files read and written, and their places in this archive found."""

from collections.abc import Mapping
from importlib import import_module

from site_builder.exchange.foreign_note import ExportedNote, ForeignNote, Format, UnreadableError

__all__ = ["ExportedNote", "ForeignNote", "Format", "UnreadableError", "format_named"]

_MODULES: Mapping[str, str] = {
    "hypothesis": "hypothesis",
    "w3c": "w3c",
    "readwise": "readwise",
    "zotero": "zotero",
    "omnivore": "omnivore",
    "karakeep": "karakeep",
    "csv": "csv_table",
    "markdown": "markdown_list",
}


def format_named(name: str) -> Format:
    """Return the format with one of these names."""
    found: Format = import_module(f"site_builder.exchange.formats.{_MODULES[name]}").FORMAT
    return found

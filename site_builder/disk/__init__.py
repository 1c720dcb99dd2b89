"""Touch the file system: find and open sources, write outputs, read themes."""

from site_builder.disk.folder import Folder, Written, is_name
from site_builder.disk.sources import (
    SUFFIXES,
    Listing,
    Stamp,
    find_sources,
    has_sources,
    open_source,
    readable,
)
from site_builder.disk.theme import theme_files

__all__ = [
    "SUFFIXES",
    "Folder",
    "Listing",
    "Stamp",
    "Written",
    "find_sources",
    "has_sources",
    "is_name",
    "open_source",
    "readable",
    "theme_files",
]

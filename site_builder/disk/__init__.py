"""Touch the file system: find and open sources, write outputs, read themes."""

from site_builder.disk.attachment_index import AttachmentIndex, AttachmentReader, missing_file, settled
from site_builder.disk.file_lock import locked_file
from site_builder.disk.folder import Folder, Written, is_name
from site_builder.disk.path_names import native_path, path_name, readable
from site_builder.disk.source_files import NOTES, open_source, read_file, refusal, too_large
from site_builder.disk.sources import (
    RESERVED,
    SUFFIXES,
    FileStamp,
    Listing,
    Stamp,
    find_sources,
    has_sources,
    listing_of,
)
from site_builder.disk.staging import STAGING, Staging
from site_builder.disk.theme import theme_files

__all__ = [
    "NOTES",
    "RESERVED",
    "STAGING",
    "SUFFIXES",
    "AttachmentIndex",
    "AttachmentReader",
    "FileStamp",
    "Folder",
    "Listing",
    "Staging",
    "Stamp",
    "Written",
    "find_sources",
    "has_sources",
    "is_name",
    "listing_of",
    "locked_file",
    "missing_file",
    "native_path",
    "open_source",
    "path_name",
    "read_file",
    "readable",
    "refusal",
    "settled",
    "theme_files",
    "too_large",
]

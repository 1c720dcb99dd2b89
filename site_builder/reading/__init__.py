"""A source taken apart, and what it states about itself."""

from site_builder.reading.hints import labelled_facets
from site_builder.reading.notes import read_corrections
from site_builder.reading.outlets import host_outlet
from site_builder.reading.sources import read, read_document
from site_builder.reading.statements import extract_metadata

__all__ = ["extract_metadata", "host_outlet", "labelled_facets", "read", "read_corrections", "read_document"]

"""A source taken apart, and what it states about itself."""

from site_builder.reading.sources import read, read_document

__all__ = ["read", "read_document"]

"""Blocks and their roles to metadata: title, byline, dates, publisher, source and labels, with the evidence."""

from site_builder.metadata.extract import extract_metadata

__all__ = ["extract_metadata"]

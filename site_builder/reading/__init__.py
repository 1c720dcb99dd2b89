"""A source taken apart, and what it states about itself."""

from site_builder.reading.sources import read

__all__ = ["read"]

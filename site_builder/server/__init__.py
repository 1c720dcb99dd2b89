"""Serve a site from memory while it is edited: watch, answer, and tell open tabs what changed."""

from site_builder.server.serving import serve

__all__ = ["serve"]

"""Markdown taken apart into blocks that keep their lines, and what its words are without the marks."""

from site_builder.markup.blocks import Body, Document, Flat, Leftover, parse
from site_builder.markup.engine import MARKDOWN, address, address_text
from site_builder.markup.words import count_words, plain

__all__ = [
    "MARKDOWN",
    "Body",
    "Document",
    "Flat",
    "Leftover",
    "address",
    "address_text",
    "count_words",
    "parse",
    "plain",
]

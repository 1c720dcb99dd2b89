"""Markdown taken apart into blocks that keep their lines, and what its words are without the marks."""

from site_builder.commonmark.blocks import Body, Document, Flat, Leftover, parse
from site_builder.commonmark.parser import MARKDOWN, address, address_text
from site_builder.commonmark.plain import count_words, plain_text

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
    "plain_text",
]

"""Parse CommonMark into blocks that keep their source lines, render them as HTML, and extract their plain text.

A fast path over markdown-it-py; tests compare each block and each byte with markdown-it-py itself.
"""

from site_builder.commonmark.block_links import join_links
from site_builder.commonmark.blocks import parse
from site_builder.commonmark.document import Body, Document, FlatBlock, Footnote, Leftover
from site_builder.commonmark.embeds import rewrite_embeds
from site_builder.commonmark.html import BlockRenderer, Policy, render
from site_builder.commonmark.inline import HTML_ELEMENTS, InlineRenderer
from site_builder.commonmark.parser import normalize_link
from site_builder.commonmark.plain import (
    PlainImage,
    PlainLink,
    PlainText,
    count_words,
    plain_block,
    plain_blocks,
    plain_text,
)
from site_builder.commonmark.wiki_links import WIKI, find_wiki_links, rewrite_wiki_links

__all__ = [
    "HTML_ELEMENTS",
    "WIKI",
    "BlockRenderer",
    "Body",
    "Document",
    "FlatBlock",
    "Footnote",
    "InlineRenderer",
    "Leftover",
    "PlainImage",
    "PlainLink",
    "PlainText",
    "Policy",
    "count_words",
    "find_wiki_links",
    "join_links",
    "normalize_link",
    "parse",
    "plain_block",
    "plain_blocks",
    "plain_text",
    "render",
    "rewrite_embeds",
    "rewrite_wiki_links",
]

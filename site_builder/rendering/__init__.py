"""Turn what people wrote into safe HTML, and pages into the bytes that are written."""

from site_builder.rendering.anchors import add_handle, add_ids, find_fragments
from site_builder.rendering.article_links import FindLink, link_finder, no_links
from site_builder.rendering.attachments import Attachments, ByteLimits, ReadFile, ResolvedFiles
from site_builder.rendering.captions import join_captions
from site_builder.rendering.markdown import mark_parts, render_blocks
from site_builder.rendering.own import render_own
from site_builder.rendering.passage_marks import PassageMark, mark_passages
from site_builder.rendering.pictures import (
    FileReference,
    FindPicture,
    Picture,
    file_references,
    lead_from,
    published_file,
    published_picture,
)
from site_builder.rendering.source_places import source_range
from site_builder.rendering.templates import Renderer
from site_builder.rendering.visible_text import PageText, page_text, utf16_length, visible_text

__all__ = [
    "Attachments",
    "ByteLimits",
    "FileReference",
    "FindLink",
    "FindPicture",
    "PageText",
    "PassageMark",
    "Picture",
    "ReadFile",
    "Renderer",
    "ResolvedFiles",
    "add_handle",
    "add_ids",
    "file_references",
    "find_fragments",
    "join_captions",
    "lead_from",
    "link_finder",
    "mark_parts",
    "mark_passages",
    "no_links",
    "page_text",
    "published_file",
    "published_picture",
    "render_blocks",
    "render_own",
    "source_range",
    "utf16_length",
    "visible_text",
]

"""Turn what people wrote into safe HTML, and pages into the bytes that are written."""

from site_builder.rendering.anchors import add_handle, add_ids, find_fragments
from site_builder.rendering.article_links import FindLink, link_finder, no_links
from site_builder.rendering.attachments import Attachments, ByteLimits, ReadFile, ResolvedFiles
from site_builder.rendering.markdown import mark_parts, render_blocks
from site_builder.rendering.own import render_own
from site_builder.rendering.pictures import (
    FileReference,
    FindPicture,
    Picture,
    file_references,
    lead_from,
    published_file,
    published_picture,
)
from site_builder.rendering.templates import Renderer

__all__ = [
    "Attachments",
    "ByteLimits",
    "FileReference",
    "FindLink",
    "FindPicture",
    "Picture",
    "ReadFile",
    "Renderer",
    "ResolvedFiles",
    "add_handle",
    "add_ids",
    "file_references",
    "find_fragments",
    "lead_from",
    "link_finder",
    "mark_parts",
    "no_links",
    "published_file",
    "published_picture",
    "render_blocks",
    "render_own",
]

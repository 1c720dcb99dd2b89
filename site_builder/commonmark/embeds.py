"""Read pictures as Obsidian embeds them: `![[low tide.png|Caption]]`, with a size instead of the caption, or both."""

import re

import msgspec

from site_builder.commonmark.document import Document
from site_builder.commonmark.inline_texts import rewrite_texts
from site_builder.lazy_patterns import lazy_pattern

_EMBED = lazy_pattern(
    r"!\[\[([^\[\]|#\n<>]+\.(?:png|jpe?g|gif|webp|avif|svg))(?:#[^\[\]|\n]*)?((?:\|[^\[\]|\n]*)*)\]\]",
    re.IGNORECASE,
)
_SIZE = lazy_pattern(r"[0-9]{1,5}(?:x[0-9]{1,5})?")


def rewrite_embeds(document: Document) -> Document:
    """Return a document in which embedded pictures are images of Markdown; blocks and lines stay as they are."""
    if not any("![[" in block.text for block in document.blocks):
        return document
    bodies = tuple([rewrite_texts(body, "![[", _EMBED, _image) for body in document.bodies])
    changed = [index for index, body in enumerate(bodies) if body is not document.bodies[index]]
    if not changed:
        return document
    return msgspec.structs.replace(document, bodies=bodies, joined=document.joined.union(changed))


def _image(match: re.Match[str]) -> str:
    words = [part.strip() for part in match[2].split("|")]
    caption = " ".join(part for part in words if part and not _SIZE.fullmatch(part))
    return f"![{caption}](<{match[1].strip()}>)"

"""Read pictures as Obsidian embeds them: `![[low tide.png|Caption]]`, with a size instead of the caption, or both."""

import re
from collections.abc import Callable

import msgspec

from site_builder.commonmark.document import Body, Document, FlatBlock

_EMBED = re.compile(
    r"!\[\[([^\[\]|#\n<>]+\.(?:png|jpe?g|gif|webp|avif|svg))(?:#[^\[\]|\n]*)?((?:\|[^\[\]|\n]*)*)\]\]",
    re.IGNORECASE,
)
_SIZE = re.compile(r"[0-9]{1,5}(?:x[0-9]{1,5})?")


def rewrite_embeds(document: Document) -> Document:
    """Return a document in which embedded pictures are images of Markdown; blocks and lines stay as they are."""
    if not any("![[" in block.text for block in document.blocks):
        return document
    bodies = tuple([_rewritten(body, _image) for body in document.bodies])
    changed = [index for index, body in enumerate(bodies) if body is not document.bodies[index]]
    if not changed:
        return document
    return msgspec.structs.replace(document, bodies=bodies, joined=document.joined.union(changed))


def _rewritten(body: Body, image: Callable[[re.Match[str]], str]) -> Body:
    if isinstance(body, str):
        return _EMBED.sub(image, body) if "![[" in body else body
    if isinstance(body, FlatBlock):
        if not any("![[" in text for text in body.texts):
            return body
        return msgspec.structs.replace(body, texts=tuple(_EMBED.sub(image, text) for text in body.texts))
    if not any(token.type == "inline" and "![[" in token.content for token in body):
        return body
    return tuple(
        token.copy(content=_EMBED.sub(image, token.content)) if token.type == "inline" else token
        for token in body
    )


def _image(match: re.Match[str]) -> str:
    words = [part.strip() for part in match[2].split("|")]
    caption = " ".join(part for part in words if part and not _SIZE.fullmatch(part))
    return f"![{caption}](<{match[1].strip()}>)"

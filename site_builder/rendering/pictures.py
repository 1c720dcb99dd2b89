"""Name the picture files that an article refers to, and say where they are published.

A caller that may open files gives `render_blocks` a function from references to pictures; this room opens none.
A picture is published in the folder of the article's page, so that its address needs no more than its name.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

import msgspec

from site_builder.commonmark import Document, PlainText
from site_builder.rendering.image_size import image_size
from site_builder.wording import slug

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|/|\\|#")
_MAX_STEM = 60
"""Characters of a published name before its digest."""

PUBLISHED = re.compile(r"[a-z0-9][a-z0-9\-]*-[0-9a-f]{6}\.(?:png|jpg|gif|webp|avif|svg)")
"""The shape of every published picture's address."""


class Picture(msgspec.Struct, frozen=True):
    """A picture that is published beside the article's page."""

    address: str
    """Its name in the folder of the page, by `published_picture`."""
    width: int
    """In pixels; 0 where it is not known."""
    height: int


FindPicture = Callable[[str], Picture | None]
"""Returns the picture that a path leads to, relative to the article's folder, or None where there is none."""


class PictureReference(msgspec.Struct, frozen=True):
    """A reference to a picture file beside an article."""

    path: str
    """Relative to the article's folder, with `/`, without percent signs; it may lead out of the content folder."""
    line: int
    """The line of the file that it stands on, from 0."""


def no_pictures(path: str) -> Picture | None:
    """Return None, for articles without files beside them."""
    return None


def picture_path(reference: str) -> str | None:
    """Return the path that a reference means, such as `a b.png` for `./a%20b.png?w=3`; None if it is not relative."""
    if not reference or _SCHEME.match(reference):
        return None
    path = unquote(re.split(r"[?#]", reference, maxsplit=1)[0])
    while path.startswith("./"):
        path = path[2:]
    return path if path.isprintable() and not _SCHEME.match(path) else None


def picture_references(document: Document, texts: Sequence[PlainText]) -> tuple[PictureReference, ...]:
    """Return the references of an article to files beside it; `texts` are those of its blocks."""
    return tuple(_references(document, texts))


def published_picture(path: str, data: bytes) -> Picture | None:
    """Return how a picture is published, given its path and its bytes; None for a file that is no picture."""
    size = image_size(data)
    if size is None:
        return None
    stem = slug(path.rpartition("/")[2].rpartition(".")[0] or "picture", limit=_MAX_STEM)
    name = f"{stem}-{hashlib.sha256(data).hexdigest()[:6]}.{size.type}"
    return Picture(name, size.width, size.height)


def _references(document: Document, texts: Sequence[PlainText]) -> Iterator[PictureReference]:
    for block, text in zip(document.blocks, texts, strict=True):
        for image in text.images:
            path = picture_path(image.source)
            if path is not None:
                at = max(block.text.find(image.source), block.text.find(path), 0)
                yield PictureReference(path, block.lines.start + block.text.count("\n", 0, at))

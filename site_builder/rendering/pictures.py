"""Name the files beside an article that it refers to, and say where they are published.

A caller that may open files gives `render_blocks` a function from references to files; this room opens none.
Every file is published once, at an address made of its bytes and its name; HTML has it relative to the top of the
site until `lead_from` completes it.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

import msgspec

from site_builder.attachment_kinds import ENDINGS
from site_builder.commonmark import Document, PlainText
from site_builder.lazy_patterns import lazy_pattern
from site_builder.rendering.drawings import is_inert
from site_builder.rendering.image_size import image_size
from site_builder.wording import slug

_SCHEME = lazy_pattern(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|/|\\|#")
_HEAD = 1024
"""Bytes of a file in which markup shows."""
_MAX_STEM = 60
"""Characters of a published name before its digest."""

FOLDER = "files"
"""The folder of the site that holds them."""
_ADDRESS = FOLDER + r"/[0-9a-f]{2}/[a-z0-9][a-z0-9\-]*-[0-9a-f]{16}\.[a-z0-9]{2,4}"
PUBLISHED = lazy_pattern(_ADDRESS)
"""The shape of every published file's address."""
# A `<` of text is always escaped, and so is a quotation mark in an attribute.
_LINKED = lazy_pattern(rf'(<(?:img src|a href)=")(?={_ADDRESS}")')


class Picture(msgspec.Struct, frozen=True):
    """A picture or another file that is published for an article."""

    address: str
    """Relative to the top of the site, by `published_picture` or `published_file`."""
    width: int = 0
    """In pixels; 0 where it is not known, and for what is no picture."""
    height: int = 0


FindPicture = Callable[[str], Picture | None]
"""Returns the picture that a path leads to, relative to the article's folder, or None where there is none."""


class FileReference(msgspec.Struct, frozen=True):
    """A reference to a file beside an article."""

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


def file_path(reference: str) -> str | None:
    """Return the path that a link means, if it leads to a file that can be published; None for all other links."""
    path = picture_path(reference)
    return path if path is not None and path.lower().endswith(ENDINGS) else None


def file_references(document: Document, texts: Sequence[PlainText]) -> tuple[FileReference, ...]:
    """Return the references of an article to pictures and files beside it; `texts` are those of its blocks."""
    return tuple(_references(document, texts))


def published_picture(path: str, data: bytes) -> Picture | None:
    """Return how a picture is published, given its path and its bytes; None for a file that is no picture.

    Drawings that could run script, if opened by themselves, are none.
    """
    size = image_size(data)
    if size is None or (size.type == "svg" and not is_inert(data)):
        return None
    return Picture(_address(path, data, size.type), size.width, size.height)


def published_file(path: str, data: bytes) -> Picture | None:
    """Return how a file that is linked to is published; None for markup, whatever its name says."""
    if data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return None
    ending = path.rpartition(".")[2].lower()
    return Picture(_address(path, data, "jpg" if ending == "jpeg" else ending))


def lead_from(html: str, root: str) -> str:
    """Return HTML in which the addresses of published files lead there from a page; `root` is its way to the top."""
    return _LINKED.sub(rf"\g<1>{root}", html)


def _address(path: str, data: bytes, ending: str) -> str:
    digest = hashlib.sha256(data).hexdigest()
    stem = slug(path.rpartition("/")[2].rpartition(".")[0] or "file", limit=_MAX_STEM)
    return f"{FOLDER}/{digest[:2]}/{stem}-{digest[:16]}.{ending}"


def _references(document: Document, texts: Sequence[PlainText]) -> Iterator[FileReference]:
    for block, text in zip(document.blocks, texts, strict=True):
        images = [(image.source, picture_path(image.source)) for image in text.images]
        for source, path in (*images, *((link.target, file_path(link.target)) for link in text.links)):
            if path is not None:
                at = max(block.text.find(source), block.text.find(path), 0)
                yield FileReference(path, block.lines.start + block.text.count("\n", 0, at))

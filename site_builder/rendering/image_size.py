"""Read the type, width and height of a picture from the beginning of its file."""

import re
import struct
from collections.abc import Callable
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern

MAX_HEADER = 262_144
"""Bytes of a file that are enough to find its size; JPEG files can begin with a preview and colour profiles."""

_MAX_SIDE = 100_000
"""Pixels; whoever states more has a damaged header."""
_SVG = lazy_pattern(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>]*>)*+<svg\b([^>]*)>", re.DOTALL
)
_SVG_HEAD = 8192
"""Bytes in which the first tag of a drawing must stand."""
_SVG_SIDE = lazy_pattern(rb"\s(width|height)\s*=\s*[\"']\s*([0-9]{1,6})(?:\.[0-9]+)?(?:px)?\s*[\"']")
_SVG_BOX = lazy_pattern(
    rb"\sviewBox\s*=\s*[\"']\s*[-0-9.]+[\s,]+[-0-9.]+[\s,]+([0-9]{1,6})[0-9.]*[\s,]+([0-9]{1,6})"
)
# Markers of JPEG that hold the size: all frames, but not tables of codes.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class ImageSize(NamedTuple):
    """What the header of a picture says."""

    type: str
    """The usual extension of its files: `png`, `jpg`, `gif`, `webp`, `avif` or `svg`."""
    width: int
    """In pixels; 0 where the file does not say, as some drawings."""
    height: int


def image_size(data: bytes) -> ImageSize | None:
    """Return type and size of a picture, given its first bytes; None for what is no picture that browsers show."""
    for kind, (starts, measure) in _FORMATS.items():
        if starts(data):
            try:
                width, height = measure(data)
            except (struct.error, IndexError):
                return None
            if 0 <= width <= _MAX_SIDE and 0 <= height <= _MAX_SIDE:
                return ImageSize(kind, width, height) if width and height else ImageSize(kind, 0, 0)
            return None
    return None


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        elif 0xD0 <= marker <= 0xD9 or marker <= 0x01:
            at += 2
        else:
            at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    chunk = data[12:16]
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(data) < 30:
        raise IndexError
    return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1


def _avif(data: bytes) -> tuple[int, int]:
    """Return the size of the largest picture in the file: smaller ones are previews and tiles."""
    sizes = [(0, 0)]
    at = data.find(b"ispe")
    while at >= 0 and at + 16 <= len(data):
        sizes.append(struct.unpack_from(">II", data, at + 8))
        at = data.find(b"ispe", at + 4)
    return max(sizes)


def _svg(data: bytes) -> tuple[int, int]:
    root = _SVG.match(data[:_SVG_HEAD])
    attributes = b" " + root[1] if root else b""
    sides = {name: int(number) for name, number in _SVG_SIDE.findall(attributes)}
    if len(sides) == 2:
        return sides[b"width"], sides[b"height"]
    box = _SVG_BOX.search(attributes)
    return (int(box[1]), int(box[2])) if box else (0, 0)


_FORMATS: dict[str, tuple[Callable[[bytes], object], Callable[[bytes], tuple[int, int]]]] = {
    "png": (lambda data: data[:8] == b"\x89PNG\r\n\x1a\n", _png),
    "jpg": (lambda data: data[:3] == b"\xff\xd8\xff", _jpeg),
    "gif": (lambda data: data[:6] in (b"GIF87a", b"GIF89a"), _gif),
    "webp": (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
    "avif": (lambda data: data[4:8] == b"ftyp" and b"avif" in data[8:64], _avif),
    "svg": (lambda data: _SVG.match(data[:_SVG_HEAD]), _svg),
}

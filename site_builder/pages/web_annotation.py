"""The margin notes of one article as W3C Web Annotations."""

from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from typing import Any

import msgspec

from site_builder.model import Annotation, Article, Block, Role, RoleClass, Segment
from site_builder.pages.context import absolute
from site_builder.pages.humanize import one_line
from site_builder.pages.note_annotations import NoteTargets, note_annotations
from site_builder.roles import CLASS_OF
from site_builder.settings import Settings

_AROUND = 32
"""Characters of context before and after a quote, so that it is found again when it occurs twice."""


def source_text(source: bytes, *, encoding: str) -> str:
    """Decode the text that positions are counted in: without byte-order mark, lines ended by `\\n`."""
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-32" if source[:4] == b"\xff\xfe\x00\x00" else "utf-16"
    elif source[:3] == b"\xef\xbb\xbf":
        encoding = "utf-8-sig"
    text = source.decode(encoding, "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def web_annotations(
    article: Article, address: str, source: bytes, settings: Settings, notes: NoteTargets | None = None
) -> bytes:
    """Encode an annotation page: an item for each margin note, part with another role, and note of the keeper.

    Targets quote `article.md` and give positions in it, in characters, 0-based, end excluded.
    """
    text = source_text(source, encoding=settings.encoding)
    starts = line_starts(text)
    site = absolute(settings, address)
    segments = {segment.id: segment for segment in article.segments}
    items = [
        _note(site, note, segments[note.segment], article, text, starts)
        for note in article.annotations
        if note.segment in segments
    ]
    divided = ((index, label.parts) for index, label in enumerate(article.labels) if label.parts)
    for index, parts in divided:
        block = article.blocks[index]
        for number, part in enumerate(parts):
            at = starts[min(block.lines.start, len(starts) - 1)]
            items.append(
                {
                    "id": f"{site}annotations.json#b{block.index}-{number}",
                    "type": "Annotation",
                    "motivation": "classifying",
                    "body": [_tag(part.role)],
                    "target": _target(site, text, at + part.start, at + part.end),
                }
            )
    page: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{site}annotations.json",
        "type": "AnnotationPage",
        "items": items,
    }
    if notes:
        items += note_annotations(notes, text, address, settings)
        page["normalForm"] = {"sha256": notes.normal_digest}
    return msgspec.json.encode(page)


def _note(
    site: str, note: Annotation, segment: Segment, article: Article, text: str, starts: list[int]
) -> dict[str, Any]:
    blocks = article.blocks[segment.first : segment.end]
    sentences = ". ".join(filter(None, (note.label, note.speaker, note.says.rstrip("."), note.common)))
    return {
        "id": f"{site}annotations.json#{note.segment}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": [
            _tag(segment.role),
            _tag(CLASS_OF[segment.role]),
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "value": one_line(sentences),
            },
        ],
        "target": _target(site, text, *_extent(blocks, text, starts)),
    }


@cache
def _tag(value: Role | RoleClass) -> Mapping[str, str]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value.value}


def _extent(blocks: tuple[Block, ...], text: str, starts: list[int]) -> tuple[int, int]:
    """Return where the blocks begin and end, without the line break after the last."""
    last = len(starts) - 1
    start = starts[min(blocks[0].lines.start, last)]
    end = starts[min(blocks[-1].lines.end, last)]
    return start, start + len(text[start:end].rstrip("\n"))


def _target(site: str, text: str, start: int, end: int) -> dict[str, Any]:
    return {
        "source": f"{site}article.md",
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def line_starts(text: str) -> list[int]:
    """Return the offset of every line, and of the end of the text after them."""
    lengths = accumulate(map(len, text.split("\n")), initial=0)
    starts = [length + breaks for breaks, length in enumerate(lengths)]
    starts[-1] = len(text)
    return starts

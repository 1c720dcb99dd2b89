"""The keeper's notes on one article as W3C Web Annotations, with their places in the source and on the page."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from site_builder.model import KeeperNote, PlacedNote
from site_builder.note_kinds import NOTE_KINDS
from site_builder.pages.context import absolute
from site_builder.settings import Settings

AROUND = 32
"""Code points of context before and after a quote."""


class NoteTarget(msgspec.Struct, frozen=True):
    """Where a placed note stands, in code points; the end is excluded."""

    placed: PlacedNote
    source: tuple[int, int]
    """In the text of `article.md`: decoded, without byte-order mark, lines ended by `\\n`."""
    page: tuple[int, int]
    """In the `textContent` of the page's `main`."""


class NoteTargets(msgspec.Struct, frozen=True):
    """The places of all notes on one article, and what they are counted in."""

    targets: tuple[NoteTarget, ...]
    page: str
    """The text of the page."""
    normal_digest: str
    """SHA-256 of the article's words in their normal form."""


def note_annotations(
    found: NoteTargets, text: str, address: str, settings: Settings
) -> Iterator[dict[str, Any]]:
    """Yield an annotation for each placed note; `text` is that of the source."""
    site = absolute(settings, address)
    page_address = site or "index.html"
    text_digest, page_digest = map(_digest, (text, found.page))
    for target in found.targets:
        note = target.placed.note
        yield {
            "id": f"{page_address}#note-{note.name}",
            "type": "Annotation",
            **described(note),
            "target": [
                selected(f"{site}article.md", text, target.source, text_digest),
                selected(page_address, found.page, target.page, page_digest),
            ],
        }


def described(note: KeeperNote) -> dict[str, Any]:
    """Return what the model has to say of a note besides where it stands."""
    purpose = "highlighting" if not note.text else "commenting"
    bodies: list[dict[str, Any]] = []
    if note.text:
        bodies.append(
            {"type": "TextualBody", "purpose": purpose, "format": "text/markdown", "value": note.text}
        )
    bodies.append({"type": "TextualBody", "purpose": "classifying", "value": note.kind.value})
    bodies += ({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in note.tags)
    if note.link:
        bodies.append({"type": "SpecificResource", "purpose": "linking", "source": note.link})
    about: dict[str, Any] = {"motivation": NOTE_KINDS[note.kind].motivation}
    if note.by:
        about["creator"] = {"type": "Person", "name": note.by}
    if note.date:
        about["created"] = moment(note.date)
    return {**about, "body": bodies}


def selected(source: str, text: str, place: tuple[int, int], digest: str) -> dict[str, Any]:
    """Return a target with its words and its place, in code points, and the SHA-256 of the text they count in."""
    start, end = place
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            },
            {"type": "TextPositionSelector", "start": start, "end": end, "schema:sha256": digest},
        ],
    }


def moment(date: str) -> str:
    """Return a date as a full date and time: the first moment of the day, month or year it names, in UTC."""
    day, has_time, time = date.partition("T")
    if not has_time:
        return f"{day}{'-01-01'[3 * day.count('-') :]}T00:00:00Z"
    hours = time if re.match(r"\d\d:\d\d:\d\d", time) else time[:5] + ":00" + time[5:]
    return f"{day}T{hours}" + ("" if re.search(r"(?:Z|[+-]\d\d:?\d\d)$", hours) else "Z")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

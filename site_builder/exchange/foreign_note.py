"""Define a note as other programs have it, and what a format is."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from site_builder.model import KeeperNote, NoteKind

_BLANKS = re.compile(r"\s*")


class UnreadableError(Exception):
    """A file that is not what its format says, with the reason."""


class ForeignNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note as a file of another program has it; empty where that program has nothing of the kind."""

    addresses: tuple[str, ...] = ()
    """Where its article is, the likeliest first: a path in the archive, an address of the site or on the web."""
    title: str = ""
    """Of its article."""
    quote: str = ""
    first: str = ""
    last: str = ""
    block: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    kind: NoteKind | None = None
    by: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    id: str = ""
    unplaceable: str = ""
    """Why it cannot stand beside words: it is a reply, or about a whole page."""

    @property
    def passage(self) -> str:
        """What it quotes, in one text for people."""
        return self.quote or self.block or (f"{self.first} … {self.last}" if self.first else "")


class ExportedNote(msgspec.Struct, frozen=True):
    """A note of the archive and where it stands."""

    note: KeeperNote
    path: str
    """Of the article, below the content folder."""
    title: str
    page: str
    """Absolute address of its page, or its address in the site."""
    original: str
    """Address of the original on the web; empty where it is not known."""
    annotation: Mapping[str, Any]
    """As `annotations.json` has it; empty for a lost note."""
    quote: str
    """The words of the article it stands beside; of a lost note, what the notes file quotes."""
    prefix: str
    """Words of the article before them; of a lost note, what the notes file has."""
    suffix: str
    body: tuple[int, int] | None = None
    """Where it stands in the text of its page's `body`, in code units of UTF-16; None where the page is not built."""


class Format(msgspec.Struct, frozen=True):
    """How one program writes notes."""

    read: Callable[[bytes], Iterator[ForeignNote]] | None = None
    """Yields the notes of a file. Raises UnreadableError."""
    write: Callable[[Sequence[ExportedNote], str], str] | None = None
    """Returns the text of a file, given the notes and the title of the site."""


def read_json(data: bytes) -> Any:
    """Parse JSON; several values one after the other, as lines or not, become a list. Raises UnreadableError."""
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UnreadableError("this is not UTF-8 text") from error
    decoder = json.JSONDecoder()
    values: list[Any] = []
    at = 0
    try:
        while at < len(text) or not values:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            blanks = _BLANKS.match(text, at)
            at = blanks.end() if blanks else len(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"this is not JSON: {error}") from error
    return values[0] if len(values) == 1 else values


def text_of(value: object) -> str:
    """Return a text; nothing for what is none."""
    return value if isinstance(value, str) else ""


def tables(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, or one object as a list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def tags_of(values: Iterable[object], key: str = "name") -> tuple[str, ...]:
    """Return tags that are texts, or objects with a text under a key."""
    names = (value.get(key) if isinstance(value, dict) else value for value in values)
    return tuple(
        dict.fromkeys(" ".join(name.split()) for name in names if isinstance(name, str) and name.strip())
    )


def kind_of(text: str) -> NoteKind:
    """Return the kind of a note whose program knows none: one without words marks and says nothing."""
    return NoteKind.COMMENT if text.strip() else NoteKind.HIGHLIGHT

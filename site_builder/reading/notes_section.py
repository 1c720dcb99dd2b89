"""Parse the `[[note]]` tables of a notes file: what the keeper wrote beside words of the text."""

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from site_builder.facts import read_value
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import KeeperNote, NoteKind
from site_builder.toml_text import KeyLines, as_toml

Report = Callable[[int, str, str], None]
"""Called with line, message and hint of something that is wrong."""

PASSAGE_KEYS = ("quote", "from", "to", "block", "prefix", "suffix")
NOTE_KEYS = (*PASSAGE_KEYS, "text", "kind", "by", "date", "tags", "link", "id")
_ONE_LINE = ("by", "link", "id")
_WEB_ADDRESS = lazy_pattern(r"(?:https?://|mailto:)[^\s<>\"]+")
_NAME = lazy_pattern(r"[A-Za-z0-9_\-]+")
_ID_DIGITS = 8
"""Hexadecimal digits of an id that is made from the passage."""
_MAX_ID = 80
_WHAT = 'quote the words it stands beside: quote = "…"; or from = "…" and to = "…"; or block = "…"'


def read_notes(tables: object, lines: KeyLines, report: Report) -> tuple[KeeperNote, ...]:
    """Parse the value of `note` in a notes file; a note that cannot be used is reported and left out."""
    if not isinstance(tables, list):
        report(lines.find("note"), "note is not a list of tables", "write [[note]] above its keys")
        return ()
    reader = _NoteReader(lines, report)
    return _with_ids(note for number, table in enumerate(tables) if (note := reader.read(table, number)))


class _NoteReader:
    def __init__(self, lines: KeyLines, report: Report) -> None:
        self._lines = lines
        self._report = report

    def read(self, table: object, number: int) -> KeeperNote | None:
        """Return one note, or None where it says nothing or stands nowhere."""
        line = self._lines.find("note", number)
        if not isinstance(table, dict):
            self._report(line, "this note is not a table", "write [[note]] above its keys")
            return None
        for key in table:
            if key not in NOTE_KEYS:
                self._unknown(key, self._lines.find("note", number, key))
        texts = {
            key: self._text(table, number, key) for key in NOTE_KEYS if key not in ("tags", "date", "kind")
        }
        kind = self._kind(table, number)
        if fault := _fault(texts, kind):
            self._report(line, *fault)
            return None
        return KeeperNote(
            id=texts["id"],
            name="",
            at=number,
            line=line,
            quote=texts["quote"],
            first=texts["from"],
            last=texts["to"],
            block=texts["block"],
            prefix=texts["prefix"],
            suffix=texts["suffix"],
            text=texts["text"].strip("\n"),
            kind=kind,
            by=texts["by"],
            date=self._date(table, number),
            tags=self._tags(table, number),
            link=self._link(texts["link"], number),
            has_id=bool(texts["id"]),
        )

    def _text(self, table: dict[str, Any], number: int, key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            message = f"{key} = {as_toml(value)} is not a text"
            self._report(self._lines.find("note", number, key), message, f'write {key} = "words in quotes"')
            return ""
        return " ".join(value.split()) if key in _ONE_LINE else value if value.strip() else ""

    def _kind(self, table: dict[str, Any], number: int) -> NoteKind:
        value = table.get("kind")
        if value is None:
            return NoteKind.COMMENT
        kinds = [kind.value for kind in NoteKind]
        if value in kinds:
            return NoteKind(value)
        near = difflib.get_close_matches(str(value), kinds, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        message = f"there is no kind of note {as_toml(value)}{meant}"
        self._report(self._lines.find("note", number, "kind"), message, f"kinds: {', '.join(kinds)}")
        return NoteKind.COMMENT

    def _date(self, table: dict[str, Any], number: int) -> str:
        """Return a day as ISO 8601, or with a time where the file has one."""
        value = table.get("date", "")
        if isinstance(value, str) and _is_moment(value):
            return value
        result, mistake = read_value("date", value)
        if mistake:
            self._report(self._lines.find("note", number, "date"), *mistake)
        if hasattr(value, "hour"):
            return str(value.isoformat())
        return result or ""

    def _tags(self, table: dict[str, Any], number: int) -> tuple[str, ...]:
        result, mistake = read_value("themes", table.get("tags", []))
        if mistake:
            where = self._lines.find("note", number, "tags")
            self._report(
                where, f"tags = {as_toml(table['tags'])} is not a list of texts", 'write tags = ["tide"]'
            )
        return result or ()

    def _link(self, link: str, number: int) -> str:
        if not link or _WEB_ADDRESS.fullmatch(link):
            return link
        where = self._lines.find("note", number, "link")
        self._report(
            where, f"link = {as_toml(link)} is not an address", 'write link = "https://example.org/page"'
        )
        return ""

    def _unknown(self, key: str, line: int) -> None:
        near = difflib.get_close_matches(key, NOTE_KEYS, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        self._report(line, f"there is no key {key!r}{meant}", f"keys of [[note]]: {', '.join(NOTE_KEYS)}")


def _is_moment(value: str) -> bool:
    return (
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", value) is not None
    )


def _fault(texts: dict[str, str], kind: NoteKind) -> tuple[str, str] | None:
    """Return what is wrong with a note as a whole and the way out; None where nothing is."""
    ways = [name for name in ("quote", "from", "block") if texts[name]]
    if not ways:
        return (
            "this note has `to` and no `from`" if texts["to"] else "this note stands beside no words"
        ), _WHAT
    if len(ways) > 1:
        return f"this note has both {ways[0]} and {ways[1]}", "keep one of them"
    if bool(texts["from"]) != bool(texts["to"]):
        return "this note has a `from` and no `to`" if texts[
            "from"
        ] else "this note has a `to` and no `from`", _WHAT
    if not texts["text"] and kind is not NoteKind.HIGHLIGHT:
        return "this note has no text", 'write text = "…", or kind = "highlight" for mere marking'
    if len(texts["id"]) > _MAX_ID:
        return f"the id of this note has more than {_MAX_ID} characters", "shorten it, or leave it out"
    return None


def _with_ids(notes: Iterator[KeeperNote]) -> tuple[KeeperNote, ...]:
    """Assign each note an id and a name that no other in the file has; those without get digits of their passage."""
    taken: dict[str, int] = {}
    named: list[KeeperNote] = []
    for note in notes:
        passage = note.quote, note.first, note.last, note.block, note.prefix, note.suffix
        plain = _NAME.fullmatch(note.id)
        name = note.id if plain else _digits(note.id) if note.id else passage_id(passage)
        number = taken[name.lower()] = taken.get(name.lower(), 0) + 1
        name += f"-{number}" if number > 1 else ""
        named.append(msgspec.structs.replace(note, id=note.id or name, name=name))
    return tuple(named)


def passage_id(passage: Sequence[str]) -> str:
    """Return the digits that name a note after its passage, so that an edit of its text leaves its address alone."""
    return _digits("\0".join(passage))


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]

"""Parse the notes file beside an article, in which people correct what the program understood."""

import difflib
from collections.abc import Sequence
from typing import Any

from site_builder.facts import FIELDS, read_value, with_values
from site_builder.model import Correction, Corrections, KeeperNote, Metadata, Problem, Role, Voice
from site_builder.reading.notes_section import read_notes
from site_builder.toml_text import KeyLines, TomlError, as_toml, decode_text, parse_toml

_OTHER_KEYS = ("labels", "repair_text", "block", "note")
_BLOCK_KEYS = ("quote", "role", "voice")
_NOT_TOML = (
    "correct this line; until then nothing in the file holds, and the article is read from its text alone"
)


def read_corrections(data: bytes, display_path: str, *, label_keys: Sequence[str] = ()) -> Corrections:
    """Parse a notes file; never raises.

    `display_path` is its name for messages, `label_keys` are the keys of the site's own facets.
    A file that is not TOML is refused as a whole; in any other the rest holds where something is not understood.
    """
    if not data:
        return Corrections()
    try:
        text = decode_text(data)
        table = parse_toml(text)
    except TomlError as error:
        message = f"these notes are lost: {error.message}"
        problem = Problem(display_path, error.line or 1, "bad-notes", message, _NOT_TOML, refused=True)
        return Corrections(display_path=display_path, problems=(problem,))
    return _NotesReader(KeyLines(text), display_path, (*FIELDS, *label_keys)).read(table)


def read_notice_notes(data: bytes, display_path: str) -> tuple[tuple[KeeperNote, ...], tuple[Problem, ...]]:
    """Parse the notes on notices that stand beside site.toml; each quotes words of the notice it is about."""
    problems: list[Problem] = []

    def report(line: int, message: str, hint: str) -> None:
        problems.append(Problem(display_path, line, "bad-notes", message, hint))

    try:
        text = decode_text(data)
        table = parse_toml(text)
    except TomlError as error:
        return (), (Problem(display_path, error.line or 1, "bad-notes", error.message, _NOT_TOML),)
    lines = KeyLines(text)
    for key in table:
        if key != "note":
            report(lines.find(key), f"there is no key {key!r}", "write [[note]] tables with quote and text")
    notes = read_notes(table.get("note", []), lines, report)
    for note in notes:
        if not note.quote:
            report(note.line, "a note on a notice needs a quote", 'write quote = "words of the notice"')
        for key in ("prefix", "suffix"):
            if getattr(note, key):
                line = lines.find("note", note.at, key)
                message = f"{key} does not hold for a note on a notice, which stands on all with its words"
                report(line, message, "take it out, and quote more words where the note means fewer notices")
    return notes, tuple(problems)


class _NotesReader:
    def __init__(self, lines: KeyLines, display_path: str, fields: Sequence[str]) -> None:
        self._fields = fields
        self._lines = lines
        self._display_path = display_path
        self._problems: list[Problem] = []

    def read(self, table: dict[str, Any]) -> Corrections:
        fields: dict[str, tuple[Any, int]] = {}
        for key, value in table.items():
            if key in self._fields:
                self._read(fields, key, value, self._lines.find(key))
            elif key == "labels":
                self._labels(fields, value)
            elif key not in _OTHER_KEYS:
                keys = (*self._fields, *_OTHER_KEYS)
                self._unknown(key, "field", keys, "fields", self._lines.find(key))
        return Corrections(
            display_path=self._display_path,
            repair_text=self._repair_text(table.get("repair_text")),
            fields=tuple(fields),
            lines=tuple(line for _, line in fields.values()),
            metadata=with_values(Metadata(), {field: value for field, (value, _) in fields.items()}),
            blocks=self._blocks(table.get("block", [])),
            notes=read_notes(table.get("note", []), self._lines, self._say),
            problems=tuple(self._problems),
        )

    def _read(self, fields: dict[str, tuple[Any, int]], field: str, value: object, line: int) -> None:
        """Put the value of a field and its line into `fields`."""
        result, mistake = read_value(field, value)
        if mistake:
            self._say(line, *mistake)
        else:
            fields[field] = result, line

    def _labels(self, fields: dict[str, tuple[Any, int]], table: object) -> None:
        """Read the table `[labels]`, whose keys are facets of the site."""
        if not isinstance(table, dict):
            hint = 'write labels = { countries = ["Cyprus"] }'
            self._say(self._lines.find("labels"), f"labels = {as_toml(table)} is not a table", hint)
            return
        for facet, names in table.items():
            self._read(fields, facet, names, self._lines.find("labels", facet))

    def _blocks(self, tables: object) -> tuple[Correction, ...]:
        if not isinstance(tables, list):
            self._say(
                self._lines.find("block"), "block is not a list of tables", "write [[block]] above its keys"
            )
            return ()
        blocks = (self._block(table, number) for number, table in enumerate(tables))
        return tuple(block for block in blocks if block)

    def _repair_text(self, value: object) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        message = f"repair_text = {as_toml(value)} is not true or false"
        self._say(self._lines.find("repair_text"), message, "write true or false")
        return None

    def _block(self, table: object, number: int) -> Correction | None:
        line = self._lines.find("block", number)
        quote = table.get("quote") if isinstance(table, dict) else None
        if not isinstance(table, dict) or not isinstance(quote, str) or not quote.strip():
            self._say(line, "this block has no quote", "quote the first words of the block it means")
            return None
        for key in table:
            if key not in _BLOCK_KEYS:
                where = self._lines.find("block", number, key)
                self._unknown(key, "key", _BLOCK_KEYS, "keys of [[block]]", where)
        role = self._choice(table, number, "role", [role.value for role in Role])
        voice = self._choice(table, number, "voice", [voice.value for voice in Voice])
        if (role or voice) is None:
            return None
        return Correction(quote, Role(role) if role else None, Voice(voice) if voice else None, line)

    def _choice(self, table: dict[str, Any], number: int, key: str, choices: Sequence[str]) -> str | None:
        """Return the role or voice of a block; None where there is none, with a problem where it is not known."""
        value = table.get(key)
        if value is None or value in choices:
            return value
        hint = f"{key}s: {', '.join(sorted(choices))}"
        self._say(self._lines.find("block", number, key), f"there is no {key} {as_toml(value)}", hint)
        return None

    def _unknown(self, key: str, noun: str, keys: Sequence[str], title: str, line: int) -> None:
        near = difflib.get_close_matches(key, keys, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        self._say(line, f"there is no {noun} {key!r}{meant}", f"{title}: {', '.join(keys)}")

    def _say(self, line: int, message: str, hint: str) -> None:
        self._problems.append(Problem(self._display_path, line, "bad-notes", message, hint))

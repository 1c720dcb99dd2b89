"""Write `[[note]]` tables into the text of a notes file, and leave all else in it as somebody wrote it."""

import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from site_builder.reading.notes_section import NOTE_KEYS

if TYPE_CHECKING:
    import tomlkit
    from tomlkit.items import Table

NoteFields = Mapping[str, str | tuple[str, ...]]
"""Keys of a `[[note]]` table and their values; an empty value is no key."""

_ORDER = (
    "quote",
    "from",
    "to",
    "block",
    "prefix",
    "suffix",
    "text",
    "kind",
    "by",
    "date",
    "tags",
    "link",
    "id",
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class NotesFileError(Exception):
    """A notes file that cannot be changed, with the reason."""


def note_table(fields: NoteFields) -> str:
    """Return the text of one `[[note]]` table, its keys in their order."""
    lines = ["[[note]]"]
    for key in _ORDER:
        value = fields.get(key)
        if value:
            lines.append(f"{key} = {_written(value, is_text=key == 'text')}")
    return "\n".join(lines) + "\n"


def with_note(text: str, fields: NoteFields) -> str:
    """Return the text of a notes file with a note more, at its end. Raises NotesFileError."""
    data = _parsed(text)
    end = _line_end(text)
    head = text if not text or text.endswith("\n") else text + end
    gap = end if head and head.splitlines()[-1].strip() else ""
    wanted = {**data, "note": [*data.get("note", []), _values(fields)]}
    return _checked(head + gap + note_table(fields).replace("\n", end), wanted)


def with_changed_note(text: str, number: int, fields: NoteFields) -> str:
    """Return the text of a notes file with other values of the keys of one note, counted from 0.

    An empty value takes the key out. Raises NotesFileError.
    """
    import tomlkit  # Builds never write notes, and it takes a fifth of their start.

    data = _parsed(text)
    tables = data.get("note", [])
    document, table = _table(text, number)
    for key, value in fields.items():
        if key not in NOTE_KEYS:
            raise NotesFileError(f"there is no key {key!r}")
        tables[number].pop(key, None)
        if value:
            tables[number][key] = list(value) if isinstance(value, tuple) else value
            _set(table, key, tomlkit.value(_written(value, is_text=key == "text")), _line_end(text))
        elif key in table:
            del table[key]
    return _checked(document.as_string(), data)


def without_note(text: str, number: int) -> str:
    """Return the text of a notes file without one of its notes, counted from 0. Raises NotesFileError."""
    data = _parsed(text)
    document, _ = _table(text, number)
    del data["note"][number]
    if not data["note"]:
        del data["note"]
    tables = document["note"]
    tail = _tail(tables[number])
    if number:
        tables[number - 1].value.body.extend(tail)
        del tables[number]
        return _checked(document.as_string(), data)
    body = document.body
    place = next(at for at, (_, item) in enumerate(body) if item is tables)
    del tables[number]
    body[place : place if len(tables) else place + 1] = tail
    return _checked(document.as_string(), data)


def _set(table: "Table", key: str, item: Any, end: str) -> None:
    """Set a key in its place; a new one follows the last key there is, before blank lines and remarks."""
    from tomlkit.items import SingleKey

    if key in table:
        item.trivia.comment_ws, item.trivia.comment = table[key].trivia.comment_ws, table[key].trivia.comment
        table[key] = item
        return
    body = table.value.body
    place = max((at for at, (name, _) in enumerate(body) if name), default=-1) + 1
    item.trivia.trail = end
    if place:
        # The last line of a file may have no end.
        body[place - 1][1].trivia.trail = body[place - 1][1].trivia.trail or end
    body.insert(place, (SingleKey(key), item))


def _tail(table: "Table") -> list[Any]:
    """Return what stands behind the last key of a table: blank lines and comments, which belong to what follows."""
    body = table.value.body
    end = max((at for at, (key, _) in enumerate(body) if key), default=-1) + 1
    return list(body[end:])


def _table(text: str, number: int) -> "tuple[tomlkit.TOMLDocument, Table]":
    import tomlkit
    from tomlkit.items import AoT

    document = tomlkit.parse(text)
    tables = document.get("note")
    if not isinstance(tables, AoT) or not 0 <= number < len(tables):
        raise NotesFileError("the notes file has no such note, or has it in a form that only you can change")
    return document, tables[number]


def _parsed(text: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotesFileError(f"the notes file is not TOML: {error}; correct it first") from error
    tables = data.get("note", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotesFileError("note is not a list of tables in the notes file; correct it first")
    return data


def _checked(text: str, wanted: dict[str, Any]) -> str:
    """Return the text if it states what it should, and nothing else."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        data = None
    if data != wanted:
        raise NotesFileError("the notes file is written in a way that only you can change")
    return text


def _values(fields: NoteFields) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items() if value}


def _written(value: str | tuple[str, ...], *, is_text: bool) -> str:
    """Write a value as TOML; a text of several lines stands on several lines."""
    if isinstance(value, tuple):
        return "[" + ", ".join(_string(item) for item in value) + "]"
    if is_text and "\n" in value:
        body = value.replace("\\", "\\\\").replace('"""', '""\\"')
        body = _CONTROL.sub(lambda match: match[0] if match[0] in "\n\t" else _escaped(match), body)
        return f'"""\n{body}\\\n"""' if body.endswith('"') else f'"""\n{body}"""'
    return _string(value)


def _string(value: str) -> str:
    if '"' in value and "'" not in value and not _CONTROL.search(value):
        return f"'{value}'"
    return '"' + re.sub(r'[\x00-\x1f\x7f"\\]', _escaped, value) + '"'


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"

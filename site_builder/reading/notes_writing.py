"""Write fields and tables into the text of a notes file, and leave all else in it as somebody wrote it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from site_builder.lazy_patterns import lazy_pattern

if TYPE_CHECKING:
    import tomlkit
    from tomlkit.container import Container
    from tomlkit.items import Item

TableFields = Mapping[str, str | tuple[str, ...]]
"""Keys of a table and their values; an empty value is no key."""

TABLES = ("note", "block")
"""Names of the tables that stand in a notes file as often as somebody writes them."""

_ORDER = (
    *("quote", "from", "to", "block", "prefix", "suffix", "role", "voice", "text"),
    *("kind", "by", "date", "tags", "link", "id"),
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f]")


class NotesFileError(Exception):
    """A notes file that cannot be changed, with the reason."""


def tables_in(text: str, name: str) -> list[dict[str, Any]]:
    """Return the tables `[[name]]` of a notes file. Raises NotesFileError."""
    tables: list[dict[str, Any]] = _parsed(text, name).get(name, [])
    return tables


def table_text(name: str, fields: TableFields) -> str:
    """Return the text of one table `[[name]]`, its keys in their order."""
    lines = [f"[[{name}]]"]
    for key in _ORDER:
        value = fields.get(key)
        if value:
            lines.append(f"{key} = {_written(value, is_text=key == 'text')}")
    return "\n".join(lines) + "\n"


def with_table(text: str, name: str, fields: TableFields) -> str:
    """Return the text of a notes file with a table `[[name]]` more, at its end. Raises NotesFileError."""
    data = _parsed(text, name)
    end = _line_end(text)
    head = text if not text or text.endswith("\n") else text + end
    gap = end if head and head.splitlines()[-1].strip() else ""
    values = {key: _plain(value) for key, value in fields.items() if value}
    wanted = {**data, name: [*data.get(name, []), values]}
    return _checked(head + gap + table_text(name, fields).replace("\n", end), wanted)


def with_changed_table(text: str, name: str, number: int, fields: TableFields) -> str:
    """Return the text of a notes file with other values of the keys of one table `[[name]]`, counted from 0.

    An empty value takes the key out. Raises NotesFileError.
    """
    import tomlkit  # Builds never write notes, and it takes a fifth of their start.
    from tomlkit.items import Table

    data = _parsed(text, name)
    document, tables = _numbered(text, name, number)
    table = tables[number]
    for key, value in fields.items():
        data[name][number].pop(key, None)
        if value:
            data[name][number][key] = _plain(value)
            item = tomlkit.value(_written(value, is_text=key == "text"))
            _set(table, table.value if isinstance(table, Table) else None, key, item, _line_end(text))
        elif key in table:
            del table[key]
    return _checked(document.as_string(), data)


def without_table(text: str, name: str, number: int) -> str:
    """Return the text of a notes file without one of its tables `[[name]]`, counted from 0.

    What stands after its keys, blank or comment, belongs to the next. Raises NotesFileError.
    """
    from tomlkit.items import AoT

    data = _parsed(text, name)
    document, tables = _numbered(text, name, number)
    del data[name][number]
    if not data[name]:
        del data[name]
    if isinstance(tables, AoT):
        _remove(document, tables, number)
    else:
        del tables[number]
    return _checked(document.as_string(), data)


def with_field(text: str, name: str, value: str | Sequence[str] | None) -> str:
    """Return the text of a notes file with another value of a field; None takes the field out.

    Raises NotesFileError.
    """
    import tomlkit

    data = _parsed(text, name)
    document = _document(text)
    if value is not None:
        data[name] = _plain(value)
        _set(document, document, name, tomlkit.item(data[name]), _line_end(text))
    elif data.pop(name, None) is not None:
        del document[name]
    return _checked(document.as_string(), data)


def _set(table: Any, container: "Container | None", key: str, item: "Item", end: str) -> None:
    """Set a key in its place; a new one follows the last key there is, before blank lines, comments and tables."""
    from tomlkit.items import AoT, SingleKey, Table

    if key in table or container is None:
        trivia = table[key].trivia if key in table else item.trivia
        item.trivia.comment_ws, item.trivia.comment = trivia.comment_ws, trivia.comment
        table[key] = item
        return
    body = container.body
    tables = [at for at, (_, part) in enumerate(body) if isinstance(part, Table | AoT)]
    keys = [at for at, (name, _) in enumerate(body[: tables[0] if tables else None]) if name]
    place = keys[-1] + 1 if keys else 0 if tables else len(body)
    item.trivia.trail = 2 * end if tables and not keys else end
    if place:
        # The last line of a file may have no end.
        body[place - 1][1].trivia.trail = body[place - 1][1].trivia.trail or end
    body.insert(place, (SingleKey(key), item))


def _remove(document: "tomlkit.TOMLDocument", tables: Any, number: int) -> None:
    body = tables[number].value.body
    tail = body[max((at for at, (key, _) in enumerate(body) if key), default=-1) + 1 :]
    if number:
        tables[number - 1].value.body.extend(tail)
        del tables[number]
        return
    place = next(at for at, (_, item) in enumerate(document.body) if item is tables)
    del tables[number]
    document.body[place : place if len(tables) else place + 1] = tail


def _document(text: str) -> "tomlkit.TOMLDocument":
    import tomlkit

    try:
        return tomlkit.parse(text)
    except (ValueError, RecursionError) as error:
        # What tomlkit cannot keep as it is may still be TOML.
        raise NotesFileError(f"the notes file cannot be changed: {error}; change it yourself") from error


def _numbered(text: str, name: str, number: int) -> "tuple[tomlkit.TOMLDocument, Any]":
    """Return a notes file and its tables `[[name]]`, of which there is one with this number."""
    from tomlkit.items import AoT, Array

    document = _document(text)
    tables = document.get(name)
    if not isinstance(tables, AoT | Array) or not 0 <= number < len(tables):
        raise NotesFileError(f"the notes file has no {name} with this number any more")
    return document, tables


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotesFileError(f"the notes file is not TOML: {error}; correct it first") from error
    tables = data.get(name, []) if name in TABLES else []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotesFileError(f"{name} is not a list of tables in the notes file; correct it first")
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


def _plain(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


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

"""Parse metadata.csv and metadata.jsonl."""

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from site_builder.facts.fields import NOTHING, is_list, read_cell, with_values
from site_builder.facts.table import FactsTable, TableRow, fold_address
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Metadata, Problem
from site_builder.toml_text import TomlError, decode_text

KEYS = ("path", "sha256", "url")
"""Columns that name the article, the surest first."""
PASSED_OVER = ("found_", "rule_")
"""How the columns begin that `site-builder facts` writes for people to read."""
_SEPARATORS = ",;\t|"
_SHA256 = lazy_pattern(r"[0-9a-f]{64}\Z")
_MAX_CELL_CHARACTERS = 1_000_000
_Cell = str | list[str]


def parse_table(
    data: bytes,
    *,
    name: str,
    display_path: str,
    fields: Sequence[str],
    date_order: Callable[[str], str],
) -> FactsTable:
    """Parse a table; never raises. What cannot be understood is a problem at its line, and the rest holds.

    `name` tells CSV from JSON Lines, `fields` are the columns of facts, `date_order` returns the order of day and
    month for a path.
    """
    reader = _TableReader(display_path, fields, date_order)
    try:
        text = decode_text(data)
        rows = _jsonl_rows(text, reader) if name.endswith(".jsonl") else _csv_rows(text, reader)
        for line, cells in rows:
            reader.add(line, cells)
    except TomlError as error:
        reader.say(error.line or 1, error.message, "save the table as UTF-8")
    return reader.table()


class _TableReader:
    def __init__(self, display_path: str, fields: Sequence[str], date_order: Callable[[str], str]) -> None:
        self._display_path = display_path
        self._columns = (*KEYS, *fields)
        self._date_order = date_order
        self._rows: dict[str, dict[str, TableRow]] = {key: {} for key in KEYS}
        self._problems: list[Problem] = []
        self._unknown: set[str] = set()

    def say(self, line: int, message: str, hint: str) -> None:
        """Keep a problem."""
        self._problems.append(Problem(self._display_path, line, "bad-table", message, hint))

    def table(self) -> FactsTable:
        """Return all that was read."""
        rows = self._rows
        return FactsTable(
            self._display_path, rows["path"], rows["sha256"], rows["url"], tuple(self._problems)
        )

    def has_column(self, line: int, column: str) -> bool:
        """Test whether a column is one that is read; an unknown one is a problem, once."""
        if column in self._columns:
            return True
        if column and not column.startswith(PASSED_OVER) and column not in self._unknown:
            self._unknown.add(column)
            near = difflib.get_close_matches(column, self._columns, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"columns: {', '.join(self._columns)}"
            self.say(line, f"there is no field {column!r}", hint)
        return False

    def add(self, line: int, cells: Mapping[str, _Cell]) -> None:
        """Keep a row; `cells` has what stands in the columns that are read."""
        cells = {name: cell for name, cell in cells.items() if not isinstance(cell, str) or cell.strip()}
        keys = {key: str(cells[key]).strip() for key in KEYS if key in cells}
        if not cells:
            return
        key = self._key(line, keys)
        if key is None:
            return
        kind, name = key
        values: dict[str, Any] = {}
        for field, cell in cells.items():
            if field in KEYS:
                continue
            order = self._date_order(name if kind == "path" else "")
            value, mistake = read_cell(field, cell, date_order=order)
            if mistake:
                self.say(line, *mistake)
            else:
                values[field] = value
        row = TableRow(line, tuple(values), with_values(Metadata(), values))
        other = self._rows[kind].setdefault(name, row)
        if other is not row:
            self.say(line, f"line {other.line} is about the same article", "keep one row for each article")

    def _key(self, line: int, keys: Mapping[str, str]) -> tuple[str, str] | None:
        """Choose the column that names the article, and return it with the name; None with a problem."""
        if "path" in keys:
            return "path", plain_path(keys["path"])
        if "sha256" in keys:
            digest = keys["sha256"].lower()
            if _SHA256.match(digest):
                return "sha256", digest
            self.say(line, f"{digest!r} is no SHA-256", "it has 64 digits; `site-builder facts` writes it")
            return None
        if "url" in keys:
            return "url", fold_address(keys["url"])
        self.say(line, "this row names no article", "fill in path, sha256 or url")
        return None


def _csv_rows(text: str, reader: _TableReader) -> Iterator[tuple[int, dict[str, _Cell]]]:
    """Yield line and cells of every row; the separator is the one that the first line has most of."""
    separator, text, start = separator_of(text)
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = start
    columns: list[str] | None = None
    try:
        for cells in rows:
            line, before = before, start + rows.line_num
            if columns is None:
                columns = [column_name(name) for name in cells]
                columns = [name if reader.has_column(line, name) else "" for name in columns]
                if not set(columns) & set(KEYS):
                    reader.say(line, "no column names the articles", "add a column path, url or sha256")
                    return
                continue
            if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                hint = "put quotes around a text that holds the separator"
                reader.say(
                    line, f"this row has {len(cells)} cells, and the table {len(columns)} columns", hint
                )
            yield line, {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    except csv.Error as error:
        reader.say(before, f"this row cannot be read: {error}", "save the table as CSV again")


def separator_of(text: str) -> tuple[str, str, int]:
    """Return the separator of a CSV table, the table without Excel's line `sep=;`, and the number of its first line."""
    first_line, _, rest = text.partition("\n")
    if first_line.lower().startswith("sep=") and len(first_line.strip()) == 5:
        return first_line.strip()[4], rest, 2
    return max(_SEPARATORS, key=first_line.count), text, 1


def column_name(name: str) -> str:
    """Return the plain name of a column: `source_url` for `Source URL`."""
    return re.sub(r"[ -]+", "_", name.strip().lower())


def plain_path(path: str) -> str:
    """Return the path of an article as the program has it, for one that a person wrote."""
    return path.strip().replace("\\", "/").removeprefix("./")


def _jsonl_rows(text: str, reader: _TableReader) -> Iterator[tuple[int, dict[str, _Cell]]]:
    decode = msgspec.json.Decoder().decode
    for line, words in enumerate(text.split("\n"), 1):
        if not words.strip():
            continue
        try:
            row = decode(words)
        except (msgspec.DecodeError, RecursionError) as error:
            reader.say(line, f"this line is not JSON: {error}", "write one object a line")
            continue
        if not isinstance(row, dict):
            reader.say(line, "this line is no object", 'write {"path": "a.md", "date": "2020-02-04"}')
            continue
        cells: dict[str, _Cell] = {}
        for name, value in row.items():
            column = column_name(name)
            if value is not None and reader.has_column(line, column):
                cells[column] = _cell(column, value, line, reader)
        yield line, cells


def _cell(column: str, value: object, line: int, reader: _TableReader) -> _Cell:
    """Convert a JSON value to the cell of a table; an empty text or list states that there is nothing."""
    if isinstance(value, list) and is_list(column) and all(isinstance(item, str) for item in value):
        return value or NOTHING
    if isinstance(value, str):
        return value or NOTHING
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    reader.say(line, f"{column} is not a text", "write a text in quotes, or a list of texts")
    return ""

"""The table of facts that people fill in: metadata.csv or metadata.jsonl, a row an article."""

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from site_builder.facts.fields import FIELDS, LIST_FIELDS, NOTHING, read_cell
from site_builder.model import Metadata, Problem
from site_builder.toml_text import TomlError, decode_text

KEYS = ("path", "sha256", "url")
"""Columns that name the article, the surest first."""
PASSED_OVER = ("found_", "rule_")
"""How the columns begin that `site-builder facts` writes for people to read."""
_SEPARATORS = ",;\t|"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_MAX_CELL_CHARACTERS = 1_000_000
_MAX_COMPARED = 500
"""Paths that a misspelt one is compared with."""
_Cell = str | list[str]


class TableRow(msgspec.Struct, frozen=True, array_like=True):
    """What a row states of one article."""

    line: int
    """Its first line, counted from 1."""
    fields: tuple[str, ...]
    metadata: Metadata

    def essence(self) -> tuple[object, ...]:
        """Return what shows in an article: all but the line, which any edit of the table may move."""
        return self.fields, self.metadata


class FactsTable(msgspec.Struct, frozen=True):
    """The rows of a table by what they name an article by."""

    display_path: str = ""
    paths: dict[str, TableRow] = {}
    """By path below the content folder; only paths of articles that are there."""
    digests: dict[str, TableRow] = {}
    """By SHA-256 of the article."""
    addresses: dict[str, TableRow] = {}
    """By address of the original, folded."""
    problems: tuple[Problem, ...] = ()

    def row_of_source(self, path: str, sha256: str) -> TableRow | None:
        """Find the row of an article by its path or its bytes."""
        return self.paths.get(path) or self.digests.get(sha256)

    def row(self, path: str, sha256: str, address: str | None) -> TableRow | None:
        """Find the row of an article; `address` is the address of the original that it states."""
        row = self.row_of_source(path, sha256)
        return row or (self.addresses.get(fold_address(address)) if address and self.addresses else None)

    def unmatched(self, digests: Iterable[str], addresses: Iterable[str | None]) -> Iterator[Problem]:
        """Yield a problem for every row whose digest or address is that of no article.

        `digests` and `addresses` are those of all articles.
        """
        present = set(digests) if self.digests else set()
        gone = [
            (row.line, f"no article has the SHA-256 {key}")
            for key, row in self.digests.items()
            if key not in present
        ]
        stated = {fold_address(address) for address in addresses if address} if self.addresses else set()
        gone += [
            (row.line, f"no article states the address {key!r} as its original")
            for key, row in self.addresses.items()
            if key not in stated
        ]
        for line, message in sorted(gone):
            yield Problem(self.display_path, line, "bad-table", message, "correct it, or take the row out")


def fold_address(address: str) -> str:
    """Normalise an address for comparison: scheme, `www.`, fragment and a slash at the end make no difference."""
    bare = address.strip().partition("#")[0].rstrip("/")
    scheme, mark, rest = bare.partition("://")
    rest = rest if mark else scheme
    host, slash, path = rest.partition("/")
    return host.lower().removeprefix("www.") + slash + path


def parse_table(
    data: bytes,
    *,
    name: str,
    display_path: str,
    paths: Mapping[str, object],
    content: str,
    date_order: Callable[[str], str],
) -> FactsTable:
    """Read a table; never raises. What cannot be understood is a problem at its line, and the rest holds.

    `name` tells CSV from JSON Lines, `paths` are those of the articles, `content` is the name of their folder,
    `date_order` gives the order of day and month for a path.
    """
    reader = _TableReader(display_path, paths, content, date_order)
    try:
        text = decode_text(data)
        rows = _jsonl_rows(text, reader) if name.endswith(".jsonl") else _csv_rows(text, reader)
        for line, cells in rows:
            reader.add(line, cells)
    except TomlError as error:
        reader.say(error.line or 1, error.message, "save the table as UTF-8")
    return reader.table()


class _TableReader:
    def __init__(
        self,
        display_path: str,
        paths: Mapping[str, object],
        content: str,
        date_order: Callable[[str], str],
    ) -> None:
        self._display_path = display_path
        self._known = paths
        self._content = content.rstrip("/") + "/"
        self._date_order = date_order
        self._rows: dict[str, dict[str, TableRow]] = {key: {} for key in KEYS}
        self._problems: list[Problem] = []
        self._unknown: set[str] = set()
        self._by_name: dict[str, str] = {}

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
        if column in FIELDS or column in KEYS:
            return True
        if column and not column.startswith(PASSED_OVER) and column not in self._unknown:
            self._unknown.add(column)
            near = difflib.get_close_matches(column, (*KEYS, *FIELDS), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"columns: {', '.join((*KEYS, *FIELDS))}"
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
        row = TableRow(line, tuple(values), Metadata(**values))
        other = self._rows[kind].setdefault(name, row)
        if other is not row:
            self.say(line, f"line {other.line} is about the same article", "keep one row for each article")

    def _key(self, line: int, keys: Mapping[str, str]) -> tuple[str, str] | None:
        """Choose the column that names the article, and return it with the name; None with a problem."""
        if not keys:
            self.say(line, "this row names no article", "fill in path, url or sha256")
            return None
        path = self._path(keys.get("path", ""))
        if path in self._known:
            return "path", path
        digest = keys.get("sha256", "").lower()
        if _SHA256.match(digest):
            return "sha256", digest
        if "url" in keys:
            return "url", fold_address(keys["url"])
        if path:
            near = self._similar(path)
            hint = f"did you mean {near!r}?" if near else "name the file as it lies below the content folder"
            self.say(line, f"there is no article {path!r}", hint)
        else:
            self.say(line, f"{digest!r} is no SHA-256", "it has 64 digits; `site-builder inspect` shows it")
        return None

    def _similar(self, path: str) -> str:
        """Return the path of an article with the same file name, or with a similar one in the same folder."""
        if not self._by_name:
            for known in self._known:
                self._by_name.setdefault(known.rpartition("/")[2].casefold(), known)
        folder, _, name = path.rpartition("/")
        same = self._by_name.get(name.casefold())
        if same:
            return same
        beside = [known for known in self._known if known.rpartition("/")[0] == folder][:_MAX_COMPARED]
        return next(iter(difflib.get_close_matches(path, beside, n=1, cutoff=0.8)), "")

    def _path(self, text: str) -> str:
        path = text.replace("\\", "/").removeprefix("./")
        return path if path in self._known else path.removeprefix(self._content)


def _csv_rows(text: str, reader: _TableReader) -> Iterator[tuple[int, dict[str, _Cell]]]:
    """Yield line and cells of every row; the separator is the one that the first line has most of."""
    first_line, _, rest = text.partition("\n")
    start = 1
    if first_line.lower().startswith("sep=") and len(first_line.strip()) == 5:
        separator, text, start = first_line.strip()[4], rest, 2
    else:
        separator = max(_SEPARATORS, key=first_line.count)
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = start
    columns: list[str] | None = None
    try:
        for cells in rows:
            line, before = before, start + rows.line_num
            if columns is None:
                columns = [_column(name) for name in cells]
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


def _column(name: str) -> str:
    return re.sub(r"[ -]+", "_", name.strip().lower())


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
            column = _column(name)
            if value is not None and reader.has_column(line, column):
                cells[column] = _cell(column, value, line, reader)
        yield line, cells


def _cell(column: str, value: object, line: int, reader: _TableReader) -> _Cell:
    """Convert a JSON value to the cell of a table; an empty text or list states that there is nothing."""
    if isinstance(value, list) and column in LIST_FIELDS and all(isinstance(item, str) for item in value):
        return value or NOTHING
    if isinstance(value, str):
        return value or NOTHING
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    reader.say(line, f"{column} is not a text", "write a text in quotes, or a list of texts")
    return ""

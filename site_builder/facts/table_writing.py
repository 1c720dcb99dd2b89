"""Write the table of facts that people fill in: what is missing, and beside it what was found."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from site_builder.facts.table_file import column_name, plain_path, separator_of
from site_builder.model import Provenance, SiteError


class ArticleFacts(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one article."""

    path: str
    """Below the content folder."""
    sha256: str
    facts: dict[str, tuple[Any, Provenance | None]]
    """By field, where there is a value: the value and its evidence."""


def csv_table(
    rows: Iterable[ArticleFacts], wanted: Sequence[str], fields: Sequence[str], *, kept: str = ""
) -> str:
    """Write a CSV table with empty columns to be filled in, and of all fields what was found and by which rule.

    `wanted` are the columns to be filled in, `fields` all fields there are. `kept` is a CSV table that the site has:
    its rows and columns come first, as they are, and articles that it names by path get no second row.
    """
    separator, header, old_rows = _parsed(kept)
    names = [column_name(name) for name in header]
    new = ["path", *wanted, *(f"{kind}_{field}" for field in fields for kind in ("found", "rule"))]
    new = [name for name in new if name not in names]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow([*header, *new])
    writer.writerows([*row, *[""] * (len(header) + len(new) - len(row))] for row in old_rows)
    named = {plain_path(dict(zip(names, row, strict=False)).get("path", "")) for row in old_rows}
    for row in rows:
        if plain_path(row.path) not in named:
            cells = {"path": row.path, **dict(_found(row, fields))}
            writer.writerow([cells.get(name, "") for name in (*names, *new)])
    return out.getvalue()


def jsonl_table(
    rows: Iterable[ArticleFacts], wanted: Sequence[str], fields: Sequence[str], *, kept: str = ""
) -> str:
    """Write what `csv_table` writes as JSON Lines; a field to be filled in is null."""
    lines = [line for line in kept.splitlines() if line.strip()]
    named = {_path_in(line) for line in lines}
    for row in rows:
        if plain_path(row.path) in named:
            continue
        known: dict[str, Any] = {"path": row.path, **dict.fromkeys(wanted)}
        for field in fields:
            known[f"found_{field}"] = row.facts[field][0] if field in row.facts else None
            known[f"rule_{field}"] = rule_of(row, field) or None
        lines.append(msgspec.json.encode(known).decode())
    return "".join(f"{line}\n" for line in lines)


def text_of(row: ArticleFacts, field: str) -> str:
    """Return a value as a cell shows it, or an empty text; lists are separated by `;`."""
    value = row.facts[field][0] if field in row.facts else ""
    return value if isinstance(value, str) else "; ".join(value)


def rule_of(row: ArticleFacts, field: str) -> str:
    """Name the rule that found a fact, the line and how sure it is: `title block, line 3, 98%`."""
    evidence = row.facts[field][1] if field in row.facts else None
    if evidence is None:
        return ""
    line = f", line {evidence.lines.start + 1}" if evidence.lines.end else ""
    return f"{evidence.rule}{line}, {evidence.confidence:.0%}"


def _found(row: ArticleFacts, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    for field in fields:
        yield f"found_{field}", _harmless(text_of(row, field))
        yield f"rule_{field}", _harmless(rule_of(row, field))


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking words of an article for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _parsed(text: str) -> tuple[str, list[str], list[list[str]]]:
    """Return separator, header and rows of a CSV table. Raises SiteError for a row with cells that have no column."""
    if not text.strip():
        return ",", [], []
    separator, text, _ = separator_of(text)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    if any(any(row[len(header) :]) for row in rows):
        raise SiteError(
            "the table of the site has a row with more cells than columns",
            hint="correct it, `build` names its line",
        )
    return separator, header, [row[: len(header)] for row in rows if any(row)]


def _path_in(line: str) -> str:
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return ""
    return plain_path(str(row.get("path", ""))) if isinstance(row, dict) else ""

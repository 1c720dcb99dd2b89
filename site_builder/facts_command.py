"""The command `facts`: a table of what is known and what is missing, to be filled in and put back."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.learning import FOLDER
from site_builder.model import SiteError

if TYPE_CHECKING:
    from site_builder.engine.fact_report import ArticleFacts


@click.command()
@click.argument("site", type=FOLDER, default=Path("."))
@click.option("--content", type=FOLDER, help="Any folder of articles.  [default: SITE/content]")
@click.option(
    "--missing", metavar="FIELD,…", help="Only articles without one of these fields, and only these columns."
)
@click.option(
    "--format", "style", type=click.Choice(["csv", "jsonl", "text"]), default="text", help="How to report."
)
def facts(site: Path, content: Path | None, missing: str | None, style: str) -> int:
    """List what is known of every article, how surely and by which rule.

    As csv or jsonl it is a table to be filled in and saved as metadata.csv or metadata.jsonl in the site.
    """
    from site_builder.engine import open_site
    from site_builder.engine.fact_report import ArticleFacts, collect_facts
    from site_builder.facts import FIELDS
    from site_builder.reports import printable, problem_lines, progress_for

    opened = open_site(site, content=content)
    fields = (*FIELDS, *opened.settings.label_keys)
    wanted = _wanted(missing, fields)
    refused = False
    rows: list[ArticleFacts] = []
    with progress_for(sys.stderr) as progress:
        for result in collect_facts(opened, fields, progress=progress):
            if isinstance(result, ArticleFacts):
                if not missing or any(field not in result.facts for field in wanted):
                    rows.append(result)
                continue
            refused = refused or result.refused
            for line in problem_lines(result):
                print(printable(line), file=sys.stderr)
    _WRITERS[style](rows, wanted, fields)
    return int(refused)


def _wanted(missing: str | None, fields: Sequence[str]) -> tuple[str, ...]:
    """Return the fields asked for. Raises SiteError for one that does not exist."""
    if missing is None:
        return tuple(fields)
    names = tuple(dict.fromkeys(name for each in missing.split(",") if (name := each.strip().lower())))
    unknown = [name for name in names if name not in fields]
    if unknown or not names:
        what = f"there is no field {unknown[0]!r}" if unknown else "it names no field"
        raise SiteError(f"--missing {missing}: {what}", hint=f"fields: {', '.join(fields)}")
    return names


def _write_csv(rows: Iterable["ArticleFacts"], wanted: Sequence[str], fields: Sequence[str]) -> None:
    import csv

    # Line ends are those of the standard output.
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["path", *wanted, *(f"{kind}_{field}" for field in fields for kind in ("found", "rule"))])
    for row in rows:
        found = [cell for field in fields for cell in (_text(row, field), _rule(row, field))]
        writer.writerow([row.path, *("" for _ in wanted), *map(_harmless, found)])


def _write_jsonl(rows: Iterable["ArticleFacts"], wanted: Sequence[str], fields: Sequence[str]) -> None:
    import msgspec

    for row in rows:
        known: dict[str, Any] = {"path": row.path, **dict.fromkeys(wanted)}
        for field in fields:
            known[f"found_{field}"] = row.facts[field][0] if field in row.facts else None
            known[f"rule_{field}"] = _rule(row, field) or None
        print(msgspec.json.encode(known).decode())


def _write_text(rows: Sequence["ArticleFacts"], wanted: Sequence[str], fields: Sequence[str]) -> None:
    from site_builder.reports import printable

    for row in rows:
        print(printable(row.path))
        for field in fields:
            if field in row.facts:
                print(printable(f"  {field:<12} {_text(row, field)}   ({_rule(row, field)})"))
        missing = [field for field in wanted if field not in row.facts]
        if missing:
            print(f"  missing      {', '.join(missing)}")
    print(f"{len(rows):,} {'article' if len(rows) == 1 else 'articles'}")


_WRITERS = {"csv": _write_csv, "jsonl": _write_jsonl, "text": _write_text}


def _text(row: "ArticleFacts", field: str) -> str:
    value = row.facts[field][0] if field in row.facts else ""
    return value if isinstance(value, str) else "; ".join(value)


def _rule(row: "ArticleFacts", field: str) -> str:
    """Name the rule that found a fact, the line and how sure it is: `title block, line 3, 98%`."""
    evidence = row.facts[field][1] if field in row.facts else None
    if evidence is None:
        return ""
    line = f", line {evidence.lines.start + 1}" if evidence.lines.end else ""
    return f"{evidence.rule}{line}, {evidence.confidence:.0%}"


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking words of an article for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell

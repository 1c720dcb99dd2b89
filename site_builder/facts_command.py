"""The command `facts`: a table of what is known and what is missing, to be filled in and put back."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.learning import FOLDER
from site_builder.model import SiteError

if TYPE_CHECKING:
    from site_builder.facts.table_writing import ArticleFacts


@click.command()
@click.argument("site", type=FOLDER, default=Path("."))
@click.option("--content", type=FOLDER, help="Any folder of articles.  [default: SITE/content]")
@click.option(
    "--missing", metavar="FIELD,…", help="Only articles without one of these fields, and only these columns."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["csv", "jsonl", "text"]),
    help="How to report.  [default: text; with --output the ending of the file]",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table to this file, which keeps its rows if it is there: metadata.csv or metadata.jsonl.",
)
def facts(
    site: Path, content: Path | None, missing: str | None, style: str | None, output: Path | None
) -> int:
    """List what is known of every article, how surely and by which rule.

    As csv or jsonl it is a table to be filled in and saved as metadata.csv or metadata.jsonl in the site.
    """
    from site_builder.engine import open_site
    from site_builder.engine.fact_report import collect_facts
    from site_builder.facts import FIELDS
    from site_builder.facts.table_writing import ArticleFacts
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
    style = style or ("text" if output is None else "jsonl" if output.suffix == ".jsonl" else "csv")
    if style == "text":
        _print_text(rows, wanted, fields)
    else:
        _write_table(rows, wanted, fields, style, output)
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


def _write_table(
    rows: Sequence["ArticleFacts"],
    wanted: Sequence[str],
    fields: Sequence[str],
    style: str,
    output: Path | None,
) -> None:
    from site_builder.disk import Folder
    from site_builder.facts.table_writing import csv_table, jsonl_table
    from site_builder.toml_text import TomlError, decode_text

    make = csv_table if style == "csv" else jsonl_table
    if output is None:
        # Line ends are those of the standard output.
        sys.stdout.write(make(rows, wanted, fields))
        return
    try:
        kept = decode_text(output.read_bytes()) if output.exists() else ""
        table = make(rows, wanted, fields, kept=kept).encode("utf-8", "surrogateescape")
        Folder(output.absolute().parent).write(output.name, table)
    except TomlError as error:
        raise SiteError(f"{output}: {error.message}", hint="save the table as UTF-8") from error
    except OSError as error:
        raise SiteError(
            f"{output}: {(error.strerror or str(error)).lower()}", hint="choose another file"
        ) from error
    print(
        f"{output}: {len(rows):,} {'article' if len(rows) == 1 else 'articles'} to fill in", file=sys.stderr
    )


def _print_text(rows: Sequence["ArticleFacts"], wanted: Sequence[str], fields: Sequence[str]) -> None:
    from site_builder.facts.table_writing import rule_of, text_of
    from site_builder.reports import printable

    for row in rows:
        print(printable(row.path))
        for field in fields:
            if field in row.facts:
                print(printable(f"  {field:<12} {text_of(row, field)}   ({rule_of(row, field)})"))
        missing = [field for field in wanted if field not in row.facts]
        if missing:
            print(f"  missing      {', '.join(missing)}")
    print(f"{len(rows):,} {'article' if len(rows) == 1 else 'articles'}")

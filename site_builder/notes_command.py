"""The commands `notes import` and `notes export`: notes from other programs and for them."""

import sys
from pathlib import Path

import click

from site_builder.exchange_names import EXPORTS, IMPORTS
from site_builder.learning import FOLDER
from site_builder.model import SiteError

_CONTENT = click.option("--content", type=FOLDER, help="Any folder of articles.  [default: SITE/content]")


@click.group()
def notes() -> None:
    """Exchange your notes on articles with other programs."""


@notes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("site", type=FOLDER, default=Path("."))
@click.option("--format", "style", type=click.Choice(IMPORTS), required=True, help="What wrote the file.")
@_CONTENT
def import_(file: Path, site: Path, style: str, content: Path | None) -> int:
    """Import the notes of FILE: each beside the words it quotes, or listed as lost.

    Writes only notes files; a note that the archive has already is not imported again.
    """
    from site_builder.engine import open_site
    from site_builder.engine.note_import import import_notes
    from site_builder.reports import printable, problem_lines

    summary = import_notes(open_site(site, content=content), file, style)
    for problem in summary.problems:
        for line in problem_lines(problem):
            print(printable(line), file=sys.stderr)
    for name in summary.files:
        print(printable(f"written  {name}"))
    print(
        f"{summary.placed} placed, {summary.lost} lost, {summary.known} there already, "
        f"{summary.elsewhere} about articles that are not here"
    )
    return int(any(problem.refused for problem in summary.problems))


@notes.command("export")
@click.argument("site", type=FOLDER, default=Path("."))
@click.option("--format", "style", type=click.Choice(EXPORTS), required=True, help="What to write.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.  [default: standard output]",
)
@_CONTENT
def export(site: Path, style: str, output: Path | None, content: Path | None) -> int:
    """Export the notes on all articles, lost ones included."""
    from site_builder.disk import Folder
    from site_builder.engine import open_site
    from site_builder.engine.note_export import export_notes
    from site_builder.model import Problem
    from site_builder.reports import printable, problem_lines

    problems: list[Problem] = []
    text, count = export_notes(open_site(site, content=content), style, problems)
    for problem in problems:
        for line in problem_lines(problem):
            print(printable(line), file=sys.stderr)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
        sys.stdout.flush()
    else:
        try:
            Folder(output.absolute().parent).write(output.name, text.encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise SiteError(f"{output}: {(error.strerror or str(error)).lower()}") from error
        print(f"{output}: {count:,} {'note' if count == 1 else 'notes'}", file=sys.stderr)
    return int(any(problem.refused for problem in problems))

"""Report why a command did nothing, as text or, where the command line asks for JSON, as data."""

import sys
from collections.abc import Sequence
from itertools import pairwise

import click
import msgspec

from site_builder.model import SiteError
from site_builder.reports import error_lines, printable


def report_error(error: SiteError, arguments: Sequence[str] | None) -> None:
    """Print an error; as JSON it is an object whose `problems` are like those of all reports.

    `arguments` are those of the command line; None stands for the arguments of this process.
    """
    if _wants_json(arguments):
        print(msgspec.json.encode({"problems": list(error.each_problem("error"))}).decode())
    else:
        print(printable("\n".join(error_lines(error))), file=sys.stderr)


def report_wrong_use(error: click.ClickException, arguments: Sequence[str] | None) -> None:
    """Print what is wrong with a command line, in the same two ways."""
    if not _wants_json(arguments):
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "site-builder"
    report_error(SiteError(error.format_message(), hint=f"see {command} --help"), arguments)


def _wants_json(arguments: Sequence[str] | None) -> bool:
    """Return whether a command line asks for JSON; one that cannot be parsed may still do so."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    return "--format=json" in words or ("--format", "json") in pairwise(words)

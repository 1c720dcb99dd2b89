"""Parse the command line, call the engine, report, and choose the exit code."""

# Only what `--help` needs is imported here; each command imports the rest when it runs.
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder import __version__
from site_builder.cluster_command import cluster
from site_builder.deploying import deploy
from site_builder.facts_command import facts
from site_builder.learning import FOLDER, learn, profile, train
from site_builder.model import SiteError
from site_builder.notes_command import notes

if TYPE_CHECKING:
    from site_builder.model import Problem

CONTENT = click.Path(path_type=Path)
"""What takes a folder of articles; whoever names a file is told more than that it is none."""

DONE, REFUSED, FAILED = 0, 1, 2
"""Exit codes: done; done, but some source was refused or --strict found problems; not done."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="site-builder")
def cli() -> None:
    """Turn a folder of other people's articles into an annotated site.

    SITE is a folder with site.toml and content/; without site.toml the defaults hold.
    """


def _site_options(command: Any) -> Any:
    for option in (
        click.option("--state", type=FOLDER, help="Where caches live.  [default: SITE/.site-builder]"),
        click.option("--output", type=FOLDER, help="Where the site goes.  [default: SITE/public]"),
        click.option("--content", type=CONTENT, help="Any folder of articles.  [default: SITE/content]"),
    ):
        command = option(command)
    return click.argument("site", type=FOLDER, default=Path("."))(command)


_format_option = click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", help="How to report."
)


@cli.command()
@_site_options
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to use.  [default: one per processor]")
@click.option("--base-url", help="Absolute address of the site, for feeds and sitemap.")
@click.option("--strict", is_flag=True, help="Exit with 1 when there is any problem.")
@click.option(
    "--atomic", is_flag=True, help="Build beside and swap, so that readers never see two versions mixed."
)
@click.option("--verify", is_flag=True, help="Read every output again and repair what differs.")
@click.option(
    "--adopt", is_flag=True, help="Take the output folder over: replace files of others that are in the way."
)
@click.option("--allow-empty", is_flag=True, help="Build a site even of no article at all.")
@click.option("--drafts", is_flag=True, help="Take in articles that call themselves drafts.")
@click.option("-v", "--verbose", is_flag=True, help="List every file that is written or removed, and why.")
@_format_option
def build(
    site: Path,
    content: Path | None,
    output: Path | None,
    state: Path | None,
    jobs: int | None,
    base_url: str | None,
    *,
    strict: bool,
    atomic: bool,
    verify: bool,
    adopt: bool,
    allow_empty: bool,
    drafts: bool,
    verbose: bool,
    style: str,
) -> int:
    """Build the site; only what changed is done again."""
    from site_builder.engine import build as build_site
    from site_builder.engine import open_site
    from site_builder.reports import progress_for, report_build

    opened = open_site(site, content=content, output=output, state=state, base_url=base_url, drafts=drafts)
    with progress_for(sys.stderr) as progress:
        summary = build_site(
            opened,
            jobs=jobs,
            verify=verify,
            atomic=atomic,
            adopt=adopt,
            progress=progress,
            explain=verbose or style == "json",
            allow_empty=allow_empty,
        )
    report_build(summary, style)
    return _exit_code(summary.problems, strict=strict)


@cli.command()
@_site_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on, or the next free one; 0 is any.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--poll", is_flag=True, help="Look for edits every second, for network drives and containers.")
@click.option("--write", is_flag=True, help="Keep the output folder up to date too.")
@click.option("-v", "--verbose", is_flag=True, help="Say every request and change.")
def serve(
    site: Path,
    content: Path | None,
    output: Path | None,
    state: Path | None,
    host: str,
    port: int,
    *,
    open_browser: bool,
    poll: bool,
    write: bool,
    verbose: bool,
) -> int:
    """Show the site in a browser while it is edited; pages change as files are saved."""
    from site_builder.engine import open_site
    from site_builder.engine.facts_table import with_table
    from site_builder.reports import progress_for
    from site_builder.server import serve as serve_site

    # What is written to the output folder is published, and drafts are not.
    opened = with_table(open_site(site, content=content, output=output, state=state, drafts=not write))
    with progress_for(sys.stderr) as progress:
        serve_site(
            opened,
            host=host,
            port=port,
            open_browser=open_browser,
            poll=poll,
            verbose=verbose,
            write=write,
            progress=progress,
        )
    return DONE


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--alone", is_flag=True, help="Judge each file by itself, not by the others in its folder.")
@click.option(
    "--explain",
    type=click.IntRange(min=1),
    metavar="LINE",
    help="Say why the block at this line has its role.",
)
@_format_option
def inspect(paths: Sequence[Path], *, alone: bool, explain: int | None, style: str) -> int:
    """Show what was understood of articles, and why.

    PATH is an article or a folder of them.
    """
    from site_builder.engine.inspection import inspect_paths
    from site_builder.reports import report_inspection

    problems: list[Problem] = []
    several = len(paths) > 1 or paths[0].is_dir()
    for inspected in inspect_paths(paths, alone=alone):
        report_inspection(inspected, style, explain=explain, named=several)
        problems += inspected.problems
    return _exit_code(problems, strict=False)


@cli.command()
@click.argument("folder", metavar="NAME", type=click.Path(path_type=Path))
def new(folder: Path) -> int:
    """Start a site in the new folder NAME: settings to choose from and one article."""
    from site_builder.reports import report_new
    from site_builder.scaffold import new_site

    new_site(folder)
    report_new(folder)
    return DONE


@cli.command()
@click.argument("site", type=FOLDER, default=Path("."))
@click.option("--content", type=CONTENT, help="Any folder of articles.  [default: SITE/content]")
@click.option("--external", is_flag=True, help="Ask other hosts whether the links to them still work.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Links to ask in one go; the next check goes on.  [default: 200]",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="HOST",
    help="Ask this host of your own network too; private addresses are not asked otherwise.",
)
@_format_option
def check(
    site: Path, content: Path | None, limit: int | None, allowed: Sequence[str], *, external: bool, style: str
) -> int:
    """Check a site without touching it.

    Looks at the configuration, the articles, and every link of the site.
    Exits with 1 when anything is wrong, with 2 when the site could not be checked.
    """
    from datetime import date

    from site_builder import checking
    from site_builder.reports import progress_for, report_check

    hosts = frozenset(each.lower() for each in allowed)
    options = None
    if external:
        client = checking.HttpClient(wait=checking.RateLimiter().wait, allowed=hosts)
        options = checking.ExternalOptions(client, limit or checking.REQUEST_LIMIT, date.today())
    with progress_for(sys.stderr) as progress:
        report = checking.check(site, content=content, state=None, external=options, progress=progress)
    report_check(report, style)
    if not report.complete:
        return FAILED
    return _exit_code(report.problems, strict=True)


@cli.command()
@_site_options
def clean(site: Path, content: Path | None, output: Path | None, state: Path | None) -> int:
    """Remove what builds made: the files of the site that are ours, and the cache."""
    from site_builder.engine import clean as clean_site
    from site_builder.engine import open_site
    from site_builder.reports import progress_for

    opened = open_site(site, content=content, output=output, state=state)
    with progress_for(sys.stderr) as progress:
        removed = clean_site(opened, progress)
    print(f"{removed:,} files removed from {opened.output}")
    return DONE


cli.add_command(cluster)
cli.add_command(deploy)
cli.add_command(facts)
cli.add_command(notes)
cli.add_command(train)
cli.add_command(profile)
cli.add_command(learn)


def _exit_code(problems: Sequence["Problem"], *, strict: bool) -> int:
    if any(problem.refused or (strict and problem.code != "draft") for problem in problems):
        return REFUSED
    return DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code."""
    try:
        result = cli.main(args=arguments, prog_name="site-builder", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        return _stopped()
    except click.ClickException as error:
        from site_builder.failures import report_wrong_use

        report_wrong_use(error, arguments)
        return FAILED
    except SiteError as error:
        from site_builder.failures import report_error

        report_error(error, arguments)
        return FAILED
    except KeyboardInterrupt:
        return _stopped()
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be said.
        sys.stderr.close()
        return FAILED
    if arguments is None:
        # The process ends here; looking through what is left for circular garbage first would take longer than an edit.
        gc.freeze()
    return result if isinstance(result, int) else DONE


def _stopped() -> int:
    print("stopped; what was published is whole", file=sys.stderr)
    return 130


if __name__ == "__main__":
    sys.exit(main())

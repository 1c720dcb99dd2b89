"""The commands that learn from archives: new weights, proposed profiles."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from site_builder.model import SiteError

FOLDER = click.Path(file_okay=False, path_type=Path)
"""What every command takes for a folder."""


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--labels",
    type=(click.Path(exists=True, path_type=Path), FOLDER),
    metavar="FILE FOLDER",
    help="More labels, and the folder of .jsonl.gz collections whose articles they are for.",
)
@click.option(
    "--folds", type=click.IntRange(min=2), default=6, show_default=True, help="Parts of a cross-validation."
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Parts worked on at a time.  [default: one per processor]",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the weights go.  [default: nowhere]",
)
def train(
    folders: Sequence[Path],
    labels: tuple[Path, Path] | None,
    folds: int,
    jobs: int | None,
    output: Path | None,
) -> int:
    """Learn roles from labelled articles and print how good that is.

    FOLDERS hold an article.md and a labels.json for every article. The scores are of models that saw no
    article of the outlet they are tested on; with --output a model of all articles is stored as well.
    """
    from site_builder import training
    from site_builder.runners import default_jobs

    articles = [*training.read_folders(folders)]
    if not articles:
        raise SiteError(
            f"{folders[0]}: no labelled articles", hint="each is a folder of article.md and labels.json"
        )
    tested = [article.name for article in articles]
    if labels:
        file, collections = labels
        articles += training.read_collection(file, sorted(collections.glob("*.jsonl.gz")))

    def say(line: str) -> None:
        print(line, file=sys.stderr)

    scores = training.cross_validate(
        articles, tested=tested, folds=folds, say=say, jobs=jobs or default_jobs()
    )
    print(training.table(scores))
    if output:
        size = training.write(training.train(articles, say=say), output)
        print(f"{output}: {size:,} bytes, learnt from {len(articles):,} articles")
    return 0


@click.group()
def profile() -> None:
    """Work on profiles: what is known of how a publisher writes."""


@profile.command()
@click.argument("folder", type=FOLDER)
@click.option("--publisher", help="Only this one, by its name.  [default: all with three articles or more]")
def suggest(folder: Path, publisher: str | None) -> int:
    """Propose a profile for each publisher in FOLDER: what recurs in its articles.

    Read it, keep what is right, and save it as profiles/NAME.toml in the site.
    """
    from site_builder.engine.suggesting import suggest_profiles

    profiles = [profile for profile in suggest_profiles(folder) if publisher in (None, profile.name)]
    if not profiles:
        raise SiteError(
            f"{folder}: no publisher{f' called {publisher!r}' if publisher else ''} with three articles or more",
            hint="publishers are named by lines such as `Harbour Review, 4 February 2020`",
        )
    print("\n".join(profile.as_toml() for profile in profiles), end="")
    return 0

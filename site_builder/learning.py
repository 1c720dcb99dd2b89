"""The commands that learn from archives: new weights, proposed profiles."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from site_builder.model import SiteError

FOLDER = click.Path(file_okay=False, path_type=Path)
"""What every command takes for a folder."""


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--labels",
    type=(click.Path(exists=True, path_type=Path), FOLDER),
    multiple=True,
    metavar="FILE FOLDER",
    help="More labels, and the folder of .jsonl.gz collections whose articles they are for; may stand repeatedly.",
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
    labels: Sequence[tuple[Path, Path]],
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
    for file, collections in labels:
        articles += training.read_collection(file, sorted(collections.glob("*.jsonl.gz")))

    def say(line: str) -> None:
        print(line, file=sys.stderr)

    recurrences = training.recurrences_of(articles)
    predictions = training.predict(
        articles,
        tested=tested if not output else [article.name for article in articles],
        folds=folds,
        say=say,
        recurrences=recurrences,
        jobs=jobs or default_jobs(),
    )
    names = frozenset(tested)
    print(training.report([each for each in predictions if each.article.name in names]))
    further = [each for each in predictions if each.article.name not in names]
    if further:
        print("\nfurther articles\n" + training.report(further))
    if output:
        weights = training.train(articles, say=say)
        # Articles that were learnt from would seem surer than new ones are.
        weights = msgspec.structs.replace(weights, calibration=training.learn_calibration(predictions))
        size = training.write(weights, output)
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


@click.command()
@click.argument("site", default=".", type=FOLDER)
@click.option("--content", type=FOLDER, help="The articles.  [default: SITE/content]")
@click.option("--take", is_flag=True, help="Write the suggested phrases into SITE/profiles.")
@click.option(
    "--looks", type=click.IntRange(min=0), default=20, show_default=True, help="Passages to look at next."
)
def learn(site: Path, content: Path | None, take: bool, looks: int) -> int:
    """Learn from corrections: phrases for profiles, and what to look at next.

    A phrase that was corrected in three articles of an outlet, or in one where the same passage stands in
    three, is suggested for its profile, with what it would change; --take writes it into the site's profiles.
    The list of passages begins with those of which one look settles most, such as a notice that stands in
    hundreds of articles.
    """
    from site_builder.engine.corrected_phrases import describe, rank_looks, suggest_phrases, take_suggestions
    from site_builder.engine.inspection import inspect_paths
    from site_builder.reports import printable

    articles = list(inspect_paths([content or site / "content"], alone=False))
    suggestions = suggest_phrases(articles)
    lines = [line for suggestion in suggestions for line in describe(suggestion)]
    if not suggestions:
        lines.append("no phrase has been corrected in three articles of an outlet")
    if take and suggestions:
        lines += [f"wrote {path}" for path in take_suggestions(site / "profiles", suggestions)]
    elif suggestions:
        lines.append("take them with --take")
    if looks:
        lines += ["", "worth a look, most to be settled first:"]
        lines += [
            f"{look.place.path}:{look.place.line}: {look.place.role} {look.confidence:.0%},"
            f" in {look.articles} article{'' if look.articles == 1 else 's'}: {look.place.text[:60]}"
            for look in rank_looks(articles)[:looks]
        ]
    print(printable("\n".join(lines)))
    return 0

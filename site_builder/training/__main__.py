"""Train the model again: `python -m site_builder.training GOLD… --output weights.msgpack`."""

from pathlib import Path

import click

from site_builder.training import cross_validate, read_collection, read_folders, table, train, write

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", nargs=-1, required=True, type=_FOLDER)
@click.option("--labels", type=_FILE, help="Roles by article id, for articles in the collections.")
@click.option(
    "--texts", multiple=True, type=_FILE, help="A collection: gzipped JSON lines of id, url and md."
)
@click.option(
    "--folds",
    default=0,
    help="Score the GOLD articles this many outlets' groups at a time, each by a model without them.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the model.")
def main(
    gold: tuple[Path, ...], labels: Path | None, texts: tuple[Path, ...], folds: int, output: Path | None
) -> None:
    """Learn what speaks for a role from GOLD, folders of articles that are labelled block by block."""
    articles = list(read_folders(gold))
    tested = [article.name for article in articles]
    if labels is not None:
        articles += read_collection(labels, texts)
    if folds:
        click.echo(table(cross_validate(articles, tested=tested, folds=folds, say=click.echo)))
    if output is not None:
        click.echo(f"{write(train(articles, say=click.echo), output)} bytes in {output}")


if __name__ == "__main__":
    main()

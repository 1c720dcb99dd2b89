"""The command that builds an archive in shards: `cluster run`, `plan` and `step`."""

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.learning import FOLDER
from site_builder.model import SiteError

if TYPE_CHECKING:
    from site_builder.cluster.drivers.schedule import Engine
    from site_builder.engine import Summary

DONE, REFUSED = 0, 1


@click.group()
def cluster() -> None:
    """Build an archive in shards, on one machine or many.

    Articles, intermediate results and the finished site are objects in a store:
    file:///folder, s3://bucket/prefix, gs://bucket/prefix or az://container/prefix.
    The site lies under site/ there, as `build` would make it.
    """


_store_option = click.option("--store", "url", required=True, help="Where all objects are.")
_content_option = click.option(
    "--content",
    metavar="DIRECTORY|URL",
    help="Any folder of articles, or a prefix of a bucket.  [default: SITE/content]",
)
_shards_option = click.option(
    "--shards", type=click.IntRange(1, 100_000), help="Parts of the archive.  [default: of 5,000 articles]"
)
_base_url_option = click.option("--base-url", help="Absolute address of the site, for feeds and sitemap.")
_site_argument = click.argument("site", type=FOLDER, default=Path("."))


@cluster.command()
@_site_argument
@_content_option
@_store_option
@_shards_option
@_base_url_option
@click.option(
    "--engine",
    "kind",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="What does the tasks.",
)
@click.option("--scheduler", help="Address of the dask scheduler: tcp://host:8786.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to use.  [default: one per processor]")
@click.option("--allow-empty", is_flag=True, help="Build a site even of no article at all.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def run(
    site: Path,
    content: str | None,
    url: str,
    shards: int | None,
    base_url: str | None,
    kind: str,
    scheduler: str | None,
    jobs: int | None,
    style: str,
    *,
    allow_empty: bool,
) -> int:
    """Cut the archive, do all tasks, and report as `build` does."""
    from site_builder.cluster.content import open_content
    from site_builder.cluster.cut import cut
    from site_builder.cluster.drivers.schedule import build_shards
    from site_builder.cluster.object_store import open_store
    from site_builder.reports import progress_for, report_build

    begin = time.monotonic()
    store = open_store(url)
    with progress_for(sys.stderr) as progress:
        opened = open_content(site, content, base_url=base_url)
        name = cut(opened, store, shards=shards, allow_empty=allow_empty, say=progress.say)
        build_shards(store, name, lambda plan: _engine(kind, url, plan, scheduler, jobs), progress)
    summary = _summary(url, time.monotonic() - begin)
    report_build(summary, style)
    return REFUSED if any(problem.refused for problem in summary.problems) else DONE


def _engine(kind: str, url: str, plan: str, scheduler: str | None, jobs: int | None) -> "Engine":
    from site_builder.runners import default_jobs

    if kind == "dask":
        if scheduler is None:
            raise click.UsageError("--engine dask needs --scheduler ADDRESS")
        from site_builder.cluster.drivers.dask_engine import DaskEngine

        return DaskEngine(url, plan, scheduler)
    from site_builder.cluster.drivers.process_engine import ProcessEngine, SerialEngine

    count = jobs or default_jobs()
    return SerialEngine(url, plan) if count == 1 else ProcessEngine(url, plan, jobs=count)


def _summary(url: str, seconds: float) -> "Summary":
    import msgspec

    from site_builder.cluster.object_store import open_store
    from site_builder.cluster.steps.finish import SUMMARY
    from site_builder.engine import Summary

    summary = msgspec.json.decode(open_store(url).get(SUMMARY), type=Summary)
    return msgspec.structs.replace(summary, output=f"{url.rstrip('/')}/site", seconds=seconds)


@cluster.command()
@_site_argument
@_content_option
@_store_option
@_shards_option
@_base_url_option
@click.option("--format", "style", type=click.Choice(["json", "make"]), default="json", help="What to print.")
def plan(
    site: Path, content: str | None, url: str, shards: int | None, base_url: str | None, style: str
) -> int:
    """Cut the archive and print the tasks, for whatever runs them: a Slurm array, Kubernetes, GNU parallel, make."""
    from site_builder.cluster.build_plan import load_plan
    from site_builder.cluster.content import open_content
    from site_builder.cluster.cut import cut
    from site_builder.cluster.drivers.printed import as_json, as_makefile
    from site_builder.cluster.object_store import open_store
    from site_builder.reports import progress_for

    store = open_store(url)
    with progress_for(sys.stderr) as progress:
        opened = open_content(site, content, base_url=base_url)
        name = cut(opened, store, shards=shards, allow_empty=False, say=progress.say)
    made = load_plan(store, name)
    print(as_json(made, url, name) if style == "json" else as_makefile(made, url), end="")
    return DONE


@cluster.command()
@click.argument("name")
@click.argument("task", metavar="i/n")
@_store_option
def step(name: str, task: str, url: str) -> int:
    """Do task I of the N of step NAME, unless it is done; `cluster plan` lists them.

    `3-6/16` does several in one process, and `all` all of them.
    """
    from site_builder.cluster.build_plan import current_plan, load_plan
    from site_builder.cluster.object_store import open_store
    from site_builder.cluster.steps import STEPS, run_task

    form = re.fullmatch(r"(\d+)(?:-(\d+))?/(\d+)|all", task)
    if not form:
        raise click.UsageError(f"{task!r} is no task: write it as 3/16, 3-6/16 or all")
    store = open_store(url)
    plan_name = current_plan(store)
    kind = STEPS.get(name)
    tasks = kind.tasks(load_plan(store, plan_name)) if kind else 1
    if kind and form[3] and tasks != int(form[3]):
        raise SiteError(
            f"step {name} has {tasks} tasks, and not {form[3]}",
            hint="print the plan again with `cluster plan`",
        )
    first, last = (int(form[1]), int(form[2] or form[1])) if form[1] else (1, tasks)
    failed = False
    for number in range(first, last + 1):
        for problem in run_task(url, plan_name, name, number - 1).problems:
            failed = True
            print(f"{problem.path}: {problem.message}", file=sys.stderr)
    return REFUSED if failed else DONE

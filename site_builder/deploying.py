"""The command that publishes a site: `deploy`."""

import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.learning import FOLDER
from site_builder.model import SiteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.deploy import Deployed, Extent, Host, ListSite, StallTimer, TargetSettings
    from site_builder.deploy_reports import DeployReporter

DONE, DIFFERS, FAILED = 0, 1, 2
"""Exit codes: published, or the plan printed; published, but readers get something else; nothing published."""


@click.command()
@click.argument("name", required=False)
@click.option("--site", type=FOLDER, default=Path("."), help="The folder with site.toml.  [default: here]")
@click.option(
    "--output",
    metavar="DIRECTORY|URL",
    help="Any folder of static files, or the store of `cluster run`.  [default: SITE/public]",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and stop.")
@click.option(
    "--allow-removals", type=click.IntRange(min=0), metavar="N", help="Let up to N files be removed."
)
@click.option(
    "--verify",
    "extent",
    type=click.Choice(["sample", "all", "none"]),
    default="sample",
    show_default=True,
    help="Files to read again where the site's address is known.",
)
@click.option("--list", "list_releases", is_flag=True, help="List the releases that the host keeps.")
@click.option(
    "--rollback",
    is_flag=False,
    flag_value="",
    metavar="[RELEASE]",
    help="Show an earlier release again: the one before, or the one named.",
)
@click.option(
    "--init",
    type=click.Choice(["github", "gitlab", "netlify", "cloudflare"]),
    help="Write the file by which this host builds and publishes the site itself.",
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def deploy(
    name: str | None,
    site: Path,
    output: str | None,
    allow_removals: int | None,
    extent: "Extent",
    rollback: str | None,
    init: str | None,
    style: str,
    *,
    dry_run: bool,
    list_releases: bool,
) -> int:
    """Publish the built site to NAME, one of the [deploy.NAME] tables in site.toml.

    Readers see the old site or the new one and never a broken mixture.
    """
    from site_builder import deploy as deploying
    from site_builder.deploy.workflows import write_workflow
    from site_builder.deploy_reports import DeployReporter, report_releases, report_workflow
    from site_builder.engine.site import theme_folder

    if dry_run and rollback is not None:
        raise click.UsageError("--dry-run and --rollback do not go together")
    if init:
        report_workflow(write_workflow(init, site, theme_folder()))
        return DONE
    shown = os.path.relpath(site / "site.toml")
    target = deploying.choose_target(deploying.read_targets(site, shown=shown), name, shown=shown)
    timer = deploying.StallTimer()
    reporter = DeployReporter(style, sys.stderr)
    try:
        host = _connect(target, site, timer, reporter)
        if list_releases:
            live = host.live()
            report_releases(host.releases(), live, style)
            return DONE
        if rollback is not None:
            return _roll_back(host, target, rollback, reporter)
        done = deploying.deploy_site(
            _listed_in(output, site),
            target,
            host,
            dry_run=dry_run,
            allow_removals=allow_removals,
            now=datetime.now(UTC),
            timer=timer,
            reporter=reporter,
            sources=deploying.source_version(site),
        )
    except SiteError as error:
        error.message = deploying.without_secrets(error.message)
        error.hint = deploying.without_secrets(error.hint)
        raise
    finally:
        reporter.close()
    if done.plan.refused:
        return FAILED
    problems = _verify(done, target, extent, timer, reporter) if done.release else ()
    reporter.finished(done, target, problems)
    return DIFFERS if problems else DONE


def _listed_in(output: str | None, site: Path) -> "ListSite":
    """Return what lists the files to publish: in a folder, or in an object store."""
    from site_builder.deploy import list_site

    if output and "://" in output:
        from site_builder.cluster.stored_site import list_stored_site

        return partial(list_stored_site, output)
    return partial(list_site, Path(output) if output else site / "public")


def _connect(target: "TargetSettings", site: Path, timer: "StallTimer", reporter: "DeployReporter") -> "Host":
    from site_builder.deploy import Connection

    connection = Connection(
        name=target.name,
        root=site,
        state=site / ".site-builder" / "deploy" / target.name,
        url=target.url,
        environment=os.environ,
        timer=timer,
        warn=reporter.step,
    )
    return target.target.connect(target.settings, connection)


def _roll_back(host: "Host", target: "TargetSettings", wanted: str, reporter: "DeployReporter") -> int:
    from site_builder.deploy import find_release

    keeps = "keep = 5 in the target's table keeps five" if hasattr(target.settings, "keep") else ""
    with host.lock():
        release = find_release(host, wanted, target=target.name, how_to_keep=keeps)
        host.roll_back(release)
    reporter.rolled_back(release, target)
    return DONE


def _verify(
    done: "Deployed",
    target: "TargetSettings",
    extent: "Extent",
    timer: "StallTimer",
    reporter: "DeployReporter",
) -> "Sequence[str]":
    """Read what was published as readers do, where its address is known."""
    from site_builder.deploy import Api, files_to_read, verify_site

    if not target.url or extent == "none" or done.release is None:
        return ()
    reporter.step(f"verifying {target.url}")
    changed = [change.path for change in done.plan.sent]
    paths = files_to_read(done.files, extent, changed=changed, seed=done.release.id)
    return verify_site(target.url, done.files, paths, Api(timer))

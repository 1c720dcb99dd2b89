"""Carry out a deploy: plan, upload, switch, remove, record; a dry run stops after the plan."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any, Protocol

import msgspec

from site_builder.deploy.configuration import TargetSettings
from site_builder.deploy.deploy_plan import Ceiling, DeployChange, DeployPlan, make_plan
from site_builder.deploy.host import DeployError, Host, StallTimer
from site_builder.deploy.releases import Release, new_release, retained_assets
from site_builder.deploy.site_files import ListSite, SiteFile, in_order, site_digest
from site_builder.model import SiteError


class Reporter(Protocol):
    """Hears how far a deploy is."""

    def planned(self, plan: DeployPlan) -> None:
        """Report the plan, before anything is sent."""
        ...

    def sent(self, change: DeployChange, done: int, total: int) -> None:
        """Report one file that was sent."""
        ...

    def step(self, text: str) -> None:
        """Report the name of a step that begins."""
        ...


class Deployed(msgspec.Struct, frozen=True):
    """What a deploy did; `release` is what is live now, or None where the plan was not run."""

    plan: DeployPlan
    release: Release | None
    files: Mapping[str, SiteFile]
    """What the host has now, or would have."""


def deploy_site(
    list_files: ListSite,
    target: TargetSettings,
    host: Host,
    *,
    dry_run: bool,
    allow_removals: int | None,
    now: datetime,
    timer: StallTimer,
    reporter: Reporter,
    sources: str = "",
) -> Deployed:
    """Bring a host in line with a site, which `list_site` lists in a folder.

    A refused plan is returned as it is and nothing is sent; `dry_run` returns any plan that way.
    `sources` says in the record what the site was made from.
    Raises DeployError when the host cannot be brought to its end, saying what was done and what is missing.
    """
    built = list_files(digest=host.digest)
    kind = target.target
    files = built | dict(kind.companions(target.settings, built, host.digest))
    with nullcontext() if dry_run else host.lock():
        live = host.live()
        retained = retained_assets(files, live) if host.retains else ()
        plan = make_plan(
            target.name,
            files,
            live,
            retained=retained,
            occupied=host.occupied(files, live),
            ceiling=_lower_ceiling(kind.ceiling(target.settings), target.ceiling),
            allow_removals=allow_removals,
        )
        reporter.planned(plan)
        if dry_run or plan.refused:
            return Deployed(plan, None, files)
        site = site_digest(built)
        if live and live.complete and live.site == site and not (plan.sent or plan.removed):
            return Deployed(plan, live, files)
        release = new_release(
            files, live, site=site, now=now, retained=retained, sources=sources, plan=plan.record
        )
        _run(host, plan, release, live, files, timer=timer, reporter=reporter)
    return Deployed(plan, release, files)


def _lower_ceiling(usual: Ceiling, chosen: Ceiling | None) -> Ceiling:
    """Return the ceiling of the kind of host with what the owner set in its place."""
    if chosen is None:
        return usual
    values: dict[str, Any] = {
        name: getattr(chosen, name) or getattr(usual, name) for name in usual.__struct_fields__
    }
    return Ceiling(**values)


def _run(
    host: Host,
    plan: DeployPlan,
    release: Release,
    live: Release | None,
    files: Mapping[str, SiteFile],
    *,
    timer: StallTimer,
    reporter: Reporter,
) -> None:
    total, done, gone = len(plan.sent), 0, 0
    try:
        host.begin(release, live, plan)
        for stage, group in in_order(files[change.path] for change in plan.sent).items():
            if group:
                reporter.step(f"uploading {stage.name.lower()}")
            for file in host.upload(group) if group else ():
                done += 1
                timer.advance()
                reporter.sent(DeployChange(file.path, file.size), done, total)
        reporter.step("switching")
        host.switch(release, files)
        timer.advance()
        if plan.removed:
            reporter.step(f"removing {len(plan.removed):,} files")
        for _ in host.remove([change.path for change in plan.removed]) if plan.removed else ():
            gone += 1
            timer.advance()
        host.finish(release)
    except SiteError as error:
        raise _unfinished(error, done, total, gone, len(plan.removed)) from error


def _unfinished(error: SiteError, done: int, total: int, gone: int, removals: int) -> DeployError:
    """Return the error with what was done and what is missing."""
    if gone:
        state = f"all {total:,} files were sent, {gone:,} of {removals:,} old ones removed"
    else:
        state = f"{done:,} of {total:,} files were sent, nothing was removed"
    return DeployError(
        f"{error.message}\n  {state}",
        hint="; ".join(filter(None, (error.hint, "deploy again, and only what is missing is sent"))),
    )


def find_release(host: Host, wanted: str, *, target: str, how_to_keep: str = "") -> Release:
    """Return the release with an id, or for an empty `wanted` the last one before the live one that shows another site.

    A site that is deployed once more makes a release where assets of the one before are no longer kept.

    `how_to_keep` is for the hint where nothing is kept. Raises SiteError when there is no such release.
    """
    releases = host.releases()
    live = host.live()
    if not wanted:
        earlier = [
            release
            for release in releases
            if live is None or (release.id < live.id and release.site_mark != live.site_mark)
        ]
        if not earlier:
            raise SiteError(
                f"{target}: there is no release before the one that readers see",
                hint="see site-builder deploy --list" + (f"; {how_to_keep}" if how_to_keep else ""),
            )
        return earlier[0]
    matching = [release for release in releases if release.id.startswith(wanted)]
    if len(matching) != 1:
        problem = "there is no release" if not matching else "several releases begin with"
        raise SiteError(f"{target}: {problem} {wanted!r}", hint="see site-builder deploy --list")
    return matching[0]

"""Finish a build: remove the files of the site that nothing makes any more, and say what was built."""

from collections.abc import Iterator

import msgspec

from site_builder.cluster.build_plan import StepResult
from site_builder.cluster.sequences import unpack
from site_builder.cluster.site_objects import (
    SITE,
    Share,
    SiteObjects,
    all_shares,
    drop_shares,
    path_key,
    read_extent,
    read_manifest,
    share_counts,
    write_extent,
)
from site_builder.cluster.steps.collect_notices import read_lost_notes
from site_builder.cluster.steps.compare_copies import read_copy_problems
from site_builder.cluster.steps.relate import read_link_problems
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.total import read_archive
from site_builder.cluster.steps.write_fragments import read_report
from site_builder.engine.noted_notices import lost_problems
from site_builder.engine.progress import SearchReport, Summary
from site_builder.engine.rebuild import sorted_problems
from site_builder.model import Problem, RoleClass, SiteError

SUMMARY = "summary.json"


def run_finish(task: Task) -> StepResult:
    """Remove what is stale. Raises SiteError where the files of some task are not written."""
    store, plan = task.store, task.plan
    objects = SiteObjects(store, task.workplace.plan_name)
    objects.check_current()
    counts, extent = share_counts(plan), read_extent(store)
    shares = list(all_shares(store, extent))
    present = [share.applied for kind, number, share, _ in shares if number < counts.get(kind, 0)]
    if not all(present):
        raise SiteError("some files are not written", hint="do the steps in the order of `cluster plan`")
    removed = _remove_stale(task, [share for *_, share, _ in shares], present)
    for kind, number, share, tag in shares:
        if share.before and number < counts.get(kind, 0):
            objects.record(kind, number, Share(share.applied), tag=tag)
    for kind, count in extent.items():
        drop_shares(store, kind, range(counts.get(kind, 0), count))
    if extent != counts:
        write_extent(store, counts)
    _write_summary(task, removed)
    return StepResult()


def _remove_stale(task: Task, shares: list[Share], present: list[str]) -> int:
    """Remove files that earlier results had and no present one has; returns how many."""
    store = task.store
    earlier = dict.fromkeys(name for share in shares for name in (share.applied, *share.before))
    earlier.pop("", None)
    manifests = [read_manifest(store, name) for name in earlier if name not in present]
    if None in manifests:
        # Somebody was stopped while writing; only the store itself knows what is there.
        stale = _unlisted(task, present)
    else:
        stale = _stale(task, {path for paths in manifests for path in paths or ()}, present)
    for path in stale:
        store.delete(SITE + path)
    return len(stale)


def _stale(task: Task, candidates: set[str], present: list[str]) -> list[str]:
    for name in present:
        if not candidates:
            break
        candidates.difference_update(read_manifest(task.store, name) or ())
    return sorted(candidates)


def _unlisted(task: Task, present: list[str]) -> list[str]:
    """Return the files in the store that no present result has; a listing that is cut short finds fewer."""
    kept = {path_key(path) for name in present for path in read_manifest(task.store, name) or ()}
    paths = (name.removeprefix(SITE) for name in task.store.names(SITE))
    return [path for path in paths if path_key(path) not in kept]


def _write_summary(task: Task, removed: int) -> None:
    summary = msgspec.structs.replace(read_totals(task), removed=removed)
    data, store = msgspec.json.encode(summary), task.store
    while not store.replace(SUMMARY, data, tag=store.tag(SUMMARY)):
        pass


def read_totals(task: Task) -> Summary:
    """Return what the finished steps add up to, in the words of a build."""
    workplace, plan = task.workplace, task.plan
    archive = read_archive(task)
    tags: dict[str, int] = unpack(task.store.get(f"tags/{workplace.result('lists', 0).name}"), dict[str, int])
    lost_notes = lost_problems(read_lost_notes(task), task.plan.notice_notes)
    problems = sorted_problems(
        archive.problems, _link_problems(task), read_copy_problems(task), _lost(task), lost_notes
    )
    return Summary(
        articles=archive.articles,
        refused=len({problem.path for problem in problems if problem.refused}),
        blocks={
            kind.value: number
            for kind, number in zip(RoleClass, archive.blocks or (0,) * len(RoleClass), strict=True)
        },
        drafts=0 if plan.settings.drafts else sum(problem.code == "draft" for problem in problems),
        missing=archive.missing,
        tags=tags,
        written=0,
        unchanged=0,
        removed=0,
        ignored=archive.ignored,
        problems=problems,
        seconds=0.0,
        output="",
        search=_search_report(task),
    )


def _search_report(task: Task) -> SearchReport | None:
    """Return what became of the search index; None in a site without search."""
    if not task.plan.settings.search.enabled:
        return None
    if not task.plan.pagefind:
        return SearchReport(state="missing")
    return read_report(task.store, task.workplace.result("fragments", 0).name)


def _link_problems(task: Task) -> Iterator[Problem]:
    """Yield the links that lead nowhere."""
    for number in range(len(task.plan.shards)):
        yield from read_link_problems(task, number)


def _lost(task: Task) -> Iterator[Problem]:
    """Yield the articles that could not be rendered."""
    for number in range(len(task.plan.shards)):
        yield from task.workplace.result("render", number).problems

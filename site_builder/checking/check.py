"""Check a whole site: build it in a temporary folder and scan everything that came out."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from site_builder.checking.external import (
    ExternalSummary,
    LinkCache,
    NetworkDownError,
    check_external,
    collect_occurrences,
)
from site_builder.checking.external.external_links import Client
from site_builder.checking.links import link_problems
from site_builder.checking.scan import scan
from site_builder.checking.source_lines import SourceLines
from site_builder.checking.template_check import template_problems
from site_builder.disk import readable, theme_files
from site_builder.engine import Progress, Site, build, open_site
from site_builder.engine.own_pages import own_paths, read_own_pages
from site_builder.engine.site import display_path, theme_folder
from site_builder.engine.store import Store
from site_builder.model import Problem, SiteError

_NO_NETWORK = Problem(
    "",
    None,
    "no-network",
    "no other host can be reached: this machine has no network",
    "connect it and check again; no link was remembered as broken",
)


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a check."""

    complete: bool
    """False where the check could not be done, or not to its end, for the reason that the last problem gives."""
    articles: int = 0
    missing: dict[str, int] = {}
    """How many articles lack a date, a publisher, a title or an author, by field."""
    files: int = 0
    """Built files that were read: pages, feeds, sitemaps."""
    links: int = 0
    """Addresses in them, each counted once a file."""
    problems: tuple[Problem, ...] = ()
    """What is wrong."""
    remarks: tuple[Problem, ...] = ()
    """What is worth knowing of other hosts and not wrong with the site."""
    external: ExternalSummary | None = None
    """None where no requests were made."""
    seconds: float = 0.0


class ExternalOptions(msgspec.Struct, frozen=True):
    """How to make requests to other hosts."""

    client: Client
    limit: int
    """Links to request, at most."""
    today: date


def check(
    root: Path,
    *,
    content: Path | None,
    state: Path | None,
    external: ExternalOptions | None,
    progress: Progress,
) -> CheckReport:
    """Check the site in a folder; its output and its state are not touched.

    Requests to other hosts are made only with `external`, and the state folder caches what they answer.
    Never raises SiteError: what stops a build is a problem of the report.
    """
    start = time.monotonic()
    try:
        site = open_site(root, content=content, state=state)
        with tempfile.TemporaryDirectory(prefix="site-builder-check-") as folder:
            report = _check_site(site, Path(folder), external, progress)
    except SiteError as error:
        report = CheckReport(complete=False, problems=tuple(error.each_problem("cannot-build")))
    return msgspec.structs.replace(report, seconds=time.monotonic() - start)


def _check_site(site: Site, folder: Path, options: ExternalOptions | None, progress: Progress) -> CheckReport:
    # The build has an output and a state of its own, so that nothing of the site changes and no old state is used.
    temporary = msgspec.structs.replace(
        site, output=folder / "public", state=folder / "state", apart=(site.output,)
    )
    summary = build(temporary, jobs=None, verify=False, atomic=False, progress=progress, allow_empty=True)
    scanned = tuple(scan(temporary.output, base_url=site.settings.base_url, progress=progress))
    lines = SourceLines(site, _sources(temporary.state) | _own_sources(site))
    # The build reports links of own pages that lead to no file, and the pages show them as they were written.
    reported = {
        (problem.path, problem.line) for problem in summary.problems if problem.code == "link-nowhere"
    }
    links = (each for each in link_problems(scanned, lines.locate) if (each.path, each.line) not in reported)
    problems = [*_templates(site), *summary.problems, *links]
    if not summary.articles:
        hint = "name the folder of articles with --content, or put some there"
        problems.append(Problem(site.display_path, None, "no-articles", "no article found", hint))
    report = CheckReport(
        complete=True,
        articles=summary.articles,
        missing=summary.missing,
        files=len(scanned),
        links=sum(file.links for file in scanned),
        problems=tuple(sorted(problems, key=_order)),
    )
    if options is None:
        return report
    cache = LinkCache(site.state, today=options.today)
    try:
        outcome = check_external(
            collect_occurrences(scanned),
            lines.locate,
            client=options.client,
            cache=cache,
            limit=options.limit,
            progress=progress,
        )
    except NetworkDownError:
        return msgspec.structs.replace(report, complete=False, problems=(*report.problems, _NO_NETWORK))
    return msgspec.structs.replace(
        report,
        problems=tuple(sorted((*problems, *outcome.problems), key=_order)),
        remarks=tuple(sorted(outcome.remarks, key=_order)),
        external=outcome.external,
    )


def _order(problem: Problem) -> tuple[str, int, str]:
    return problem.path, problem.line or 0, problem.message


def _sources(state: Path) -> dict[str, str]:
    """Map the page of every article to the path of its source."""
    store = Store(state)
    try:
        records = store.sources()
    finally:
        store.close()
    return {record.card.address + "index.html": path for path, record in records.items() if record.card}


def _own_sources(site: Site) -> dict[str, str]:
    """Map every page that the keeper wrote to the path of its source."""
    own = own_paths(site.sources().stamps, site.settings.pages)
    by_name = {readable(os.path.join(site.display_path, path)): path for path in own}
    pages, _ = read_own_pages(site, own)
    return {page.path: by_name[page.origin] for page in pages if page.origin in by_name}


def _templates(site: Site) -> Iterator[Problem]:
    """Yield what is wrong with the site's own templates."""
    folder = site.root / "templates"
    if folder.is_dir() and not folder.samefile(theme_folder()):
        theme = frozenset(name for name, _ in theme_files((theme_folder(),)))
        own = {
            name: data.decode("utf-8", "replace")
            for name, data in theme_files((folder,))
            if not name.startswith(("static/", "new/", "live/"))
        }
        yield from template_problems(own, theme, shown=display_path(folder))

"""Check a whole site: build it in a temporary folder and look at everything that came out."""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from site_builder.checking.answers import Answer, Answers
from site_builder.checking.configuration import settings_problems, template_problems
from site_builder.checking.external import External, Outcome, check_external, places_of
from site_builder.checking.links import link_problems
from site_builder.checking.places import Places
from site_builder.checking.survey import survey
from site_builder.disk import readable, theme_files
from site_builder.engine import Progress, Site, build, open_site
from site_builder.engine.own_pages import own_paths, read_own_pages
from site_builder.engine.site import display_path, theme_folder
from site_builder.engine.store import Store
from site_builder.model import Problem, SiteError

_WHERE = re.compile(r"(?P<path>[^\n]*?)(?::(?P<line>[0-9]+))?: (?P<message>.*)")


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found."""

    complete: bool
    """False where the site could not be checked, for the reason that the problems give."""
    articles: int = 0
    files: int = 0
    """Built files that were read: pages, feeds, sitemaps."""
    links: int = 0
    """Addresses in them, each counted once a file."""
    problems: tuple[Problem, ...] = ()
    """What is wrong."""
    remarks: tuple[Problem, ...] = ()
    """What is worth knowing of other hosts and not wrong with the site."""
    external: External | None = None
    """None where other hosts were not asked."""
    seconds: float = 0.0


class Asking(msgspec.Struct, frozen=True):
    """How to ask other hosts."""

    ask: Callable[[str], Answer]
    limit: int
    today: date


def check(
    root: Path, *, content: Path | None, state: Path | None, asking: Asking | None, progress: Progress
) -> Checked:
    """Check the site in a folder; its output and its state are not touched.

    Other hosts are asked only with `asking`, and what they answer is remembered in the state folder.
    Never raises SiteError: what stops a build is what this is to find.
    """
    start = time.monotonic()
    try:
        site = open_site(root, content=content, state=state)
        with tempfile.TemporaryDirectory(prefix="site-builder-check-") as folder:
            found = _checked(site, Path(folder), asking, progress)
    except SiteError as error:
        found = Checked(complete=False, problems=tuple(_stopping(error)))
    return msgspec.structs.replace(found, seconds=time.monotonic() - start)


def _stopping(error: SiteError) -> Iterator[Problem]:
    """Take the lines of an error apart, which may name several places."""
    for line in error.message.split("\n"):
        match = _WHERE.fullmatch(line)
        where, number, words = (match["path"], match["line"], match["message"]) if match else ("", None, line)
        yield Problem(where, int(number) if number else None, "cannot-build", words, error.hint)


def _checked(site: Site, folder: Path, asking: Asking | None, progress: Progress) -> Checked:
    # A build has folders of its own here, so that nothing of the site changes and nothing old is believed.
    elsewhere = msgspec.structs.replace(
        site, output=folder / "public", state=folder / "state", apart=(site.output,)
    )
    summary = build(elsewhere, jobs=None, verify=False, atomic=False, progress=progress)
    surveyed = tuple(survey(elsewhere.output, base_url=site.settings.base_url, progress=progress))
    places = Places(site, _sources(elsewhere.state) | _own_sources(site))
    # The build names links of own pages that lead to no file, and the pages show them as they were written.
    named = {(each.path, each.line) for each in summary.problems if each.code == "link-nowhere"}
    problems = [
        *_configuration(site),
        *summary.problems,
        *(each for each in link_problems(surveyed, places.find) if (each.path, each.line) not in named),
    ]
    outcome: Outcome | None = None
    if asking:
        outcome = check_external(
            places_of(surveyed),
            places.find,
            ask=asking.ask,
            answers=Answers(site.state, today=asking.today),
            limit=asking.limit,
            progress=progress,
        )
        problems += outcome.problems
    return Checked(
        complete=True,
        articles=summary.articles,
        files=len(surveyed),
        links=sum(each.links for each in surveyed),
        problems=tuple(sorted(problems, key=_order)),
        remarks=tuple(sorted(outcome.remarks, key=_order)) if outcome else (),
        external=outcome.external if outcome else None,
    )


def _order(problem: Problem) -> tuple[str, int, str]:
    return problem.path, problem.line or 0, problem.message


def _sources(state: Path) -> dict[str, str]:
    """Give the source of every article by the path of its page."""
    store = Store(state)
    try:
        records = store.sources()
    finally:
        store.close()
    return {record.card.address + "index.html": path for path, record in records.items() if record.card}


def _own_sources(site: Site) -> dict[str, str]:
    """Give the source of every page that the keeper wrote by the path of the page."""
    own = own_paths(site.sources().stamps, site.settings.pages)
    by_name = {readable(os.path.join(site.display_path, path)): path for path in own}
    pages, _ = read_own_pages(site, own)
    return {page.path: by_name[page.origin] for page in pages if page.origin in by_name}


def _configuration(site: Site) -> Iterator[Problem]:
    path = site.root / "site.toml"
    text = path.read_text("utf-8") if path.is_file() else ""
    yield from settings_problems(site.settings, text, shown=display_path(path))
    folder = site.root / "templates"
    if folder.is_dir() and not folder.samefile(theme_folder()):
        theme = frozenset(name for name, _ in theme_files((theme_folder(),)))
        own = {
            name: data.decode("utf-8", "replace")
            for name, data in theme_files((folder,))
            if not name.startswith(("static/", "new/", "live/"))
        }
        yield from template_problems(own, theme, shown=display_path(folder))

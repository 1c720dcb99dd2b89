"""Bring the output folder in line with the content folder, doing again only what has changed."""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import msgspec

from site_builder import pipeline
from site_builder.disk import Folder, Stamp, find_sources, readable
from site_builder.engine.articles import Known, Updated, update
from site_builder.engine.atomic import beside
from site_builder.engine.crew import Crew, Progress
from site_builder.engine.own_pages import is_own, read_own_pages
from site_builder.engine.site import Site, as_shown, open_theme, program_digest
from site_builder.engine.site_pages import SitePages, update_pages
from site_builder.engine.store import DamagedError, Files, Journal, Store, locked, reporting
from site_builder.indexing import shelve
from site_builder.model import Card, Problem, SiteError
from site_builder.rendering import Renderer
from site_builder.runners import default_jobs, stoppable

_TICK = 20_000_000
"""Nanoseconds within which the file system's clock may not tell two changes apart."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did."""

    articles: int
    refused: int
    blocks: dict[str, int]
    """How many blocks of each class the articles have."""
    tags: dict[str, int]
    """How many labels each index has."""
    written: int
    unchanged: int
    removed: int
    ignored: int
    """Files in the content folder that are no sources by their names."""
    problems: tuple[Problem, ...]
    seconds: float
    output: str


def build(site: Site, *, jobs: int | None, verify: bool, atomic: bool, progress: Progress) -> Summary:
    """Build a site.

    `jobs` is the number of processes, or None for as many as there are processors.
    `verify` reads every output again, not only its size and time.
    `atomic` builds beside what readers see and swaps at the end.
    Raises SiteError when the output cannot be written; what was published is unharmed then.
    """
    start = time.monotonic()
    waiting = f"{site.state}: another build of this site had to end first"
    with stoppable(), locked(site.state, waiting=waiting) as waited:
        if waited:
            progress.say(waited)
        with beside(site) if atomic else nullcontext(site) as target:
            try:
                summary = _with_store(target, jobs=jobs or default_jobs(), verify=verify, progress=progress)
            except OSError as error:
                raise SiteError(
                    f"{readable(str(error.filename or site.state))}: {(error.strerror or str(error)).lower()}",
                    hint="check the space and the permissions there; what was published is whole",
                ) from error
    return msgspec.structs.replace(summary, output=as_shown(site.output), seconds=time.monotonic() - start)


def _with_store(site: Site, *, jobs: int, verify: bool, progress: Progress) -> Summary:
    site.state.mkdir(parents=True, exist_ok=True)
    try:
        return _with_memory(site, jobs=jobs, verify=verify, progress=progress)
    except DamagedError as error:
        progress.say(f"{error.message}; it is made anew, and everything is built")
        return _with_memory(site, jobs=jobs, verify=verify, progress=progress)


def _with_memory(site: Site, *, jobs: int, verify: bool, progress: Progress) -> Summary:
    store = Store(site.state)
    try:
        if store.notice:
            progress.say(store.notice)
        with reporting(store):
            return _build(site, store, jobs=jobs, verify=verify, progress=progress)
    finally:
        store.close()
        for path in site.state.glob("spill-*"):
            path.unlink()


def _build(site: Site, store: Store, *, jobs: int, verify: bool, progress: Progress) -> Summary:
    theme = open_theme(site)
    listing = find_sources(site.content, shown=site.shown, without=_written_to(site.output))
    folder = Folder(site.output)
    renderer = Renderer(theme.templates)
    folder.sweep(store.unfinished())
    outputs = store.outputs()
    damaged = frozenset(
        above for above, files in outputs.items() if not _intact(folder, above, files, verify=verify)
    )
    meaning = _digest(program_digest(), site.settings)
    look = _digest(meaning, renderer.digest("article.html"))
    known = Known(
        records=store.sources(),
        recurrences=store.recurrences(),
        facets=tuple(msgspec.msgpack.decode(store.fact("facets") or b"\x90", type=list[str])),
        damaged=damaged,
        read_again=store.fact("meaning") != meaning.encode(),
        render_again=store.fact("look") != look.encode(),
    )
    own = [path for path in listing.stamps if is_own(path, site.settings.pages)]
    stamps = {path: stamp for path, stamp in listing.stamps.items() if path not in own}
    own_pages, own_problems = read_own_pages(site, own)
    shown = {path: readable(os.path.join(site.shown, path)) for path in stamps}
    crew = Crew(site, theme, jobs=jobs, progress=progress)
    try:
        articles = update(_settled(stamps, site.state), known, crew, shown=shown)
    finally:
        crew.close()

    cards = [record.card for record in articles.records.values() if record.card]
    archive = msgspec.structs.replace(shelve(cards), own=own_pages)
    lists = update_pages(
        pipeline.plan(archive, site.settings, theme.static, facets=articles.facets),
        renderer,
        folder,
        Journal(site.state),
        basis=meaning.encode(),
        known_keys=store.pages(),
        known_files=outputs,
        damaged=damaged,
        taken={card.address.rstrip("/"): card.path for card in cards},
    )
    files = _present(cards, articles, outputs, lists.files)
    removed = _remove_stale(folder, outputs, files)
    _remember(store, known, articles, lists, outputs, files, meaning=meaning, look=look)
    problems = sorted(
        {
            *listing.problems,
            *own_problems,
            *articles.problems,
            *(problem for record in articles.records.values() for problem in record.problems),
        },
        key=lambda problem: (problem.path, problem.line or 0, problem.message),
    )
    written = articles.written + lists.written
    return Summary(
        articles=len(cards),
        refused=len({problem.path for problem in problems if problem.refused}),
        blocks=_total(record.blocks for record in articles.records.values()),
        tags={facet: len(shelves) for facet, shelves in archive.shelves.items()},
        written=written,
        unchanged=sum(map(len, files.values())) - written,
        removed=removed,
        ignored=listing.ignored,
        problems=tuple(problems),
        seconds=0.0,
        output=as_shown(site.output),
    )


def _written_to(output: Path) -> Iterator[Path]:
    """Give the folders that builds write; what looks like articles in them are copies of articles."""
    yield output
    name = output.name.removesuffix(".a").removesuffix(".b")
    for ending in ("", ".a", ".b"):
        # Not followed: the first may be a link to one of the others.
        yield output.with_name(name + ending)


def _digest(*parts: object) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _intact(folder: Folder, above: str, files: Files, *, verify: bool) -> bool:
    prefix = above + "/" if above else ""
    return all(folder.intact(prefix + name, record, verify=verify) for name, record in files.items())


def _settled(stamps: Mapping[str, Stamp], state: Path) -> dict[str, Stamp]:
    """Make stamps that are too young to be trusted unequal to any other.

    A file written twice within one tick of the file system's clock has the same stamp both times.
    """
    clock = state / "clock"
    clock.touch()
    tick = clock.stat().st_mtime_ns - _TICK
    return {
        path: stamp if stamp.ctime_ns < tick else stamp._replace(inode=-1) for path, stamp in stamps.items()
    }


def _present(
    cards: Sequence[Card], articles: Updated, before: Mapping[str, Files], lists: Mapping[str, Files]
) -> dict[str, Files]:
    """Give every file of the site, by folder."""
    files = dict(lists)
    for card in cards:
        above = card.address.rstrip("/")
        files[above] = articles.files.get(above) or before[above]
    return files


def _remove_stale(folder: Folder, before: Mapping[str, Files], now: Mapping[str, Files]) -> int:
    """Remove what this program wrote and no longer makes; the last thing a build does to the site."""
    removed = 0
    for above, files in before.items():
        present = now.get(above, {})
        if files.keys() <= present.keys():
            continue
        for name in sorted(files.keys() - present.keys()):
            removed += folder.remove(f"{above}/{name}" if above else name)
    return removed


def _remember(
    store: Store,
    known: Known,
    articles: Updated,
    lists: SitePages,
    before: Mapping[str, Files],
    now: Mapping[str, Files],
    *,
    meaning: str,
    look: str,
) -> None:
    keys = store.pages()
    facts = {
        "meaning": meaning.encode(),
        "look": look.encode(),
        "facets": msgspec.msgpack.encode(articles.facets),
    }
    if articles.recurrences is not known.recurrences:
        facts["recurrences"] = msgspec.msgpack.encode(articles.recurrences)
    store.keep(
        facts=facts,
        sources=((path, articles.records[path]) for path in sorted(articles.fresh)),
        gone_sources=known.records.keys() - articles.records.keys(),
        outputs=((above, files) for above, files in now.items() if before.get(above) != files),
        gone_outputs=before.keys() - now.keys(),
        pages=((path, key) for path, key in lists.keys.items() if keys.get(path) != key),
        gone_pages=keys.keys() - lists.keys.keys(),
    )


def _total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)

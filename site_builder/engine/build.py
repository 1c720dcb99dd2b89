"""Bring the output folder in line with the content folder, doing again only what has changed."""

import os
import time
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path

import msgspec

from site_builder.disk import Folder, Staging, Stamp, readable, settled
from site_builder.engine.atomic import beside
from site_builder.engine.empty import no_articles
from site_builder.engine.facts_table import table_digest
from site_builder.engine.ledger import Files, Ledger
from site_builder.engine.locking import alone_in, locked
from site_builder.engine.ownership import owned_files, sweep_former_parts, take_over
from site_builder.engine.progress import Progress, Summary
from site_builder.engine.site import (
    Site,
    digest_of,
    display_path,
    open_theme,
    program_digest,
    with_digested_names,
)
from site_builder.engine.store import DamagedError, Store, reporting
from site_builder.model import SiteError
from site_builder.pagefind_program import find_pagefind, program_mark
from site_builder.runners import collecting_seldom, default_jobs, in_background_process, stoppable

_MANY = 500
"""Output folders from which on they are looked at in a process of their own."""

_TICK = 20_000_000
"""Nanoseconds within which the file system's clock may not tell two changes apart."""


def build(
    site: Site,
    *,
    jobs: int | None,
    verify: bool,
    atomic: bool,
    progress: Progress,
    adopt: bool = False,
    explain: bool = False,
    allow_empty: bool = False,
    index: bool = True,
) -> Summary:
    """Build a site.

    `jobs` is the number of processes, or None for as many as there are processors.
    `verify` reads every output again, not only its size and time.
    `atomic` builds beside what readers see and swaps at the end.
    `adopt` replaces other people's files that stand in the way, and goes on where the ledger is lost or damaged.
    `explain` lists every file that is written or removed in the summary, with the reason.
    `allow_empty` builds a site even of no article at all.
    `index` brings the search index up to date too; otherwise that of the last build stays as it is.
    Raises SiteError when the output cannot be written; what was published is unharmed then.
    """
    start = time.monotonic()
    options = Options(
        jobs=jobs or default_jobs(),
        verify=verify,
        adopt=adopt,
        explain=explain,
        allow_empty=allow_empty,
        index=index,
        progress=progress,
    )
    waiting = f"{site.state}: another build of this site had to end first"
    with stoppable(), locked(site.state, waiting=waiting) as waited, collecting_seldom():
        if waited:
            progress.say(waited)
        with beside(site, adopt=adopt, progress=progress) if atomic else nullcontext(site) as target:
            try:
                summary = _alone(target, options)
            except OSError as error:
                raise SiteError(
                    f"{readable(str(error.filename or site.state))}: {(error.strerror or str(error)).lower()}",
                    hint="check the space and the permissions there; what was published is whole",
                ) from error
    return msgspec.structs.replace(
        summary, output=display_path(site.output), seconds=time.monotonic() - start
    )


class Options(msgspec.Struct, frozen=True):
    """How a build is to be done."""

    jobs: int
    verify: bool
    adopt: bool
    explain: bool
    allow_empty: bool
    index: bool
    progress: Progress


def _alone(site: Site, options: Options) -> Summary:
    """Build while no other build, whatever its state folder, writes into the output folder."""
    waiting = f"{display_path(site.output)}: another build into this folder had to end first"
    with alone_in(site.output, waiting=waiting) as waited:
        if waited:
            options.progress.say(waited)
        return _with_store(site, options)


def _with_store(site: Site, options: Options) -> Summary:
    site.state.mkdir(parents=True, exist_ok=True)
    try:
        take_over(site, options.progress)
        sweep_former_parts(site)
        Staging(site.output).discard()
        Ledger(site.output).sweep()
        try:
            return _with_open_store(site, options)
        except DamagedError as error:
            options.progress.say(f"{error.message}; it is made anew, and everything is built")
            return _with_open_store(site, options)
    finally:
        Staging(site.output).discard()


def _with_open_store(site: Site, options: Options) -> Summary:
    store = Store(site.state)
    ledger = Ledger(site.output)
    try:
        if store.notice:
            options.progress.say(store.notice)
        with reporting(store):
            return _build(site, store, ledger, options)
    finally:
        ledger.close()
        store.close()
        for path in site.state.glob("spill-*"):
            path.unlink()


def _build(site: Site, store: Store, ledger: Ledger, options: Options) -> Summary:
    store.turn_to(os.path.abspath(site.output))
    owned = owned_files(
        site, store, ledger, verify=options.verify, adopt=options.adopt, progress=options.progress
    )
    outputs = owned.outputs
    examine = partial(_damaged, Folder(site.output), outputs, verify=options.verify)
    # Most of the time of a build that has nothing to do goes into this, and it depends on nothing else.
    with (
        in_background_process(examine)
        if options.jobs > 1 and len(outputs) > _MANY
        else nullcontext(examine) as examined
    ):
        damaged = cache(lambda: owned.changed.union(msgspec.msgpack.decode(examined(), type=list[str])))
        theme = with_digested_names(open_theme(site))
        listing = site.sources()
        if not (listing.stamps or options.allow_empty):
            hint = "convert these files, name another folder with --content, or add --allow-empty"
            raise no_articles(listing, site.display_path, hint=hint)
        tick = _tick(site.state)
        stamps = _settled(listing.stamps, tick)
        listing = listing._replace(attachments=settled(listing.attachments, tick))
        program = program_digest(site)
        input_digest = digest_of(
            program, theme.digest, listing.problems, listing.ignored, list(stamps.items()), _own_files(site)
        )
        facts = (
            site.settings.defaults,
            table_digest(site.root),
            site.settings.drafts,
            list(listing.attachments.items()),
            site.settings.notice_notes,
        )
        input_digest = digest_of(input_digest, facts) if any(facts) else input_digest
        pagefind = find_pagefind() if site.settings.search.enabled else None
        input_digest = digest_of(input_digest, program_mark(pagefind), options.index)
        is_current = store.fact("input_digest") == input_digest.encode() and not owned.is_new
        if is_current and not damaged():
            store.remember_ledger(ledger.mark())
            summary = msgspec.msgpack.decode(store.fact("summary"), type=Summary)
            if summary.articles or options.allow_empty:
                return msgspec.structs.replace(
                    summary,
                    written=0,
                    removed=0,
                    unchanged=sum(map(len, outputs.values())),
                    search=summary.search and summary.search.again(),
                )
        # A site that is up to date needs none of this, and importing it takes longer than finding that out.
        from site_builder.engine.publishing import Publisher
        from site_builder.engine.rebuild import BuildInputs, rebuild

        store.verify()
        inputs = BuildInputs(
            theme=theme,
            listing=listing,
            stamps=stamps,
            outputs=outputs,
            changed=owned.changed,
            damaged=damaged,
            program_digest=program,
            input_digest=input_digest,
            explain=options.explain,
            allow_empty=options.allow_empty,
            pagefind=pagefind,
            index=options.index,
        )
        publisher = Publisher(site.output, owned, ledger, adopt=options.adopt, progress=options.progress)
        return rebuild(site, store, inputs, publisher, jobs=options.jobs, progress=options.progress)


def _damaged(folder: Folder, outputs: Mapping[str, Files], *, verify: bool) -> bytes:
    """List the output folders in which something is missing or not as it was left, as msgpack."""
    return msgspec.msgpack.encode(
        [above for above, files in outputs.items() if not folder.intact(above, files, verify=verify)]
    )


def _own_files(site: Site) -> list[tuple[str, int, int]]:
    """List name, size and time of every file in the folders of the keeper's own pages.

    Both are -1 for one that cannot be examined, which `read_own_pages` reports.
    """
    files = []
    for folder in site.settings.pages:
        for above, _, names in os.walk(site.content / folder):
            for name in names:
                path = os.path.join(above, name)
                try:
                    facts = os.lstat(path)
                except OSError:
                    files.append((readable(path), -1, -1))
                else:
                    files.append((readable(path), facts.st_size, facts.st_mtime_ns))
    return sorted(files)


def _tick(state: Path) -> int:
    """Return the time, in nanoseconds, since which stamps are too young to be trusted.

    A file written twice within one tick of the file system's clock has the same stamp both times.
    """
    clock = state / "clock"
    clock.touch()
    return clock.stat().st_mtime_ns - _TICK


def _settled(stamps: Mapping[str, Stamp], tick: int) -> dict[str, Stamp]:
    """Make stamps that are too young to be trusted unequal to any other."""
    return {
        path: stamp if stamp.ctime_ns < tick else stamp._replace(inode=-1) for path, stamp in stamps.items()
    }

"""Do what a build has to do when something changed: articles first, then the pages that list them."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from site_builder import pages, pipeline
from site_builder.disk import AttachmentIndex, Folder, Listing, Staging, Stamp, readable
from site_builder.engine.compiled import CompiledTemplates
from site_builder.engine.counting import file_digests
from site_builder.engine.due import FileChange, rebuild_reason, removals
from site_builder.engine.empty import no_readable_articles
from site_builder.engine.facts_table import with_table
from site_builder.engine.file_publishing import FilePublisher, PublishedFiles, count_referenced, file_changes
from site_builder.engine.ledger import Files
from site_builder.engine.noted_notices import lost_problems
from site_builder.engine.noticing import NoticeKeeper
from site_builder.engine.own_pages import own_paths, read_own_pages
from site_builder.engine.packs import write_packs
from site_builder.engine.progress import Progress, SearchReport, Summary
from site_builder.engine.publishing import Publisher
from site_builder.engine.search_index import (
    SearchFiles,
    SearchIndexer,
    SearchPage,
    no_search,
    page_store,
    remove_page_stores,
    search_changes,
    search_files,
    sweep_page_store,
)
from site_builder.engine.site import Site, Theme, code_digest, display_path
from site_builder.engine.site_pages import PageWriter, PreviousPages, SitePages
from site_builder.engine.site_settings import NOTICE_NOTES
from site_builder.engine.spill import SpillFile
from site_builder.engine.store import Entries, Store
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.engine.update import PreviousArticles, UpdatedArticles, update_articles
from site_builder.engine.worker_pool import WorkerPool
from site_builder.facts.missing import count_missing
from site_builder.indexing import build_index, list_order
from site_builder.model import Archive, Card, Notice, Problem, RoleClass
from site_builder.pages import ARTICLE_TEMPLATES, PACKS
from site_builder.rendering import Renderer
from site_builder.search import stored_pages
from site_builder.wording import last_plausible_date


class BuildInputs(msgspec.Struct, frozen=True):
    """What a build found before it changed anything."""

    theme: Theme
    listing: Listing
    stamps: Mapping[str, Stamp]
    """The listing's, where they can be trusted."""
    outputs: Mapping[str, Files]
    """Every file this program wrote, by folder."""
    changed: frozenset[str]
    """Folders whose files the store does not have as `outputs` has them."""
    damaged: Callable[[], frozenset[str]]
    """Waits for the output folders in which something is missing or not as it was left."""
    program_digest: str
    """Digest of the program and the settings."""
    input_digest: str
    """Digest of all that the site is made from."""
    explain: bool
    """Whether the summary shall name every file that was written or removed."""
    allow_empty: bool
    """Whether a site of no article at all may be built."""
    pagefind: Path | None
    """The program that makes the search index; None where it is missing or the site has no search."""
    index: bool
    """Whether the search index is brought up to date; otherwise that of the last build stays."""


def rebuild(
    site: Site, store: Store, inputs: BuildInputs, publisher: Publisher, *, jobs: int, progress: Progress
) -> Summary:
    """Bring articles, pages and store up to date. Raises SiteError when something cannot be written."""
    site = with_table(site)
    facts = SuppliedFacts(
        site.settings, previous=store.fact("supplied_facts"), name=display_path(site.root / "site.toml")
    )
    renderer = Renderer(inputs.theme.templates, compiled=CompiledTemplates(site.state, inputs.program_digest))
    template_digest = inputs.program_digest + "".join(map(renderer.digest, ARTICLE_TEMPLATES))
    reason = rebuild_reason(
        same_digest=store.fact("program_digest") == inputs.program_digest.encode(),
        same_program=store.fact("code_digest") == code_digest().encode(),
    )
    changes: list[FileChange] | None = [] if inputs.explain else None
    search_pages = page_store(site) if inputs.pagefind else None
    if search_pages:
        sweep_page_store(site)
    lost_packs = site.settings.layout == "lean" and (PACKS not in inputs.outputs or PACKS in inputs.damaged())
    known = PreviousArticles(
        records=store.sources(),
        recurrences=store.recurrences(),
        facets=tuple(msgspec.msgpack.decode(store.fact("facets") or b"\x90", type=list[str])),
        outputs=inputs.outputs,
        damaged=inputs.damaged,
        has_collisions=bool(store.fact("has_collisions")),
        rebuild_reason=reason,
        render_again=store.fact("template_digest") != template_digest.encode() or lost_packs,
        search_pages=frozenset(stored_pages(search_pages)) if search_pages else None,
    )
    own = frozenset(own_paths(inputs.stamps, site.settings.pages))
    own_pages, own_problems = read_own_pages(site, own)
    stamps = {path: stamp for path, stamp in inputs.stamps.items() if path not in own}
    above = site.display_path
    attachments = AttachmentIndex(inputs.listing.attachments)
    pool = WorkerPool(
        site,
        inputs.theme,
        program_digest=inputs.program_digest,
        jobs=jobs,
        progress=progress,
        attachments=attachments.stamps,
        search_pages=search_pages,
    )
    notices = NoticeKeeper(store, site.settings.notice_notes, forget=reason is not None)
    try:
        articles = update_articles(
            stamps,
            known,
            pool,
            site.settings.indexes,
            facts,
            attachments,
            notices,
            display_path=lambda path: readable(os.path.join(above, path)),
            publish=publisher.publish_article,
            changes=changes,
        )
    finally:
        pool.close()

    published = _publish_files(site, attachments, articles, inputs)
    if changes is not None:
        changes += file_changes(published, inputs.outputs)
    listed = [(record.card, record.list_digest) for record in articles.records.values() if record.card]
    problems = sorted_problems(
        inputs.listing.problems,
        own_problems,
        articles.problems,
        published.problems,
        facts.problems(articles.records),
        lost_problems(notices.noted.lost, display_path(site.root / NOTICE_NOTES)),
        far_ahead([card for card, _ in listed], _last_plausible([card for card, _ in listed]), above),
        (problem for record in articles.records.values() for problem in record.problems),
    )
    if not (listed or inputs.allow_empty):
        raise no_readable_articles(problems, above)
    before = PreviousPages(
        store.pages(),
        inputs.outputs,
        inputs.damaged(),
        msgspec.msgpack.decode(store.fact("template_digests") or b"\x80", type=dict[str, str]),
        reason,
    )
    writer = PageWriter(
        renderer,
        Staging(site.output),
        before,
        basis=inputs.program_digest.encode(),
        articles=listed,
        changes=changes,
    )
    indexer = _indexer(site, store, inputs)
    has_notices = indexer is None or indexer.has_notices(known.search_pages or ())
    shown_notices: Sequence[Notice] | None = None
    bar_lists: dict[str, bytes] = {}
    around = (own_pages, site.settings.notice_notes, articles.facets, sorted(articles.copies))
    key = _key_of_pages(inputs, around, listed)
    if (
        store.fact("pages_digest") == key
        and _are_whole(before)
        and has_notices
        and _have_same_bars(known, articles, store.fact("bar_lists"))
    ):
        # Nothing changed that any page but the articles' own shows.
        listed_cards = Archive(tuple(card for card, _ in listed), {}, digests=file_digests(articles.records))
        lists = writer.update(
            pages.plan_article_lines(listed_cards), pages.menu(articles.facets, site.settings)
        )
        tags = msgspec.msgpack.decode(store.fact("summary"), type=Summary).tags
    else:
        archive = build_index((card for card, _ in listed), site.settings.indexes)
        archive = msgspec.structs.replace(
            archive,
            own=own_pages,
            notices=notices.notices(archive.cards, articles.copies),
            digests=file_digests(articles.records),
            lost_notes=tuple(notices.noted.lost),
        )
        shown_notices = archive.notices
        plan = pipeline.plan(archive, site.settings, inputs.theme.static, facets=articles.facets)
        lists = writer.write(*plan)
        bar_lists["bar_lists"] = msgspec.msgpack.encode(writer.lists_with_bars(archive.cards))
        tags = {facet: len(shelves) for facet, shelves in archive.shelves.items()}
    files = _present([card for card, _ in listed], articles, inputs.outputs, lists.files) | published.files
    packed = 0
    if site.settings.layout == "lean":
        before_packs = {} if lost_packs else inputs.outputs.get(PACKS, {})
        files[PACKS], packed = _write_packs(site, known, articles, before_packs)
    search = _search(site, store, inputs, articles, indexer, shown_notices)
    files |= search.files
    touched = _touched(inputs.outputs, files) | inputs.changed
    if changes is not None:
        changes += search_changes(search.files, inputs.outputs)
        changes += removals(inputs.outputs, files, touched)
    removed = publisher.publish(files, touched)
    written = articles.written + lists.written + published.count + packed + search.written
    summary = Summary(
        articles=len(listed),
        refused=len({problem.path for problem in problems if problem.refused}),
        blocks=_total([record.blocks for record in articles.records.values() if record.blocks]),
        drafts=0 if site.settings.drafts else sum(problem.code == "draft" for problem in problems),
        missing=count_missing(card for card, _ in listed),
        tags=tags,
        written=written,
        unchanged=sum(map(len, files.values())) - written,
        removed=removed,
        ignored=sum(inputs.listing.ignored.values())
        - count_referenced(attachments, articles.records.values()),
        problems=problems,
        seconds=0.0,
        output=display_path(site.output),
        search=search.report,
    )
    stored = {
        "supplied_facts": facts.key,
        **notices.facts(),
        **bar_lists,
        "program_digest": inputs.program_digest.encode(),
        "code_digest": code_digest().encode(),
        "template_digest": template_digest.encode(),
        # A failed index is tried again by the next build, whatever else has changed.
        "input_digest": inputs.input_digest.encode() if search.is_current else b"",
        "search": search.state,
        "pages_digest": key,
        "ledger": publisher.mark(),
        "template_digests": msgspec.msgpack.encode(lists.templates),
        "summary": msgspec.msgpack.encode(summary),
    }
    _remember(store, known, articles, lists, before, Entries(files, touched), facts=stored)
    return msgspec.structs.replace(summary, changes=tuple(sorted(changes or ())))


def _indexer(site: Site, store: Store, inputs: BuildInputs) -> SearchIndexer | None:
    """Return what brings the search index up to date, if that is to be done and can be."""
    if not (site.settings.search.enabled and inputs.index and inputs.pagefind):
        return None
    return SearchIndexer(site, inputs.pagefind, inputs.outputs, inputs.damaged(), state=store.fact("search"))


def _search(
    site: Site,
    store: Store,
    inputs: BuildInputs,
    articles: UpdatedArticles,
    indexer: SearchIndexer | None,
    notices: Sequence[Notice] | None,
) -> SearchFiles:
    """Bring the search index up to date, if the site has one; `notices` is None where they did not change."""
    if indexer:
        pages = (
            SearchPage(name, record.card)
            for record in articles.records.values()
            if record.card
            for name in record.search_pages
        )
        return indexer.update(pages, notices)
    if not site.settings.search.enabled:
        remove_page_stores(site)
        return no_search(None)
    if inputs.index:
        return no_search(SearchReport(state="missing"))
    kept = SearchReport(state="kept")
    return SearchFiles(search_files(inputs.outputs), 0, kept, store.fact("search"), is_current=True)


def _publish_files(
    site: Site, attachments: AttachmentIndex, articles: UpdatedArticles, inputs: BuildInputs
) -> PublishedFiles:
    """Write the pictures and files that articles refer to."""
    limits = site.settings.limits
    publisher = FilePublisher(
        site.content,
        attachments,
        Staging(site.output),
        inputs.outputs,
        inputs.damaged(),
        display_path=site.display_path,
        limit=max(limits.picture_bytes, limits.attachment_bytes),
    )
    return publisher.publish(articles.records)


def _write_packs(
    site: Site, known: PreviousArticles, articles: UpdatedArticles, before: Files
) -> tuple[Files, int]:
    """Write the packs of a lean site; returns their files by name and how many were written."""
    addresses = {record.card.address for record in articles.records.values() if record.card}
    former = {record.card.address for record in known.records.values() if record.card}
    return write_packs(
        addresses,
        articles.packed,
        former - addresses,
        spill=SpillFile(site.state),
        site=Folder(site.output),
        staging=Staging(site.output),
        before=before,
    )


def _last_plausible(cards: Iterable[Card]) -> str:
    return last_plausible_date([card.metadata.date for card in cards if card.metadata.date]) or ""


def far_ahead(cards: Iterable[Card], plausible: str, above: str) -> Iterator[Problem]:
    """Yield a problem for every article whose date is so far ahead of all others that its year must be wrong.

    `plausible` is the last date that may be right, `above` the content folder in messages.
    """
    for card in cards:
        if card.metadata.date and card.metadata.date > plausible:
            message = f"{card.metadata.date} is far ahead of every other article, the newest of which is of {plausible}"
            hint = "correct the year in the article, its notes file or the table of facts"
            yield Problem(readable(os.path.join(above, card.path)), None, "far-ahead", message, hint)


def sorted_problems(*problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, what was refused first, in the order of places."""
    return tuple(
        sorted(
            set(chain.from_iterable(problems)),
            key=lambda problem: (not problem.refused, problem.path, problem.line or 0, problem.message),
        )
    )


def _key_of_pages(
    inputs: BuildInputs, around: tuple[object, ...], listed: Iterable[tuple[Card, bytes]]
) -> bytes:
    """Digest all that the pages which are not an article's are made from.

    `around` is what they show besides articles, `listed` has digests beside cards.
    """
    common = (inputs.program_digest, inputs.theme.digest, *around)
    shown = b"".join([digest for _, digest in listed])
    return hashlib.blake2b(msgspec.msgpack.encode(common) + shown, digest_size=16).digest()


def _have_same_bars(known: PreviousArticles, articles: UpdatedArticles, lists: bytes) -> bool:
    """Return whether lists show the same bars, if all else that they show of articles is the same.

    `lists` has the positions that `PageWriter.lists_with_bars` returned, as msgpack.
    """
    former: dict[str, Card] = {}
    for path in articles.fresh:
        before, now = known.records.get(path), articles.records.get(path)
        if before and before.card and now and now.card and before.card.words != now.card.words:
            former[path] = before.card
    if not former:
        return True
    cards = sorted((record.card for record in articles.records.values() if record.card), key=list_order)
    positions = msgspec.msgpack.decode(lists or b"\x90", type=list[bytes])
    return pages.have_same_bars(cards, former, (memoryview(each).cast("I").tolist() for each in positions))


def _are_whole(before: PreviousPages) -> bool:
    """Return whether the pages that the last build made are all there as it left them."""
    folders = before.keys.keys()
    return bool(folders) and folders <= before.files.keys() and before.damaged.isdisjoint(folders)


def _present(
    cards: Sequence[Card], articles: UpdatedArticles, before: Mapping[str, Files], lists: Mapping[str, Files]
) -> dict[str, Files]:
    """Return every file of the site, by folder."""
    files = dict(lists)
    for card in cards:
        above = card.address.rstrip("/")
        files[above] = articles.files.get(above) or before[above]
    return files


def _remember(
    store: Store,
    known: PreviousArticles,
    articles: UpdatedArticles,
    lists: SitePages,
    before: PreviousPages,
    outputs: Entries[Files],
    *,
    facts: dict[str, bytes],
) -> None:
    facts = {
        **facts,
        "has_collisions": b"yes" if articles.has_collisions else b"",
        "facets": msgspec.msgpack.encode(articles.facets),
    }
    if articles.recurrences is not known.recurrences:
        facts["recurrences"] = msgspec.msgpack.encode(articles.recurrences)
    store.keep(
        facts=facts,
        sources=Entries(articles.records, articles.fresh | (known.records.keys() - articles.records.keys())),
        outputs=outputs,
        pages=Entries(lists.keys, _touched(before.keys, lists.keys)),
    )


def _touched(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    """Return the names that came, went or mean something else."""
    touched = before.keys() - now.keys()
    for name, value in now.items():
        known = before.get(name)
        if known is not value and known != value:
            touched.add(name)
    return touched


def _total(counts: Iterable[tuple[int, ...]]) -> dict[str, int]:
    """Add up counts of blocks, and name them."""
    return {
        each.value: sum(numbers) for each, numbers in zip(RoleClass, zip(*counts, strict=True), strict=False)
    }

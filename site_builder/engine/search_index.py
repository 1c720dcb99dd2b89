"""Bring the search index up to date: which parts of it are due, running Pagefind, and the files of it in the site."""

import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from site_builder.disk import Staging, Written
from site_builder.engine.due import FileChange, Reason
from site_builder.engine.ledger import Files
from site_builder.engine.progress import SearchReport
from site_builder.engine.search_parts import (
    MANIFEST,
    SEARCH_FOLDER,
    index_folder,
    search_manifest,
    searched_notes,
    searched_notice,
    table_name,
)
from site_builder.engine.site import Site, code_digest, digest_of
from site_builder.model import Card, Notice
from site_builder.search import (
    SCRIPT,
    IndexedPage,
    PagefindError,
    fragment_names,
    index_files,
    is_in_shard,
    offer_pages,
    pack_fragments,
    program_mark,
    read_fragment,
    remove_others,
    run_pagefind,
    search_table,
    shards_of,
    write_page,
)


class SearchPage(msgspec.Struct, frozen=True, array_like=True):
    """A page that is searched and the article it is of, or what lists would show of a notice."""

    name: str
    """In the store of pages."""
    card: Card


class SearchState(msgspec.Struct):
    """What the next build has to know of the index."""

    keys: dict[str, str] = {}
    """Digest of what each part of the index was made from, by its folder."""
    fragments: dict[str, str] = {}
    """Pagefind's name of the fragment of each page, by the page's name."""
    lengths: dict[str, int] = {}
    """Bytes of each fragment, by the page's name."""
    packs: dict[str, list[str]] = {}
    """The packs of the fragments of each part of the index, by its folder."""
    notices: list[SearchPage] = []
    """The pages of notices that have pages of their own."""


class SearchFiles(NamedTuple):
    """The files of the search index as they are now."""

    files: dict[str, Files]
    """By folder."""
    written: int
    report: SearchReport | None
    state: bytes
    """What the store keeps for the next build."""
    is_current: bool
    """Whether the index is of the articles as they are."""


class _Part(NamedTuple):
    """A part of the index that Pagefind makes in one run."""

    folder: str
    """In the site."""
    index_name: str
    """What is searched and its language: `articles/en`."""
    buckets: str
    pages: Sequence[SearchPage]

    @property
    def folders(self) -> tuple[str, ...]:
        return self.folder, f"{self.folder}/index", f"{self.folder}/fragment"


class SearchIndexer:
    """Makes the index of one site."""

    def __init__(
        self,
        site: Site,
        program: Path,
        before: Mapping[str, Files],
        damaged: Collection[str],
        *,
        state: bytes,
    ) -> None:
        """Start from the files that the site had, by folder, the folders that are damaged, and what the store kept."""
        self._site = site
        self._program = program
        self._store = page_store(site)
        self._before = before
        self._damaged = damaged
        self._old = msgspec.msgpack.decode(state, type=SearchState) if state else SearchState()
        self._new = SearchState()
        self._staging = Staging(site.output)
        self._files: dict[str, Files] = {}
        self._script = None if SEARCH_FOLDER in damaged else dict(before.get(SEARCH_FOLDER, {})).get(SCRIPT)
        self._is_script_made = False
        self._written = 0

    def has_notices(self, pages: Collection[str]) -> bool:
        """Return whether the store of pages, given by names, has those of all notices of the last build."""
        return all(page.name in pages for page in self._old.notices)

    def update(self, pages: Iterable[SearchPage], notices: Iterable[Notice] | None) -> SearchFiles:
        """Make the parts of the index that are due; where Pagefind fails, the files of the last build stay.

        `notices` are those with pages of their own; None where they are those of the last build.
        """
        start = time.monotonic()
        self._new.notices = (
            self._old.notices if notices is None else [self._notice_page(each) for each in notices]
        )
        parts = list(_parts((*pages, *self._new.notices, *self._note_pages())))
        remove_others(self._store, {page.name for part in parts for page in part.pages})
        made = [self._is_made(part) for part in parts]
        try:
            for part, is_made in zip(parts, made, strict=True):
                self._keep(part) if is_made else self._make(part)
        except PagefindError as error:
            return self._failed(str(error), start)
        self._write_table(parts)
        return SearchFiles(
            self._files,
            self._written,
            self._report("unchanged" if all(made) else "built", parts, start),
            msgspec.msgpack.encode(self._new),
            is_current=True,
        )

    def _notice_page(self, notice: Notice) -> SearchPage:
        """Keep the page of a notice."""
        document, card = searched_notice(notice, self._site.settings.language)
        return SearchPage(write_page(self._store, document), card)

    def _note_pages(self) -> Iterator[SearchPage]:
        """Keep the pages of the notes on notices."""
        for document, card in searched_notes(self._site.settings):
            yield SearchPage(write_page(self._store, document), card)

    def _key(self, part: _Part) -> str:
        names = sorted(page.name for page in part.pages)
        return digest_of(code_digest(), program_mark(self._program), part.buckets, names)

    def _is_made(self, part: _Part) -> bool:
        """Return whether the last build left this part as it has to be."""
        is_same = self._script is not None and self._old.keys.get(part.folder) == self._key(part)
        return is_same and all(
            folder in self._before and folder not in self._damaged for folder in part.folders
        )

    def _keep(self, part: _Part) -> None:
        self._files |= {folder: self._before[folder] for folder in part.folders}
        self._new.keys[part.folder] = self._old.keys[part.folder]
        self._new.packs[part.folder] = self._old.packs[part.folder]
        self._new.fragments |= {page.name: self._old.fragments[page.name] for page in part.pages}
        self._new.lengths |= {page.name: self._old.lengths[page.name] for page in part.pages}

    def _make(self, part: _Part) -> None:
        pages = offer_pages(self._store, (page.name for page in part.pages))
        made = run_pagefind(self._program, pages, language=part.index_name.rpartition("/")[2])
        files: dict[str, dict[str, Written]] = {folder: {} for folder in part.folders}
        for name in index_files(made):
            inside, _, file = name.rpartition("/")
            folder = f"{part.folder}/{inside}".rstrip("/")
            files[folder][file] = self._put(f"{folder}/{file}", made[name])
        if not self._is_script_made:
            self._script = self._put(f"{SEARCH_FOLDER}/{SCRIPT}", made[SCRIPT])
            self._is_script_made = True
        files[f"{part.folder}/fragment"] = self._put_fragments(part, made)
        self._files |= files
        self._new.keys[part.folder] = self._key(part)

    def _put_fragments(self, part: _Part, made: Mapping[str, bytes]) -> dict[str, Written]:
        """Write the texts of the pages of a part, many to a file."""
        by_file = {page.name.rpartition("/")[2]: page.name for page in part.pages}
        names = {name.removesuffix(".pf_fragment"): by_file[file] for name, file in fragment_names(made)}
        packed = pack_fragments({name: read_fragment(self._store, page) for name, page in names.items()})
        self._new.packs[part.folder] = packed.names
        self._new.fragments |= {page: name for name, page in names.items()}
        self._new.lengths |= {page: packed.lengths[name] for name, page in names.items()}
        return {
            name: self._put(f"{part.folder}/fragment/{name}", data) for name, data in packed.files.items()
        }

    def _put(self, name: str, data: bytes) -> Written:
        record, is_new = self._staging.put(name, data)
        self._written += is_new
        return record

    def _write_table(self, parts: Sequence[_Part]) -> None:
        """Write the table of all pages, and the list of indexes, which names it."""
        settings = self._site.settings
        found = {
            part.folder.partition("/")[2]: [
                IndexedPage(self._new.fragments[page.name], self._new.lengths[page.name], page.card)
                for page in part.pages
                if page.name in self._new.fragments
            ]
            for part in parts
        }
        packs = {part.folder.partition("/")[2]: self._new.packs[part.folder] for part in parts}
        table = search_table(found, packs, settings.indexes, language=settings.language)
        name = table_name(table)
        manifest = search_manifest(name, ((part.folder, part.index_name, len(part.pages)) for part in parts))
        files = {name: table, MANIFEST: manifest}
        self._files[SEARCH_FOLDER] = {
            file: self._put(f"{SEARCH_FOLDER}/{file}", data) for file, data in files.items()
        }
        if self._script:
            self._files[SEARCH_FOLDER] = {**self._files[SEARCH_FOLDER], SCRIPT: self._script}

    def _failed(self, message: str, start: float) -> SearchFiles:
        report = SearchReport(state="failed", message=message, seconds=time.monotonic() - start)
        return SearchFiles(search_files(self._before), 0, report, msgspec.msgpack.encode(self._old), False)

    def _report(
        self, state: Literal["built", "unchanged"], parts: Sequence[_Part], start: float
    ) -> SearchReport:
        records = [record for files in self._files.values() for record in files.values()]
        return SearchReport(
            state=state,
            pages=sum(len(part.pages) for part in parts if part.index_name.startswith("articles/")),
            files=len(records),
            bytes=sum(record.size for record in records),
            seconds=time.monotonic() - start,
        )


def page_store(site: Site) -> Path:
    """Return the folder of the pages that Pagefind reads; another version of the program has another."""
    return site.state / "search-pages" / code_digest()[:16]


def sweep_page_store(site: Site) -> None:
    """Remove the pages of other versions of the program."""
    own = page_store(site)
    for folder in own.parent.iterdir() if own.parent.is_dir() else ():
        if folder != own:
            shutil.rmtree(folder, ignore_errors=True)


def remove_page_stores(site: Site) -> None:
    """Remove the pages that an index was made from."""
    shutil.rmtree(site.state / "search-pages", ignore_errors=True)


def indexed_pages(state: bytes) -> Collection[str]:
    """Return the names of the pages that are in the index, from what the store keeps."""
    return msgspec.msgpack.decode(state, type=SearchState).fragments.keys() if state else frozenset()


def search_files(outputs: Mapping[str, Files]) -> dict[str, Files]:
    """Return the files of the search index among all files of a site, by folder."""
    return {
        folder: files
        for folder, files in outputs.items()
        if folder == SEARCH_FOLDER or folder.startswith(f"{SEARCH_FOLDER}/")
    }


def no_search(report: SearchReport | None) -> SearchFiles:
    """Return what a build without an index has."""
    return SearchFiles({}, 0, report, b"", is_current=True)


def search_changes(files: Mapping[str, Files], before: Mapping[str, Files]) -> list[FileChange]:
    """Return the files of the index that were written, each with the reason."""
    changes: list[FileChange] = []
    for folder, members in files.items():
        known = before.get(folder, {})
        if known is members:
            continue
        old = dict(known.items())
        for name, record in members.items():
            if name not in old or old[name].digest != record.digest:
                reason = Reason.CHANGED if name in old else Reason.NEW
                changes.append(FileChange(f"{folder}/{name}", reason))
    return changes


def _parts(pages: Iterable[SearchPage]) -> Iterable[_Part]:
    """Divide pages into the parts of each index, in the order of addresses."""
    by_index: dict[str, list[SearchPage]] = {}
    for page in sorted(pages, key=lambda page: (page.card.address, page.name)):
        by_index.setdefault(page.name.rpartition("/")[0].rpartition("/")[0], []).append(page)
    for index, members in sorted(by_index.items()):
        for number, buckets in enumerate(shards_of(len(members)), start=1):
            folder = index_folder(index, number)
            inside = [page for page in members if is_in_shard(page.name, buckets)]
            if inside:
                yield _Part(folder, index, buckets, inside)

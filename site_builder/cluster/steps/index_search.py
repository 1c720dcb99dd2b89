"""Run Pagefind over the parts of the search index, some of them in each task."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from zlib import crc32

import msgspec

from site_builder.cluster.build_plan import StepResult, WrongVersionError, recipe
from site_builder.cluster.searched_pages import (
    SearchedPage,
    groups_of,
    index_of,
    read_searched,
    read_searched_counts,
)
from site_builder.cluster.sequences import pack, pack_sections, read_part, store_parts, unpack
from site_builder.cluster.share_writer import ShareWriter
from site_builder.cluster.site_objects import search_groups
from site_builder.cluster.steps.collect_notices import read_notices
from site_builder.cluster.steps.task import Task
from site_builder.engine.search_parts import index_folder, searched_notes, searched_notice
from site_builder.model import Card
from site_builder.search import (
    ARTICLES,
    HINT,
    SCRIPT,
    IndexedPage,
    PagefindError,
    find_pagefind,
    fragment_names,
    index_files,
    is_in_shard,
    offer_pages,
    pack_fragments,
    page_key,
    page_of,
    program_version,
    read_fragment,
    run_pagefind,
    shards_of,
)

FRAGMENT = ".pf_fragment"
"""How the names of fragments end."""


class IndexPart(msgspec.Struct, frozen=True, array_like=True):
    """A part of the index that Pagefind makes in one run."""

    folder: str
    """In the site."""
    index: str
    """What is searched and its language: `articles/en`."""
    buckets: str
    pages: int = 0
    """How many were given to Pagefind."""
    packs: tuple[str, ...] = ()
    """Files of the packs of its fragments; none where these are files of their own, which another step writes."""


class FragmentRow(msgspec.Struct, frozen=True, array_like=True):
    """A page as Pagefind knows it."""

    page: str
    folder: str
    """Of its part of the index."""
    fragment: str
    """Pagefind's name for it."""


class IndexedParts(msgspec.Struct, frozen=True):
    """What a task made."""

    parts: tuple[IndexPart, ...] = ()
    files: int = 0
    """How many files the parts have, with their fragments."""
    size: int = 0
    """Bytes of these."""
    script: bytes = b""
    """Pagefind's script, the same for all parts."""
    message: str = ""
    """Why Pagefind failed."""


def run_search(task: Task) -> StepResult:
    """Make the parts of the index that fall to a task, unless the site has those of the same pages."""
    workplace, store = task.workplace, task.store
    program = _program(task)
    noticed = workplace.result("notices", 0).name
    name = recipe(
        "search",
        task.number,
        search_groups(task.plan),
        rendered(task),
        noticed,
        task.plan.code,
        task.plan.pagefind,
    )
    writer = ShareWriter(store, workplace.plan_name, "search", task.number, name)
    if not writer.is_done:
        writer.begin()
        rows: list[list[FragmentRow]] = [[] for _ in range(len(task.plan.shards) + 1)]
        with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
            maker = _IndexMaker(task, program, Path(folder), rows)
            made = maker.make(writer)
        store_parts(store, f"searches/{name}/pages", maker.pages)
        store.create(f"searches/{name}/rows", pack_sections(list(map(msgspec.msgpack.encode, rows))))
        store.create(f"searches/{name}/parts", pack(made))
        writer.finish()
    return StepResult(name)


def _program(task: Task) -> Path:
    """Return Pagefind as the plan wants it. Raises WrongVersionError where this worker has another."""
    wanted = task.plan.pagefind
    program = find_pagefind()
    if program is None or program_version(program) != wanted:
        raise WrongVersionError(
            f"this worker has another Pagefind ({program_version(program) or 'none'}) than the machine "
            f"that made the plan ({wanted})",
            hint=f"install the same everywhere, from the same lock file: {HINT}",
        )
    return program


def read_indexed_pages(task: Task, number: int, part: int) -> list[IndexedPage]:
    """Return the pages of one of the parts that a task of this step made, in the order of their addresses."""
    name = task.workplace.result("search", number).name
    pages: list[IndexedPage] = read_part(task.store, f"searches/{name}/pages", part, list[IndexedPage])
    return pages


def _listed(card: Card) -> Card:
    """Return what the table of results needs of a card."""
    return msgspec.structs.replace(card, path="", excerpt="", notes=(), notices=b"")


def rendered(task: Task) -> list[str]:
    """Return the names of the results of rendering all shards."""
    return [task.workplace.result("render", number).name for number in range(len(task.plan.shards))]


def read_parts(task: Task, number: int) -> IndexedParts:
    """Return what a task of this step made."""
    name = task.workplace.result("search", number).name
    parts: IndexedParts = unpack(task.store.get(f"searches/{name}/parts"), IndexedParts)
    return parts


def read_rows_of(task: Task, number: int, shard: int) -> list[FragmentRow]:
    """Return what a task of this step made of the pages of a shard; the notices come after the last shard."""
    name, sections = task.workplace.result("search", number).name, len(task.plan.shards) + 1
    data = task.workplace.sections.read(f"searches/{name}/rows", sections, shard)
    return msgspec.msgpack.decode(data, type=list[FragmentRow])


def rows_digest(task: Task, number: int, shard: int) -> bytes:
    """Return a digest of what `read_rows_of` does."""
    name, sections = task.workplace.result("search", number).name, len(task.plan.shards) + 1
    return task.workplace.sections.digest(f"searches/{name}/rows", sections, shard)


def notice_pages(task: Task) -> Iterator[SearchedPage]:
    """Yield the pages of the notices that have pages of their own, and of the keeper's notes on notices."""
    settings = task.plan.settings
    notices = (searched_notice(notice, settings.language) for notice in read_notices(task))
    for document, card in chain(notices, searched_notes(settings)):
        yield SearchedPage(page_key(document), card, page_of(document))


class _IndexMaker:
    """Makes the parts of one task in a temporary folder."""

    def __init__(self, task: Task, program: Path, folder: Path, rows: list[list[FragmentRow]]) -> None:
        """`rows` takes the fragments of the pages of each shard, and last of notices."""
        self._task = task
        self._program = program
        self._store = folder
        self._rows = rows
        self._shards = rendered(task)
        self._counts = [read_searched_counts(task.store, shard) for shard in self._shards]
        self._notices = list(notice_pages(task))
        self._cards: dict[str, tuple[Card, int]] = {}
        """Card and shard of each page in the folder, by its name."""
        self.pages: list[list[IndexedPage]] = []
        """Those of each part that was made, in the order of their addresses."""
        self._files = 0
        self._size = 0

    def make(self, writer: ShareWriter) -> IndexedParts:
        """Make the parts and write their files, but for fragments that are files of their own."""
        parts = list(self._parts())
        self._gather(parts)
        made: list[IndexPart] = []
        script = b""
        for part in parts:
            names = sorted(
                (
                    name
                    for name in self._cards
                    if index_of(name) == part.index and is_in_shard(name, part.buckets)
                ),
                key=lambda name: (self._cards[name][0].address, name),
            )
            if names:
                try:
                    finished, script = self._make(writer, part, names)
                except PagefindError as error:
                    return IndexedParts(message=str(error))
                made.append(finished)
        return IndexedParts(tuple(made), self._files, self._size, script)

    def _parts(self) -> Iterator[IndexPart]:
        """Yield the parts that fall to this task."""
        task, groups = self._task, search_groups(self._task.plan)
        kind, own = divmod(task.number, groups)
        pages = Counter(page.index for page in self._notices)
        for counts in self._counts:
            pages.update(counts.pages)
        for index, total in sorted(pages.items()):
            if index.startswith(f"{ARTICLES}/") != (kind == 0):
                continue
            for number, buckets in enumerate(shards_of(total), start=1):
                # Small indexes of one part each shall not all fall to the same task.
                first, _ = groups_of(buckets, groups)
                if (first + crc32(index.encode())) % groups == own:
                    yield IndexPart(index_folder(index, number), index, buckets)

    def _gather(self, parts: Sequence[IndexPart]) -> None:
        """Put the pages of these parts into the folder."""
        groups = search_groups(self._task.plan)
        needed = set[int]()
        for part in parts:
            first, last = groups_of(part.buckets, groups)
            needed.update(range(first, last + 1))
        indexes = {part.index for part in parts}
        for shard, (name, counts) in enumerate(zip(self._shards, self._counts, strict=True)):
            for group in sorted(needed):
                for page in read_searched(self._task.store, name, group, counts):
                    if page.index in indexes:
                        self._keep(page, shard)
        for page in self._notices:
            if page.index in indexes:
                self._keep(page, len(self._shards))

    def _keep(self, page: SearchedPage, shard: int) -> None:
        path = self._store / f"{page.name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.data)
        self._cards[page.name] = page.card, shard

    def _make(self, writer: ShareWriter, part: IndexPart, names: Sequence[str]) -> tuple[IndexPart, bytes]:
        """Run Pagefind over pages; returns the part with what it made, and its script. Raises PagefindError."""
        offered = offer_pages(self._store, names)
        made = run_pagefind(self._program, offered, language=part.index.rpartition("/")[2])
        for file in index_files(made):
            self._put(writer, f"{part.folder}/{file}", made[file])
        by_file = {name.rpartition("/")[2]: name for name in names}
        page_of_fragment = {
            fragment.removesuffix(FRAGMENT): by_file[file] for fragment, file in fragment_names(made)
        }
        packed = pack_fragments(
            {fragment: read_fragment(self._store, name) for fragment, name in page_of_fragment.items()}
        )
        if packed.names:
            for file, data in packed.files.items():
                self._put(writer, f"{part.folder}/fragment/{file}", data)
        else:
            self._leave_fragments(part, page_of_fragment)
            self._files += len(packed.files)
            self._size += sum(packed.lengths.values())
        fragments = {name: fragment for fragment, name in page_of_fragment.items()}
        pages = (
            IndexedPage(fragments[name], packed.lengths[fragments[name]], _listed(self._cards[name][0]))
            for name in names
            if name in fragments
        )
        self.pages.append(list(pages))
        finished = msgspec.structs.replace(part, pages=len(names), packs=tuple(packed.names))
        return finished, made[SCRIPT]

    def _leave_fragments(self, part: IndexPart, page_of_fragment: Mapping[str, str]) -> None:
        """Note fragments for the step that writes them as files of their own."""
        for fragment, name in page_of_fragment.items():
            self._rows[self._cards[name][1]].append(FragmentRow(name, part.folder, fragment))

    def _put(self, writer: ShareWriter, path: str, data: bytes) -> None:
        writer.put(path, data)
        self._files += 1
        self._size += len(data)

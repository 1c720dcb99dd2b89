"""Find which articles of all shards are copies of each other: the same file, or nearly the same words.

One task holds the paragraphs of those articles that share most of theirs with others.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

import msgspec

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.copy_candidates import CopyCandidate, read_candidates, read_own_words
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import has_parts, pack, part_digest, read_part, store_parts, unpack
from site_builder.cluster.steps.task import Task
from site_builder.engine.relating import nearly_same
from site_builder.indexing import MAX_COPIES, RelationFinder, copy_links, find_copies, path_key
from site_builder.model import ArticleMention, CopyLink, Problem


class ArticleCopies(msgspec.Struct, frozen=True, array_like=True):
    """The copies of one article."""

    links: tuple[CopyLink, ...]
    """Those that its page names."""
    more: int
    """Copies beyond these."""
    keys: tuple[int, ...]
    """The `path_key` of every copy."""


def read_copies(task: Task, shard: int) -> tuple[Mapping[str, ArticleCopies], bytes]:
    """Return the copies of the articles of a shard, by path, and a digest of them."""
    folder = f"copies/{task.workplace.result('copies', 0).name}/articles"
    copies = read_part(task.store, folder, shard, dict[str, ArticleCopies])
    return copies, part_digest(task.store, folder, shard)


def read_copy_problems(task: Task) -> list[Problem]:
    """Return what is wrong with articles that say nearly the same."""
    name = task.workplace.result("copies", 0).name
    problems: list[Problem] = unpack(task.store.get(f"copies/{name}/problems"), list[Problem])
    return problems


def run_copies(task: Task) -> StepResult:
    """Compare the articles of all shards that may be copies, unless that was done for the same ones."""
    shards = [task.workplace.result("understand", number).name for number in range(len(task.plan.shards))]
    name = recipe("copies", shards, task.plan.display_path)
    if not has_parts(task.store, f"copies/{name}/articles"):
        _compare(task, name, shards)
    return StepResult(name)


def _compare(task: Task, name: str, shards: Sequence[str]) -> None:
    store = task.store
    by_shard = [read_candidates(store, shard) for shard in shards]
    everyone = [candidate for group in by_shard for candidate in group]
    targets = {each.path: each.identity for each in everyone}
    mentions = {each.path: each.mention for each in everyone}
    copies = find_copies((each.path, each.digest) for each in everyone)
    finder = RelationFinder(targets, copies, _Everything())
    with tempfile.TemporaryFile() as file:
        texts = _OwnWords(store, shards, file)
        problems = list(nearly_same(finder, display_path=task.display_path))
        store.create(f"copies/{name}/problems", pack(problems))
        parts = (dict(_copies(group, finder, mentions, texts)) for group in by_shard)
        store_parts(store, f"copies/{name}/articles", parts)


def _copies(
    candidates: Sequence[CopyCandidate],
    finder: RelationFinder,
    mentions: Mapping[str, ArticleMention],
    own_words: "_OwnWords",
) -> Iterator[tuple[str, ArticleCopies]]:
    for candidate in candidates:
        others = finder.copies(candidate.path)
        if others:
            by_address = {mentions[other].address: other for other in others}
            links = [
                link
                if link.is_same
                else msgspec.structs.replace(link, text=own_words.read(by_address[link.article.address]))
                for link in copy_links(candidate.path, mentions, finder)[:MAX_COPIES]
            ]
            keys = tuple(path_key(other) for other in others)
            yield candidate.path, ArticleCopies(tuple(links), len(others) - len(links), keys)


class _Everything:
    """Contains every fingerprint: of a candidate each paragraph may stand in another."""

    def __contains__(self, _fingerprint: object) -> bool:
        return True


class _OwnWords:
    """The own words of articles in a file, by path."""

    def __init__(self, store: ObjectStore, shards: Sequence[str], file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}
        for shard in shards:
            for path, text in read_own_words(store, shard).items():
                self._places[path] = file.tell(), len(text)
                file.write(text)

    def read(self, path: str) -> bytes:
        """Return the words of an article; nothing where they are not kept."""
        start, length = self._places.get(path, (0, 0))
        self._file.seek(start)
        return self._file.read(length)

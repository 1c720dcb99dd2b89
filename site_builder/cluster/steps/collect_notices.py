"""The notices of all shards: one task folds the cards in the order of lists, and holds the texts of notices."""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.card_file import CardFile
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import has_parts, pack, part_digest, read_part, store_parts, unpack
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.understand import read_card_rows, read_cards, read_rows, read_texts
from site_builder.engine.counting import FILE_DIGEST_LENGTH
from site_builder.engine.noted_notices import NotedNotices, find_noted_notices
from site_builder.indexing import find_copies, later_copies
from site_builder.model import Notice, NoticeLink, NoticeNote, NoticeText, Problem
from site_builder.notices import (
    NotedTexts,
    NoticeLinkIndex,
    collect_notices,
    link_index,
    links_of,
    with_notes,
)


def run_notices(task: Task) -> StepResult:
    """Collect the notices of all shards, unless that was done for the same ones."""
    workplace = task.workplace
    shards = [workplace.result("understand", number).name for number in range(len(task.plan.shards))]
    notes = task.plan.settings.notice_notes
    name = recipe("notices", shards, *([notes] if notes else ()))
    if not has_parts(task.store, f"notices/{name}/links"):
        _collect(task.store, name, shards, notes)
    return StepResult(name)


def _collect(store: ObjectStore, name: str, shards: Sequence[str], notes: Sequence[NoticeNote]) -> None:
    texts: dict[int, NoticeText] = {}
    for shard in shards:
        texts.update(read_texts(store, shard))
    rows = (row for shard in shards for row in read_rows(store, shard) if row.identity)
    copies = later_copies(find_copies((row.path, row.digest[:FILE_DIGEST_LENGTH]) for row in rows))
    runs = (read_card_rows(store, shard) for shard in shards)
    with (
        tempfile.TemporaryDirectory(prefix="site-builder-") as folder,
        closing(CardFile(runs, Path(folder))) as cards,
    ):
        collected = collect_notices(cards, texts.__getitem__, copies=copies, known={})
        noted = find_noted_notices(
            notes,
            cards,
            lambda digests: {digest: texts[digest] for digest in digests},
            NotedNotices(),
            touched=(),
        )
        notices = with_notes(collected, cards, noted.texts, notes)
    index = link_index(collected)
    store.create(f"notices/{name}/all", pack(notices))
    store.create(f"notices/{name}/lost-notes", pack(noted.lost))
    store.create(f"notices/{name}/count", str(len(notices)).encode())
    store_parts(
        store, f"notices/{name}/links", (_links(store, shard, index, noted.texts) for shard in shards)
    )


def _links(
    store: ObjectStore, shard: str, index: NoticeLinkIndex, noted: NotedTexts
) -> dict[str, dict[int, NoticeLink]]:
    """Return what the margins of a shard's articles say, for those that say anything."""
    found = ((card.path, links_of(card, index, noted)) for card in read_cards(store, shard))
    return {path: links for path, links in found if links}


def read_notices(task: Task) -> tuple[Notice, ...]:
    """Return the notices of the archive."""
    name = task.workplace.result("notices", 0).name
    notices: tuple[Notice, ...] = unpack(task.store.get(f"notices/{name}/all"), tuple[Notice, ...])
    return notices


def read_lost_notes(task: Task) -> dict[str, Problem]:
    """Return what is wrong with the keeper's notes on notices that stand on none, by their names."""
    name = task.workplace.result("notices", 0).name
    lost: dict[str, Problem] = unpack(task.store.get(f"notices/{name}/lost-notes"), dict[str, Problem])
    return lost


def has_notices(task: Task) -> bool:
    """Return whether the archive has any."""
    return task.store.get(f"notices/{task.workplace.result('notices', 0).name}/count") != b"0"


def read_notice_links(task: Task) -> tuple[dict[str, dict[int, NoticeLink]], bytes]:
    """Return what the margins of a shard's articles say of notices, by path, and a digest of it."""
    folder = f"notices/{task.workplace.result('notices', 0).name}/links"
    links = read_part(task.store, folder, task.number, dict[str, dict[int, NoticeLink]])
    return links, part_digest(task.store, folder, task.number)

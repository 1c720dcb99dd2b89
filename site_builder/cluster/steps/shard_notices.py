"""The notices of all shards: one task folds the cards in the order of lists, and holds the texts of notices."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from site_builder.cluster.build_plan import digest_of
from site_builder.cluster.card_file import CardFile, decode_card
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import pack, pack_sections, unpack
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.understand import read_cards, read_texts
from site_builder.engine.noted_notices import NotedNotices, find_noted_notices
from site_builder.model import Notice, NoticeLink, NoticeText
from site_builder.notices import (
    NotedTexts,
    NoticeLinkIndex,
    collect_notices,
    link_index,
    links_of,
    with_notes,
)


def write_notices(
    task: Task, name: str, shards: Sequence[str], copies: frozenset[str]
) -> tuple[bool, NotedNotices]:
    """Collect the notices of all shards and store them; return whether there are any, and where notes on them stand.

    `name` is that of the result that they belong to, `copies` are the paths of later copies of other files.
    """
    store = task.store
    texts: dict[int, NoticeText] = {}
    for shard in shards:
        texts.update(read_texts(store, shard))
    with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
        cards = CardFile((read_cards(store, shard) for shard in shards), Path(folder))
        collected = collect_notices(cards, texts.__getitem__, copies=copies, known={})
        notes = task.plan.settings.notice_notes
        noted = find_noted_notices(notes, cards, partial(_read_texts, texts), NotedNotices(), ())
        notices = with_notes(collected, cards, noted.texts, notes)
    index = link_index(collected)
    store.create(f"related/{name}/notices", pack(notices))
    sections = [msgspec.msgpack.encode(_links(store, shard, index, noted.texts)) for shard in shards]
    store.create(f"related/{name}/notice-links", pack_sections(sections, digest_of))
    return bool(notices), noted


def _read_texts(texts: Mapping[int, NoticeText], digests: Iterable[int]) -> dict[int, NoticeText]:
    return {digest: texts[digest] for digest in digests}


def _links(
    store: ObjectStore, shard: str, index: NoticeLinkIndex, noted: NotedTexts
) -> dict[str, dict[int, NoticeLink]]:
    """Return what the margins of a shard's articles say, for those that say anything."""
    cards = map(decode_card, read_cards(store, shard))
    found = ((card.path, links_of(card, index, noted)) for card in cards)
    return {path: links for path, links in found if links}


def read_notices(store: ObjectStore, name: str) -> tuple[Notice, ...]:
    """Return the notices of the archive."""
    notices: tuple[Notice, ...] = unpack(store.get(f"related/{name}/notices"), tuple[Notice, ...])
    return notices


def read_notice_links(task: Task) -> tuple[dict[str, dict[int, NoticeLink]], bytes]:
    """Return what the margins of a shard's articles say of notices, by path, and a digest of it."""
    workplace, sections = task.workplace, len(task.plan.shards)
    name = f"related/{workplace.result('relate', 0).name}/notice-links"
    data = workplace.sections.read(name, sections, task.number)
    links = msgspec.msgpack.decode(data, type=dict[str, dict[int, NoticeLink]])
    return links, workplace.sections.digest(name, sections, task.number)

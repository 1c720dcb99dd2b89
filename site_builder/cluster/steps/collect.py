"""Collect the notices of an archive in shards, with all cards and texts in temporary files."""

import tempfile
from collections.abc import Container, Sequence
from contextlib import closing
from pathlib import Path

from site_builder.cluster.card_file import CardFile
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import unpack
from site_builder.cluster.steps.understand import read_cards, read_texts
from site_builder.engine.store import Store
from site_builder.model import Notice
from site_builder.notices import CollectedNotices, collect_notices


def collected_notices(store: ObjectStore, shards: Sequence[str], copies: Container[str]) -> CollectedNotices:
    """Return the notices of the articles in some shards; `copies` are the paths of later copies of other files."""
    with tempfile.TemporaryDirectory(prefix="site-builder-") as folder:
        cards = CardFile((read_cards(store, shard) for shard in shards), Path(folder))
        with closing(Store(Path(folder))) as texts:
            for shard in shards:
                texts.put_texts(read_texts(store, shard))
            return collect_notices(cards, texts.text, copies=copies, known={})


def read_notices(store: ObjectStore, name: str) -> tuple[Notice, ...]:
    """Return the notices of the archive; `name` is that of the result of `relate`."""
    notices: tuple[Notice, ...] = unpack(store.get(f"related/{name}/notices"), tuple[Notice, ...])
    return notices

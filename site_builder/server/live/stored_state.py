"""Recall what the last build of a site understood, without changing anything of it."""

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import NamedTuple

import msgspec

from site_builder.engine import Site
from site_builder.engine.finishing import NEVER
from site_builder.engine.search_index import indexed_pages
from site_builder.engine.site import program_digest
from site_builder.engine.store import SourceRecord, Store
from site_builder.engine.supplied_facts import SuppliedFacts
from site_builder.model import NoticeText, Recurrences, SiteError


class StoredState(NamedTuple):
    """What the last build of a site understood."""

    records: Mapping[str, SourceRecord]
    recurrences: Recurrences
    texts: Mapping[int, NoticeText]
    """Of notices, by their digests."""
    indexed: Mapping[str, str] = {}
    """Digests of what the search index of the last build is made from, by path."""


def searched_digest(record: SourceRecord) -> str:
    """Digest what is searched of an article: its source, and the keeper's notes on it."""
    notes = record.card.notes if record.card else ()
    said = hashlib.blake2b(msgspec.msgpack.encode(notes), digest_size=8).hexdigest() if notes else ""
    return record.digest + said


class _ReadOnlyStore(Store):
    """The memory of a site, only read: nothing in it is made, mended or thrown away, and no build is waited for."""

    def _open(self) -> sqlite3.Connection:
        # Going through the whole file for damage takes longer than all else; every record has its own checksum.
        connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
        # A build that ends meanwhile must not mix its records with those of the one before.
        connection.execute("BEGIN")
        return connection


def load_stored_state(site: Site) -> StoredState:
    """Load the records of the last build and its recurrences; nothing where this program cannot trust them."""
    try:
        with closing(_ReadOnlyStore(site.state)) as store:
            # The digest is of the program too, so what has it is laid out as this program lays it out.
            if store.fact("program_digest") == program_digest(site).encode():
                facts = SuppliedFacts(site.settings, previous=store.fact("supplied_facts"), name="")
                records = {
                    path: msgspec.structs.replace(record, stamp=NEVER)
                    if facts.have_changed(path, record)
                    else record
                    for path, record in store.sources().items()
                }
                pages = indexed_pages(store.fact("search"))
                indexed = {
                    path: searched_digest(record)
                    for path, record in records.items()
                    if record.search_pages and all(name in pages for name in record.search_pages)
                }
                return StoredState(records, store.recurrences(), store.texts(), indexed)
    except (SiteError, sqlite3.Error, msgspec.MsgspecError):
        # It is not there, is damaged, or may not be read: the articles are still there.
        pass
    return StoredState({}, {}, {})

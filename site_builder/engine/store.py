"""Remember what each source meant and what each output was, between builds and across crashes."""

import os
import sqlite3
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec

from site_builder.disk import Stamp
from site_builder.engine.ledger import Files, Packed, pack
from site_builder.model import (
    ArticleIdentity,
    Card,
    LinkReference,
    NoticeText,
    OutgoingLinks,
    PassageRecord,
    Problem,
    Recurrence,
    Recurrences,
    SiteError,
)

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE sources (first TEXT PRIMARY KEY, entries BLOB);
CREATE TABLE outputs (first TEXT PRIMARY KEY, entries BLOB);
CREATE TABLE pages (first TEXT PRIMARY KEY, entries BLOB);
CREATE TABLE texts (digest INTEGER PRIMARY KEY, value BLOB);
"""
_FORMAT = b"10"
_RUN = 64
"""Entries of a row, twice as many at most: reading a row takes as long as reading several entries in it.

They are a run in the order of names, so that neighbours in the archive are neighbours in memory.
"""
_ROW = "CAST(first AS TEXT), CAST(entries AS BLOB)"
"""What is read of a row: one bit can turn bytes into text, and neither may surprise whoever checks it."""
_UNWRITABLE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_BUSY,
    }
)
"""What SQLite says where the disk is at fault, not the store."""


class DamagedError(SiteError):
    """The store does not hold what was put into it; it has to be thrown away."""


_ENCODE = msgspec.msgpack.Encoder().encode


class Attachment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file that an article refers to, as it was when the article was finished."""

    key: str
    """What `AttachmentIndex` knows it by."""
    address: str
    """Where it is published; empty where it is not."""
    stamp: bytes
    """What `AttachmentIndex.stamp` gave; empty where there was no such file."""


class OnwardDigests(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Digests of the ways on from an article, as `onwards.onward_digests` gives them; empty without a page."""

    neighbours: bytes = b""
    related: bytes = b""
    has_copies: bool = False
    """Whether it has copies, or others are similar to it."""


class SourceRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one source meant in the last build that saw it."""

    stamp: Stamp
    digest: str
    """Of the file and the notes beside it; empty where it could not be read."""
    address: str
    passages: PassageRecord | None
    card: Card | None
    """None for a source that was refused."""
    list_digest: bytes
    """Digest of what other pages show of it, as `worker.card_digest` gives it; empty without a card or in servers."""
    blocks: tuple[int, ...]
    """How many blocks of each class it has, in the order of `RoleClass`; none without a card."""
    problems: tuple[Problem, ...]
    stated_url: str = ""
    """The address of the original that the article states itself."""
    facts: bytes = b""
    """Digest of what people state of it elsewhere, as `SuppliedFacts.digest` gives it."""
    outgoing: OutgoingLinks = OutgoingLinks()
    """What it refers to."""
    identity: ArticleIdentity | None = None
    """What it answers to; None without a card."""
    relations: bytes = b""
    """Digest of the `Relations` that its page was made with; empty where it has none."""
    missing: tuple[LinkReference, ...] = ()
    """Its links that lead to no article and must mean one."""
    notice_links: bytes = b""
    """Digest of what the margin of its page says of its notices; empty where it says nothing."""
    attachments: tuple[Attachment, ...] = ()
    """The files that it refers to, present or not."""
    onward: OnwardDigests = OnwardDigests()
    """Of the ways on that its page has."""
    search_pages: tuple[str, ...] = ()
    """Names of the pages that the search index is made from; none where it was finished without one."""


Entry = TypeVar("Entry")


class Entries(NamedTuple, Generic[Entry]):
    """What a table has to hold now."""

    now: Mapping[str, Entry]
    """All of it, by name."""
    touched: Collection[str]
    """Names that came, went or mean something else than what the table holds."""


class Store:
    """The memory of one site, in its state folder; whatever is wrong with it, it can be thrown away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "store.sqlite"
        self.notice = ""
        """Why the memory of the last build was thrown away, if it was."""
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        path = self.path
        try:
            return _connect(path)
        except (sqlite3.DatabaseError, ValueError) as error:
            if isinstance(error, sqlite3.DatabaseError):
                _raise_unwritable(error, path)
            self.notice = (
                f"{path}: not a store of this program ({error}); it is made anew, and everything is built"
            )
            for each in self._folder.glob("store.sqlite*"):
                each.unlink()
            return _connect(path)

    def discard(self) -> None:
        """Throw the store away; which files are this program's is written in the output folder."""
        self.close()
        for each in self._folder.glob("store.sqlite*"):
            each.unlink()

    def _unsealed(self, name: bytes, value: bytes) -> memoryview:
        """Give what was kept under a name, if it is what was kept."""
        kept = memoryview(value)[4:]
        if len(value) < 4 or zlib.crc32(kept, zlib.crc32(name)).to_bytes(4) != value[:4]:
            raise DamagedError("a checksum does not fit", hint="build again, and it is made anew")
        return kept

    def verify(self) -> None:
        """Look through the whole store for rows that are lost or out of order, which checksums of rows cannot tell.

        Raises DamagedError. Before anything is written it has to be called; for reading checksums are enough.
        """
        check = str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if check != "ok":
            raise DamagedError(check.splitlines()[0], hint="build again, and it is made anew")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def fact(self, name: str) -> bytes:
        """Give a remembered value, or nothing."""
        row = self._connection.execute(
            "SELECT CAST(value AS BLOB) FROM facts WHERE name = ?", (name,)
        ).fetchone()
        return bytes(self._unsealed(name.encode(), row[0])) if row else b""

    def turn_to(self, output: str) -> None:
        """Forget the files of another output folder: they are not this one's to replace or remove."""
        name = os.fsencode(output)
        if self.fact("output") == name:
            return
        with self._connection as connection:
            connection.execute("DELETE FROM outputs")
            connection.execute("DELETE FROM pages")
            connection.execute(
                "DELETE FROM facts WHERE name IN ('input_digest', 'template_digest', 'pages_digest', 'ledger')"
            )
            connection.execute("REPLACE INTO facts VALUES ('output', ?)", (_sealed(b"output", name),))

    def recurrences(self) -> Recurrences:
        """Give the recurrences that the last build used."""
        value = self.fact("recurrences")
        return msgspec.msgpack.decode(value, type=dict[int, Recurrence]) if value else {}

    def sources(self) -> dict[str, SourceRecord]:
        """Give what every source meant, by path."""
        return self._read("sources", _RECORDS.decode)

    def outputs(self) -> dict[str, Files]:
        """Return every file that the last build left, by folder."""
        packed = self._read("outputs", _FILES.decode)
        return {folder: Packed(files) for folder, files in packed.items()}

    def pages(self) -> dict[str, Mapping[str, bytes]]:
        """Give the key that every page which is not an article's was last made from, by folder and name."""
        return self._read("pages", _KEYS.decode)

    def put_texts(self, texts: Iterable[tuple[int, NoticeText]]) -> None:
        """Keep texts of notices by their digests at once, as texts with one digest are equal."""
        rows = ((_signed(digest), _sealed(b"%d" % digest, _ENCODE(text))) for digest, text in texts)
        with self._connection as connection:
            connection.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", rows)

    def text(self, digest: int) -> NoticeText:
        """Return the text of a notice by its digest."""
        query = "SELECT CAST(value AS BLOB) FROM texts WHERE digest = ?"
        row = self._connection.execute(query, (_signed(digest),)).fetchone()
        if row is None:
            raise DamagedError("the text of a notice is missing", hint="build again, and it is made anew")
        return _TEXT.decode(self._unsealed(b"%d" % digest, row[0]))

    def texts(self) -> dict[int, NoticeText]:
        """Return all texts of notices by their digests."""
        rows = self._connection.execute("SELECT digest, CAST(value AS BLOB) FROM texts")
        by_digest = ((digest % (1 << 64), value) for digest, value in rows)
        return {digest: _TEXT.decode(self._unsealed(b"%d" % digest, value)) for digest, value in by_digest}

    def forget_texts(self) -> None:
        """Forget the texts of notices, as before everything is understood anew."""
        with self._connection as connection:
            connection.execute("DELETE FROM texts")

    def _read(self, table: str, decode: Callable[[memoryview], dict[str, Entry]]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for first, value in self._connection.execute(f"SELECT {_ROW} FROM {table} ORDER BY first"):
            found.update(decode(self._unsealed(first.encode(), value)))
        return found

    def remember_ledger(self, mark: bytes) -> None:
        """Remember which ledger has the names of `outputs`, and no others."""
        if self.fact("ledger") != mark:
            with self._connection as connection:
                connection.execute("REPLACE INTO facts VALUES ('ledger', ?)", (_sealed(b"ledger", mark),))

    def keep(
        self,
        *,
        facts: Mapping[str, bytes],
        sources: Entries[SourceRecord],
        outputs: Entries[Files],
        pages: Entries[Mapping[str, bytes]],
    ) -> None:
        """Remember a finished build, all of it or nothing. Raises SiteError when the disk does not take it."""
        with self._connection as connection:
            connection.executemany(
                "REPLACE INTO facts VALUES (?, ?)",
                ((name, _sealed(name.encode(), value)) for name, value in facts.items()),
            )
            self._write("sources", sources, _ENCODE)
            self._write(
                "outputs", outputs, lambda run: _ENCODE({name: pack(files) for name, files in run.items()})
            )
            self._write("pages", pages, _ENCODE)

    def _write(
        self, table: str, entries: Entries[Entry], encode: Callable[[dict[str, Entry]], bytes]
    ) -> None:
        """Write the runs that have names in them which were touched; a run that grew too long is parted."""
        execute = self._connection.execute
        firsts = [first for (first,) in execute(f"SELECT first FROM {table} ORDER BY first")]
        names = sorted(entries.now)
        for run in {max(0, bisect_right(firsts, name) - 1) for name in entries.touched}:
            execute(f"DELETE FROM {table} WHERE first = ?", (firsts[run] if firsts else "",))
            start = bisect_left(names, firsts[run]) if run else 0
            end = bisect_left(names, firsts[run + 1]) if run + 1 < len(firsts) else len(names)
            step = _RUN if end - start > 2 * _RUN else 2 * _RUN
            for at in range(start, end, step):
                value = encode({name: entries.now[name] for name in names[at : min(at + step, end)]})
                execute(f"INSERT INTO {table} VALUES (?, ?)", (names[at], _sealed(names[at].encode(), value)))


_RECORDS = msgspec.msgpack.Decoder(dict[str, SourceRecord])
_FILES = msgspec.msgpack.Decoder(dict[str, bytes])
_TEXT = msgspec.msgpack.Decoder(NoticeText)
_KEYS = msgspec.msgpack.Decoder(dict[str, Mapping[str, bytes]])


def _signed(digest: int) -> int:
    """Return 64 bits as SQLite counts them."""
    return digest - (1 << 64) if digest >> 63 else digest


def _sealed(name: bytes, value: bytes) -> bytes:
    """Put a checksum of name and value before the value."""
    return zlib.crc32(value, zlib.crc32(name)).to_bytes(4) + value


def _raise_unwritable(error: sqlite3.DatabaseError, path: Path) -> None:
    """Raise SiteError where the disk is at fault."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
        raise SiteError(
            f"{path}: cannot be written: {error}",
            hint="free some space or check the permissions; what was published is whole",
        ) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            with connection:
                connection.executescript(_SCHEMA)
                connection.execute("INSERT INTO facts VALUES ('format', ?)", (_FORMAT,))
        found = connection.execute("SELECT value FROM facts WHERE name = 'format'").fetchone()
        if not found or found[0] != _FORMAT:
            raise ValueError("another format")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reporting(store: Store) -> Iterator[None]:
    """Raise what SQLite has against a store as SiteError; one that is damaged is thrown away first."""
    try:
        yield
    except (sqlite3.DatabaseError, DamagedError, msgspec.MsgspecError) as error:
        if isinstance(error, sqlite3.DatabaseError):
            _raise_unwritable(error, store.path)
        store.discard()
        raise DamagedError(f"{store.path}: the memory of the last build is damaged: {error}") from error

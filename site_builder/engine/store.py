"""Remember what each source meant and what each output was, between builds and across crashes."""

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from site_builder.disk import Stamp, Written
from site_builder.model import Card, Problem, Recurrence, Recurrences, Sighting, SiteError

if sys.platform != "win32":
    import fcntl

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE sources (path BLOB PRIMARY KEY, record BLOB) WITHOUT ROWID;
CREATE TABLE outputs (folder TEXT PRIMARY KEY, files BLOB) WITHOUT ROWID;
CREATE TABLE pages (path TEXT PRIMARY KEY, key BLOB) WITHOUT ROWID;
"""
_FORMAT = b"1"


Files = dict[str, Written]
"""The files of one output folder, by name."""


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What one source meant in the last build that saw it."""

    stamp: Stamp
    digest: str
    """Of the file and the notes beside it; empty where it could not be read."""
    address: str
    sighting: Sighting | None
    card: Card | None
    """None for a source that was refused."""
    blocks: dict[str, int]
    """How many blocks of each class it has."""
    problems: tuple[Problem, ...]


class Store:
    """The memory of one site, in its state folder; whatever is wrong with it, it can be thrown away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.notice = ""
        """Why the memory of the last build was thrown away, if it was."""
        self._connection = self._open()
        self._record = msgspec.msgpack.Decoder(Record)
        self._files = msgspec.msgpack.Decoder(Files)
        self._encode = msgspec.msgpack.Encoder().encode

    def _open(self) -> sqlite3.Connection:
        path = self._folder / "store.sqlite"
        try:
            return _connect(path)
        except (sqlite3.DatabaseError, ValueError) as error:
            self.notice = (
                f"{path}: not a store of this program ({error}); it is made anew, and everything is built"
            )
            for each in self._folder.glob("store.sqlite*"):
                each.unlink()
            return _connect(path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def fact(self, name: str) -> bytes:
        """Give a remembered value, or nothing."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else b""

    def recurrences(self) -> Recurrences:
        """Give the recurrences that the last build used."""
        value = self.fact("recurrences")
        return msgspec.msgpack.decode(value, type=dict[int, Recurrence]) if value else {}

    def sources(self) -> dict[str, Record]:
        """Give what every source meant, by path."""
        decode = self._record.decode
        rows = self._connection.execute("SELECT path, record FROM sources")
        return {os.fsdecode(path): decode(record) for path, record in rows}

    def outputs(self) -> dict[str, Files]:
        """Give every file this program wrote, by folder; what a killed build may have left is among them."""
        decode = self._files.decode
        rows = self._connection.execute("SELECT folder, files FROM outputs")
        known = {folder: decode(files) for folder, files in rows}
        for name in self._journalled():
            folder, _, file = name.rpartition("/")
            known.setdefault(folder, {}).setdefault(file, Written(b"", -1, -1))
        return known

    def pages(self) -> dict[str, bytes]:
        """Give the key that every page which is not an article's was last made from."""
        return dict(self._connection.execute("SELECT path, key FROM pages"))

    def _journalled(self) -> Iterator[str]:
        for path in self._folder.glob("journal-*"):
            yield from path.read_text("utf-8", "replace").split("\n")[:-1]

    def keep(
        self,
        *,
        facts: dict[str, bytes],
        sources: Iterable[tuple[str, Record]],
        gone_sources: Iterable[str],
        outputs: Iterable[tuple[str, Files]],
        gone_outputs: Iterable[str],
        pages: Iterable[tuple[str, bytes]],
        gone_pages: Iterable[str],
    ) -> None:
        """Remember a finished build, all of it or nothing."""
        encode = self._encode
        with self._connection as connection:
            execute = connection.executemany
            execute("REPLACE INTO facts VALUES (?, ?)", facts.items())
            execute(
                "REPLACE INTO sources VALUES (?, ?)",
                ((os.fsencode(path), encode(each)) for path, each in sources),
            )
            execute("DELETE FROM sources WHERE path = ?", ((os.fsencode(path),) for path in gone_sources))
            execute(
                "REPLACE INTO outputs VALUES (?, ?)", ((folder, encode(files)) for folder, files in outputs)
            )
            execute("DELETE FROM outputs WHERE folder = ?", ((folder,) for folder in gone_outputs))
            execute("REPLACE INTO pages VALUES (?, ?)", pages)
            execute("DELETE FROM pages WHERE path = ?", ((path,) for path in gone_pages))
        for path in self._folder.glob("journal-*"):
            path.unlink()


class Journal:
    """Names of files about to be written, kept so that a killed build's files are known as ours."""

    def __init__(self, state: Path) -> None:
        path = state / f"journal-{os.getpid()}"
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def note(self, names: Iterable[str]) -> None:
        """Add site-relative names; they outlive this process, however it ends."""
        os.write(self._handle, "".join(f"{name}\n" for name in names).encode())


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
        check = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if check != "ok":
            raise ValueError(str(check).splitlines()[0])
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def locked(folder: Path, *, waiting: str) -> Iterator[str]:
    """Keep other builds of the same site out; yields `waiting` if another one had to end first, else nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SiteError(
            f"{folder}: the state folder cannot be made: {(error.strerror or str(error)).lower()}",
            hint="name another one with --state",
        ) from error
    try:
        yield _wait(handle, waiting)
    finally:
        os.close(handle)


def _wait(handle: int, waiting: str) -> str:
    if sys.platform == "win32":  # It has no such locks; two builds at once are the user's to avoid there.
        return ""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return waiting
    return ""


def forget(folder: Path) -> None:
    """Remove a state folder, as far as this program filled it."""
    for pattern in ("store.sqlite*", "journal-*", "spill-*", "clock", "lock"):
        for path in folder.glob(pattern):
            path.unlink()
    with suppress(OSError):
        folder.rmdir()

"""The ledger: which files of an output folder this program wrote, and what each of them was."""

import hashlib
import os
from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.disk import RESERVED, Written, is_name, readable
from site_builder.model import SiteError

Files = Mapping[str, Written]
"""The files of one output folder, by name."""


class Packed(Files):
    """The files of one output folder as they are stored; a large archive has hundreds of thousands of these."""

    __slots__ = ("packed",)

    def __init__(self, packed: bytes) -> None:
        """Take msgpack of names and what was written."""
        self.packed = packed

    def items(self) -> ItemsView[str, Written]:
        """Give names and what was written."""
        return _FILES.decode(self.packed).items()

    def __getitem__(self, name: str) -> Written:
        return _FILES.decode(self.packed)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_FILES.decode(self.packed))

    def __len__(self) -> int:
        # In msgpack a table of up to fifteen keys says how many in the lower half of its first byte.
        first = self.packed[0]
        return first & 15 if first >> 4 == 8 else len(_FILES.decode(self.packed))

    def __eq__(self, other: object) -> bool:
        return self.packed == other.packed if isinstance(other, Packed) else super().__eq__(other)

    def __hash__(self) -> int:
        return hash(self.packed)


_FILES = msgspec.msgpack.Decoder(dict[str, Written])
_ENCODE = msgspec.msgpack.Encoder().encode


def pack(files: Files) -> bytes:
    """Give files as they are stored."""
    return files.packed if isinstance(files, Packed) else _ENCODE(files)


LEDGER = f"{RESERVED}-ledger"
"""The file in the output folder that names the files there which this program wrote."""

_TITLE = "site-builder-ledger"
_VERSION = "1"
_END = b"# Files that a build is about to put in place follow."
"""The line after the names; what stands behind it may be cut short or damaged."""

_SHOWN = 3
"""Names that a message gives where there may be thousands."""


class LedgerContents(NamedTuple):
    """What a ledger holds."""

    names: set[str]
    pending: list[tuple[str, bytes]]
    """Name and digest of the files that an unfinished build was about to put in place."""
    is_finished: bool
    """Whether the ledger is as the end of a build leaves it."""


class LedgerError(SiteError):
    """The ledger does not hold what was put into it."""


class Ledger:
    """The names of the files in an output folder that this program wrote, kept in that folder.

    The first line has version, count and checksum of the names, which follow, one a line.
    After them a build adds lines with digest and name of each new file before it puts the file in place,
    so that after a killed build a file with that digest is known to be from it, and no other.
    """

    def __init__(self, output: Path) -> None:
        self.path = output / LEDGER
        self._part = output / f"{LEDGER}.part"
        self._handle = -1

    def mark(self) -> bytes:
        """Return what the file system says of the ledger, which changes with the ledger; nothing without one."""
        try:
            facts = os.lstat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return b""
        return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ino}".encode()

    def read(self) -> LedgerContents:
        """Return what the ledger holds.

        Raises LedgerError for one that is damaged or cannot be read.
        """
        try:
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with open(handle, "rb") as file:
                data = file.read()
        except OSError as error:
            raise self._damaged((error.strerror or str(error)).lower()) from error
        title, _, rest = data.partition(b"\n")
        words = title.decode("utf-8", "replace").split(" ")
        if len(words) != 4 or words[0] != _TITLE or not words[2].isdecimal():
            raise self._damaged("its first line is not that of a ledger")
        if words[1] != _VERSION:
            raise self._damaged(
                f"it has the format {words[1]}, and this version of the program knows {_VERSION}"
            )
        lines = rest.split(b"\n")
        count = int(words[2])
        body = b"".join([line + b"\n" for line in lines[:count]])
        if len(lines) <= count or _checksum(body) != words[3]:
            raise self._damaged("its checksum does not fit")
        known = set(map(_decode, lines[:count]))
        if not all(map(is_name, known)):
            raise self._damaged("it has a name that leads out of the folder")
        # The last line may be cut short; a line that makes no sense claims nothing.
        pending = [_parsed(line) for line in lines[count:-1]]
        return LedgerContents(known, [each for each in pending if each], lines[count:] == [_END, b""])

    def _damaged(self, reason: str) -> LedgerError:
        return LedgerError(
            f"{readable(str(self.path))}: the list of this program's files in the folder is damaged: {reason}",
            hint=f"put {LEDGER} back from a copy, build with --adopt to take the folder over, "
            "or name another folder with --output",
        )

    def declare(self, files: Iterable[tuple[str, bytes]], *, durable: bool) -> None:
        """Add names and digests of files that are about to be put in place; `durable` survives a power cut.

        Raises SiteError when the disk does not take it.
        """
        lines = b"".join(digest.hex().encode() + b" " + _encode(name) + b"\n" for name, digest in files)
        if not lines:
            return
        if not self.mark():
            self.write(())
        if self._handle < 0:
            self._handle = self._open(self.path, os.O_APPEND)
        write_whole(self._handle, lines, self.path)
        if durable:
            os.fsync(self._handle)

    def write(self, names: Iterable[str]) -> None:
        """Replace the ledger by one of these names. Raises SiteError when the disk does not take it."""
        lines = sorted(map(_escaped, names))
        body = "".join([f"{line}\n" for line in lines]).encode("utf-8", "surrogateescape")
        title = f"{_TITLE} {_VERSION} {len(lines)} {_checksum(body)}\n".encode()
        part = self._part
        self.close()
        try:
            os.makedirs(os.path.realpath(self.path.parent), exist_ok=True)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        handle = self._open(part, os.O_CREAT | os.O_TRUNC)
        try:
            write_whole(handle, title + body + _END + b"\n", part)
            os.fsync(handle)
            os.replace(part, self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        finally:
            os.close(handle)
            self.sweep()

    def _open(self, path: Path, flags: int) -> int:
        try:
            return os.open(path, os.O_WRONLY | flags | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except OSError as error:
            raise _unwritable(path, error) from error

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def remove(self) -> None:
        """Remove the ledger itself."""
        self.close()
        self.sweep()
        self.path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed build left half written of the ledger itself."""
        with suppress(OSError):
            self._part.unlink()


def _checksum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _escaped(name: str) -> str:
    # A name has no backslash, so that these cannot stand in it.
    return name.replace("\n", "\\n")


def _encode(name: str) -> bytes:
    return _escaped(name).encode("utf-8", "surrogateescape")


def _decode(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").replace("\\n", "\n")


def _parsed(line: bytes) -> tuple[str, bytes] | None:
    digest, _, name = line.partition(b" ")
    try:
        return (_decode(name), bytes.fromhex(digest.decode("ascii"))) if is_name(_decode(name)) else None
    except ValueError:
        return None


def some(names: Collection[str]) -> str:
    """Return the first of many names for a message: `a, b, c and 12 more`."""
    first = ", ".join(map(readable, sorted(names)[:_SHOWN]))
    return f"{first} and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else first


def write_whole(handle: int, data: bytes, path: Path) -> None:
    """Write all of it to an open file. Raises SiteError when the disk does not take it."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(handle, view) :]
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> SiteError:
    return SiteError(
        f"{readable(str(path))}: cannot be written: {(error.strerror or str(error)).lower()}",
        hint="check the space and the permissions there and build again; what was published is whole",
    )

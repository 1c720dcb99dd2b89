"""Keep the books of what was written: the files of each folder, and the names of those about to be written."""

import os
from collections.abc import ItemsView, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from site_builder.disk import Written
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


class Journal:
    """Names of files about to be written, kept so that a killed build's files are known as ours."""

    def __init__(self, state: Path) -> None:
        self._path = state / f"journal-{os.getpid()}"
        self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def note(self, names: Iterable[str]) -> None:
        """Add site-relative names; they outlive this process, however it ends.

        Raises SiteError when the disk does not take them.
        """
        write_whole(self._handle, "".join(f"{name}\n" for name in names).encode(), self._path)


def write_whole(handle: int, data: bytes, path: Path) -> None:
    """Write all of it to an open file of the state folder. Raises SiteError when the disk does not take it."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(handle, view) :]
    except OSError as error:
        raise SiteError(
            f"{path}: cannot be written: {(error.strerror or str(error)).lower()}",
            hint="free some space and build again; what was published is whole",
        ) from error

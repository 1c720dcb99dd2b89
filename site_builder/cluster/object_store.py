"""Where a build over shards keeps its objects: a folder, or a prefix of a bucket."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from site_builder.disk import native_path
from site_builder.model import SiteError


class ObjectStore(Protocol):
    """Objects by name, such as `study/3f…`. All methods raise SiteError where the place fails for good."""

    @property
    def is_local(self) -> bool:
        """Whether a request takes too little time to make another meanwhile."""
        ...

    @property
    def requests(self) -> dict[str, int]:
        """How many requests of each kind were made."""
        ...

    def get(self, name: str) -> bytes:
        """Return the bytes of an object. Raises FileNotFoundError where there is none."""
        ...

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """Return some bytes of an object. Raises FileNotFoundError where there is none."""
        ...

    def create(self, name: str, data: bytes) -> bool:
        """Make an object unless there is one, which stays; returns whether it was made."""
        ...

    def tag(self, name: str) -> str:
        """Return what changes whenever an object does; empty where there is none."""
        ...

    def holds(self, name: str, tag: str, data: bytes) -> bool:
        """Return whether an object with this tag has exactly these bytes."""
        ...

    def replace(self, name: str, data: bytes, *, tag: str) -> bool:
        """Put an object in place of the one with this tag; returns False where it is another one by now.

        With an empty tag there must be none yet.
        """
        ...

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names of all objects that begin with a folder such as `site/`."""
        ...

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the names of all objects that begin with a folder, or of all for an empty one, with their bytes."""
        ...

    def delete(self, name: str) -> None:
        """Remove an object; one that is gone already is no error."""
        ...


class FileStore:
    """Objects as files of a folder; each is whole at every moment."""

    is_local = True

    def __init__(self, root: Path) -> None:
        self._root = root
        self._part = f"{root}/.part-{uuid4().hex}"
        """How the names of files begin that are being written."""
        self._numbers = count()
        self._folders: set[str] = set()
        self.requests: dict[str, int] = {}

    def _count(self, kind: str) -> None:
        self.requests[kind] = self.requests.get(kind, 0) + 1

    def _path(self, name: str) -> str:
        return f"{self._root}/{native_path(name)}"

    def get(self, name: str) -> bytes:
        """Read a file."""
        self._count("get")
        with _reported(self._root), open(self._path(name), "rb") as file:
            return file.read()

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """Read a part of a file."""
        self._count("get")
        with _reported(self._root), open(self._path(name), "rb") as file:
            file.seek(start)
            return file.read(length)

    def create(self, name: str, data: bytes) -> bool:
        """Write a file beside, and link it to its name if that is free."""
        self._count("put")
        path = self._path(name)
        with _reported(self._root):
            part = self._written(path, data)
            try:
                self._link(part, path)
            except FileExistsError:
                return False
            finally:
                os.unlink(part)
        return True

    def _link(self, part: str, path: str) -> None:
        try:
            os.link(part, path)
        except FileNotFoundError:
            # Another process has removed the folder, which was empty.
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.link(part, path)

    def tag(self, name: str) -> str:
        """Return size, time and inode of a file."""
        self._count("head")
        try:
            facts = os.stat(self._path(name))
        except (FileNotFoundError, NotADirectoryError):
            return ""
        return f"{facts.st_size}-{facts.st_mtime_ns}-{facts.st_ino}"

    def holds(self, name: str, tag: str, data: bytes) -> bool:
        """Compare the file's bytes, if its size is right."""
        return tag.partition("-")[0] == str(len(data)) and self.get(name) == data

    def replace(self, name: str, data: bytes, *, tag: str) -> bool:
        """Write a file beside and move it to its name."""
        if not tag:
            return self.create(name, data)
        if self.tag(name) != tag:
            return False
        self._count("put")
        path = self._path(name)
        with _reported(self._root):
            os.replace(self._written(path, data), path)
        return True

    def names(self, prefix: str) -> Iterator[str]:
        """Walk through a folder."""
        self._count("list")
        root = os.fspath(self._root)
        for above, _, files in os.walk(f"{root}/{prefix}"):
            for file in files:
                yield os.path.relpath(f"{above}/{file}", root).replace(os.sep, "/")

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Ask for the size of each file of a folder."""
        return ((name, os.stat(self._path(name)).st_size) for name in self.names(prefix))

    def delete(self, name: str) -> None:
        """Remove a file and the folders that it leaves empty."""
        self._count("delete")
        path = self._path(name)
        try:
            os.unlink(path)
        except FileNotFoundError:
            return
        self._remove_empty(os.path.dirname(path))

    def _remove_empty(self, folder: str) -> None:
        while folder != os.fspath(self._root):
            try:
                os.rmdir(folder)
            except OSError:
                return
            self._folders.discard(folder)
            folder = os.path.dirname(folder)

    def _written(self, path: str, data: bytes) -> str:
        """Write a temporary file in the folder of `path`, and return its path."""
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        part = f"{self._part}-{next(self._numbers)}"
        with open(part, "xb", buffering=0) as file:
            left = memoryview(data)
            while left:
                left = left[file.write(left) :]
        return part


class _reported:  # noqa: N801 - a context manager reads as a verb.
    """Turn errors of the file system into SiteError, but for files that are not there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            reason = (error.strerror or str(error)).lower()
            raise SiteError(
                f"{self._root}: cannot be written: {reason}", hint="check the space and the permissions there"
            ) from error


def open_store(url: str) -> ObjectStore:
    """Open the store at `file:///folder`, `s3://bucket/prefix`, `gs://…` or `az://…`.

    Raises SiteError for any other address.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path.strip("/"):
        return FileStore(Path(unquote(parts.path).rstrip("/")))
    if parts.scheme in ("s3", "gs", "az") and parts.netloc:
        from site_builder.cluster.bucket_store import BucketStore

        return BucketStore(parts.scheme, parts.netloc, parts.path)
    raise SiteError(
        f"{url}: is no store", hint="name it as file:///folder, s3://bucket/prefix, gs://… or az://…"
    )

"""List the files of a built site with their digests, and group them in the order of their upload."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Protocol

import msgspec

from site_builder.model import SiteError

VISIBLE_HIDDEN = frozenset({".well-known", ".nojekyll"})
"""Names that begin with a dot and are published all the same."""

Digest = Callable[[bytes], str]
"""Digests the bytes of a file in the way a host names its files."""

_DIGESTED = re.compile(r"\.[0-9a-f]{8,64}\.\w+$")
_LISTS = frozenset(
    {"regions", "themes", "reports", "authors", "publishers", "sources", "years", "notices", "notes"}
)
_LAST = frozenset({"sitemap.xml", "robots.txt", "404.html", "_headers", "_redirects", "CNAME"})
_PAGE_ENDINGS = (".html", ".htm")


class SiteFile(msgspec.Struct, frozen=True):
    """One file to publish."""

    path: str
    """Relative to the site, with `/`."""
    size: int
    """In bytes."""
    sha256: str
    """Hexadecimal."""
    digest: str
    """Of the same bytes, as the host names its files."""
    source: str = ""
    """Where it is on this disk, or in an object store; empty for one that is made for the host."""
    data: bytes = b""
    """Of a file that is made for the host."""
    fetch: Callable[[str], bytes] | None = None
    """Reads what is at `source`, where that is an object in a store."""

    @property
    def is_on_disk(self) -> bool:
        """Whether `source` is the path of a file of this machine."""
        return bool(self.source) and self.fetch is None

    def read(self) -> bytes:
        """Return its bytes. Raises SiteError when the file is not what it was when it was listed."""
        if not self.source:
            return self.data
        data = self._read_source()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise SiteError(
                f"{self.source}: changed while the site was deployed",
                hint="deploy again when the build has ended",
            )
        return data

    def _read_source(self) -> bytes:
        try:
            if self.fetch:
                return self.fetch(self.source)
            with open(self.source, "rb") as file:
                return file.read()
        except OSError as error:
            raise SiteError(
                f"{self.source}: cannot be read: {(error.strerror or str(error)).lower()}",
                hint="build again, then deploy again",
            ) from error


class Stage(IntEnum):
    """When a file is uploaded: whatever a page refers to comes before the page."""

    ASSETS = 0
    """Style sheets, scripts, pictures, data: nobody sees them before a page names them."""
    ARTICLES = 1
    LISTS = 2
    ENTRANCES = 3
    """Home, feeds and sitemap, which lead to everything new."""


def stage_of(path: str) -> Stage:
    """Return the stage of a site-relative path."""
    top, _, rest = path.partition("/")
    name = path.rpartition("/")[2]
    if not rest and (name in _LAST or name.startswith(("index.", "feed.", "sitemap"))):
        return Stage.ENTRANCES
    if not path.endswith(_PAGE_ENDINGS) and not name.startswith("feed."):
        return Stage.ASSETS
    if top in _LISTS or path.startswith("articles/page/") or path == "articles/index.html":
        return Stage.LISTS
    return Stage.ARTICLES


def is_digested(path: str) -> bool:
    """Return whether a file carries a digest of its bytes in its name, so that it may be cached for ever."""
    return bool(_DIGESTED.search(path))


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def made_file(path: str, data: bytes, digest: Digest) -> SiteFile:
    """Return a file that is made for a host and stands in no folder."""
    return SiteFile(path, len(data), sha256_hex(data), digest(data), data=data)


class ListSite(Protocol):
    """Lists the files of a site by path, sorted, wherever they are."""

    def __call__(self, *, digest: Digest) -> dict[str, SiteFile]:
        """Return them. Raises SiteError where there is no whole site."""
        ...


def list_site(folder: Path, *, digest: Digest) -> dict[str, SiteFile]:
    """Return the files below a folder by path, sorted; symbolic links are resolved.

    Hidden files stay at home, the ledger of the builds among them, but `.well-known/` travels.
    Raises SiteError for a folder that is missing or empty, and for an entry that cannot be read.
    """
    root = os.path.realpath(folder)
    if not os.path.isdir(root):
        raise SiteError(
            f"{folder}: there is no such folder", hint="build the site first, or name it with --output"
        )
    files = {path: _listed(path, source, digest) for path, source in sorted(_walk(root))}
    if not files:
        raise SiteError(
            f"{folder}: holds no files to publish", hint="build the site first, or name it with --output"
        )
    return files


def _walk(root: str) -> Iterator[tuple[str, str]]:
    """Yield path and place of every file; a link to a folder above itself is refused."""
    folders: list[tuple[str, str, tuple[str, ...]]] = [("", root, (root,))]
    while folders:
        prefix, folder, above = folders.pop()
        for name in sorted(_names(folder)):
            if is_hidden(name):
                continue
            place = os.path.join(folder, name)
            if _mode(place) is not None and stat.S_ISDIR(_mode(place) or 0):
                real = os.path.realpath(place)
                if real in above:
                    raise SiteError(f"{place}: is a link to a folder above it", hint="remove the link")
                folders.append((f"{prefix}{name}/", place, (*above, real)))
            else:
                yield prefix + name, place


def is_hidden(name: str) -> bool:
    """Return whether a file or folder of this name stays at home."""
    return name.startswith(".") and name not in VISIBLE_HIDDEN


def check_name(path: str) -> None:
    """Raise SiteError for a path that not every host takes as a name."""
    if not path.isprintable() or "\\" in path:
        raise SiteError(f"{path!r}: is no name that every host takes", hint="rename the file")


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        raise SiteError(
            f"{folder}: cannot be listed: {(error.strerror or str(error)).lower()}",
            hint="check the permissions",
        ) from error


def _mode(place: str) -> int:
    try:
        return os.stat(place).st_mode
    except OSError as error:
        raise SiteError(
            f"{place}: cannot be examined: {(error.strerror or str(error)).lower()}",
            hint="remove it, or the link that leads nowhere",
        ) from error


def _listed(path: str, source: str, digest: Digest) -> SiteFile:
    if not stat.S_ISREG(_mode(source)):
        raise SiteError(f"{source}: is no regular file", hint="remove it; only files are published")
    check_name(path)
    try:
        with open(source, "rb") as file:
            data = file.read()
    except OSError as error:
        raise SiteError(
            f"{source}: cannot be read: {(error.strerror or str(error)).lower()}",
            hint="check the permissions",
        ) from error
    return SiteFile(path, len(data), sha256_hex(data), digest(data), source=source)


def site_digest(files: Mapping[str, SiteFile]) -> str:
    """Return a digest of all names and bytes, so that equal sites have equal digests."""
    lines = "".join(f"{file.sha256}  {path}\n" for path, file in sorted(files.items()))
    return sha256_hex(lines.encode())


def in_order(files: Iterable[SiteFile]) -> dict[Stage, list[SiteFile]]:
    """Group files by stage, each stage sorted by path."""
    grouped: dict[Stage, list[SiteFile]] = {stage: [] for stage in Stage}
    for file in sorted(files, key=lambda file: file.path):
        grouped[stage_of(file.path)].append(file)
    return grouped

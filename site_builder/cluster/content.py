"""Where the articles of an archive come from: a folder, or a prefix of a bucket."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import msgspec

from site_builder.cluster.object_store import ObjectStore, open_store
from site_builder.disk import NOTES, Listing, listing_of, open_source, read_file, readable, refusal, too_large
from site_builder.engine import Site, open_site
from site_builder.engine.own_pages import is_own_picture, read_own_pages, render_own_pages
from site_builder.engine.site import read_settings, with_options
from site_builder.model import OwnPage, Problem, SiteError, Source

_READERS = 16
"""Articles that are read at a time."""


class Content(Protocol):
    """The articles of a site."""

    @property
    def site(self) -> Site:
        """The site, with its settings."""
        ...

    @property
    def display_path(self) -> str:
        """The place in messages."""
        ...

    @property
    def listing(self) -> Listing:
        """What is there."""
        ...

    def sources(self, paths: Iterable[str]) -> Iterator[Source | Problem]:
        """Yield the articles at these paths, or the problems that refuse them."""
        ...

    def read_file(self, path: str, limit: int) -> bytes | Problem:
        """Return the bytes of a picture or file; `limit` counts bytes."""
        ...

    def own_pages(self, paths: Iterable[str]) -> tuple[tuple[OwnPage, ...], tuple[Problem, ...]]:
        """Return the keeper's own pages at these paths."""
        ...


class FolderContent:
    """The articles in the content folder of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.display_path = site.display_path
        self.listing = site.sources()

    def sources(self, paths: Iterable[str]) -> Iterator[Source | Problem]:
        """Open one after the other."""
        site, limit = self.site, self.site.settings.limits.file_bytes
        for path in paths:
            yield open_source(site.content, path, display_path=self.display_path, limit=limit)

    def read_file(self, path: str, limit: int) -> bytes | Problem:
        """Read it below the content folder."""
        return read_file(self.site.content, path, display_path=self.display_path, limit=limit)

    def own_pages(self, paths: Iterable[str]) -> tuple[tuple[OwnPage, ...], tuple[Problem, ...]]:
        """Read them below the content folder."""
        return read_own_pages(self.site, paths)


class StoredContent:
    """The articles below a prefix of a bucket, listed once."""

    def __init__(self, site: Site, url: str) -> None:
        """`site` has a folder for settings and templates; its content folder is not used."""
        self._store: ObjectStore = open_store(url)
        self.display_path = readable(url.rstrip("/"))
        self._sizes = _listed(self._store)
        self.listing = listing_of(self._sizes.items(), display_path=self.display_path)
        # A folder of own pages that another place of articles lacks is none of its own.
        folders = {
            path[: at + 1] for path in self.listing.stamps for at, sign in enumerate(path) if sign == "/"
        }
        pages = tuple(page for page in site.settings.pages if page.strip("/") + "/" in folders)
        self.site = msgspec.structs.replace(
            site, settings=msgspec.structs.replace(site.settings, pages=pages)
        )

    def sources(self, paths: Iterable[str]) -> Iterator[Source | Problem]:
        """Read several at a time; those of one call are in memory together."""
        with ThreadPoolExecutor(_READERS, thread_name_prefix="content") as pool:
            yield from pool.map(self._open, paths)

    def read_file(self, path: str, limit: int) -> bytes | Problem:
        """Read an object, unless it is too large."""
        if self._sizes[path] > limit:
            return too_large(self.display_path, path, self._sizes[path], limit)
        try:
            return self._store.get(path)
        except FileNotFoundError:
            return refusal(self.display_path, path, "unreadable", "it is gone since it was listed")

    def own_pages(self, paths: Iterable[str]) -> tuple[tuple[OwnPage, ...], tuple[Problem, ...]]:
        """Read them as all else."""
        folders = tuple(folder.strip("/") + "/" for folder in self.site.settings.pages)
        pictures = sorted(
            path
            for path in self.listing.attachments
            if folders and path.startswith(folders) and is_own_picture(path)
        )
        return render_own_pages(paths, pictures, self._open, display_path=self.display_path)

    def _open(self, path: str) -> Source | Problem:
        limit = self.site.settings.limits.file_bytes
        data = self.read_file(path, limit)
        if isinstance(data, Problem):
            return data
        where = readable(os.path.join(self.display_path, path))
        beside = path.rpartition(".")[0] + NOTES
        if beside not in self._sizes:
            return Source(path, where, data)
        notes = self.read_file(beside, limit)
        if isinstance(notes, Problem):
            return Source(path, where, data, notes_problem=notes)
        return Source(path, where, data, notes, readable(os.path.join(self.display_path, beside)))


def _listed(store: ObjectStore) -> dict[str, int]:
    """Return the sizes of all objects by name, listed again until a listing shows nothing new and leaves nothing out.

    A service may leave objects out of one listing, and an article that is not listed would be taken out of the site.
    """
    sizes = dict(store.sizes(""))
    for _ in range(_LISTINGS):
        again = dict(store.sizes(""))
        is_same = again.keys() == sizes.keys()
        sizes |= again
        if is_same:
            break
    return sizes


_LISTINGS = 5
"""Listings after the first, at most, where objects come and go meanwhile."""


def open_content(root: Path, content: str | None, *, base_url: str | None) -> Content:
    """Open the articles of the site in a folder, or those in another folder or at a URL with its settings.

    Raises SiteError where they are not there.
    """
    parts = urlsplit(content or "")
    if "://" not in (content or ""):
        return FolderContent(open_site(root, content=Path(content) if content else None, base_url=base_url))
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        return FolderContent(open_site(root, content=folder, base_url=base_url))
    if not root.is_dir():
        raise SiteError(f"{root}: there is no such folder", hint="name the folder that holds site.toml")
    settings = with_options(read_settings(root), base_url=base_url)
    site = Site(root, root / "content", root / "public", root / ".site-builder", settings)
    return StoredContent(site, content or "")

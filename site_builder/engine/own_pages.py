"""Read the keeper's own pages, such as a handbook, and the pictures beside them."""

import os
import posixpath
from collections.abc import Callable, Iterable, Mapping

from site_builder.disk import open_source, readable
from site_builder.engine.site import Site
from site_builder.model import OwnPage, Problem, Source
from site_builder.rendering import render_own
from site_builder.wording import slug

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


def own_paths(paths: Iterable[str], folders: Iterable[str]) -> list[str]:
    """Give the sources that lie in one of the folders that hold the site's own pages."""
    own = tuple(folder.strip("/") + "/" for folder in folders)
    return [path for path in paths if path.startswith(own)]


def read_own_pages(site: Site, paths: Iterable[str]) -> tuple[tuple[OwnPage, ...], tuple[Problem, ...]]:
    """Read and render the own pages at these source paths, the index of a folder first.

    Links between pages are written with the names of their files and lead to their addresses here;
    one that leads to no file is a problem.
    """
    return render_own_pages(
        paths, _picture_paths(site), lambda path: _open(site, path), display_path=site.display_path
    )


def is_own_picture(path: str) -> bool:
    """Return whether a file in a folder of own pages is a picture of theirs, by its name."""
    return path.lower().endswith(_PICTURES)


def render_own_pages(
    paths: Iterable[str],
    picture_paths: Iterable[str],
    open_file: Callable[[str], Source | Problem],
    *,
    display_path: str,
) -> tuple[tuple[OwnPage, ...], tuple[Problem, ...]]:
    """Do what `read_own_pages` does for files wherever they are; `display_path` is the content folder in messages."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in sorted(paths, key=lambda path: (posixpath.dirname(path), not _is_index(path), path)):
        source = open_file(path)
        if isinstance(source, Source):
            sources.append(source)
        else:
            problems.append(source)
    pictures: dict[str, bytes] = {}
    for name in picture_paths:
        picture = open_file(name)
        if isinstance(picture, Source):
            pictures[name] = picture.data
        else:
            problems.append(picture)
    places = {source.path: _place(source.path) for source in sources} | {
        name: _place(name) for name in pictures
    }
    pages = []
    for source in sources:
        linking = _Linking(source, places)
        title, html = render_own(source.data.decode("utf-8-sig", "replace"), linking.resolve)
        pages.append(
            OwnPage(places[source.path], source.display_path, title or source.path, html, "own.html", b"")
        )
        problems += linking.problems
    for name, data in pictures.items():
        pages.append(OwnPage(places[name], readable(os.path.join(display_path, name)), "", "", "", data))
    return tuple(pages), tuple(problems)


def _is_index(path: str) -> bool:
    return posixpath.splitext(posixpath.basename(path))[0] == "index"


def _place(path: str) -> str:
    """Give the path in the site of a source: a folder with an index for a page, its own name for a picture."""
    above, name = posixpath.split(path)
    stem, ending = posixpath.splitext(name)
    folders = [slug(part) for part in above.split("/") if part]
    if ending.lower() in _PICTURES:
        return "/".join([*folders, slug(stem) + ending.lower()])
    return "/".join([*folders, *(() if stem == "index" else (slug(stem),)), "index.html"])


def _open(site: Site, path: str) -> Source | Problem:
    """Read a file below the content folder, or return the problem that refuses it."""
    return open_source(
        site.content, path, display_path=site.display_path, limit=site.settings.limits.file_bytes
    )


def _picture_paths(site: Site) -> list[str]:
    """List the pictures in the folders of own pages, by path relative to the content folder.

    Folders that cannot be listed are passed over here, as finding the sources reports them.
    """
    root = os.fspath(site.content)
    return [
        os.path.relpath(os.path.join(above, name), root).replace(os.sep, "/")
        for folder in site.settings.pages
        for above, name in sorted(
            (above, name)
            for above, _, names in os.walk(os.path.join(root, folder))
            for name in names
            if is_own_picture(name) and not name.startswith(".")
        )
    ]


class _Linking:
    """Where the links of one page lead."""

    def __init__(self, source: Source, places: Mapping[str, str]) -> None:
        self._source = source
        self._places = places
        self.problems: list[Problem] = []

    def resolve(self, address: str) -> str:
        """Turn the name of a file beside the page into the way to its place in the site."""
        name, mark, fragment = address.partition("#")
        if not name or ":" in name or name.startswith("/"):
            return address
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self._source.path), name))
        place = self._places.get(target)
        if place is None:
            self.problems.append(self._problem(address))
            return address
        here = posixpath.dirname(self._places[self._source.path])
        return posixpath.relpath(place, here) + mark + fragment

    def _problem(self, address: str) -> Problem:
        lines = self._source.data.decode("utf-8-sig", "replace").split("\n")
        line = next((number for number, text in enumerate(lines, 1) if f"]({address}" in text), None)
        hint = "name a file of the pages as it is called in its folder"
        return Problem(
            self._source.display_path, line, "link-nowhere", f"the link {address!r} leads to no page", hint
        )

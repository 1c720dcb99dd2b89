"""Read the files of a theme, those of the site in place of their namesakes."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def theme_files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file below the folders; a file of a later folder replaces its namesake.

    A link that leads out of its folder is passed over: what it leads to was not meant to be published.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        inside = os.path.realpath(folder) + os.sep
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_symlink() and not os.path.realpath(path).startswith(inside):
                continue
            if path.is_file() and not path.name.startswith("."):
                found[path.relative_to(folder).as_posix()] = path
    for name, path in sorted(found.items()):
        yield name, path.read_bytes()

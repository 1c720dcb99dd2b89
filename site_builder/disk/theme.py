"""Read the files of a theme, those of the site in place of their namesakes."""

from collections.abc import Iterable, Iterator
from pathlib import Path


def theme_files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file below the folders; a file of a later folder replaces its namesake."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                found[path.relative_to(folder).as_posix()] = path
    for name, path in sorted(found.items()):
        yield name, path.read_bytes()

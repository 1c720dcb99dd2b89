"""Start a new site: copy the starter site that comes with the theme into an empty folder."""

import os
import re
from pathlib import Path

from site_builder.engine.site import display_path, theme_folder
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import SiteError

_STARTER = "new"
_TITLE = lazy_pattern(r'(?m)^title = ".*"$')
_NAMES = {"gitignore": ".gitignore"}
"""Files that would mean something in the theme under their own names."""
_PASSED_OVER = frozenset({".git"})
"""What an empty folder may have in it."""


def new_site(folder: Path) -> tuple[str, ...]:
    """Make a site in a folder that does not exist yet or is empty, named after the folder.

    Gives the paths of the files, relative to the folder.
    Raises SiteError where something is in the folder, or where it cannot be written.
    """
    shown = display_path(folder)
    try:
        _check_empty(folder, shown)
        return tuple(_copy(theme_folder() / _STARTER, folder))
    except OSError as error:
        words = (error.strerror or str(error)).lower()
        raise SiteError(f"{shown}: cannot be made: {words}", hint="name another folder") from error


def _check_empty(folder: Path, shown: str) -> None:
    if folder.is_dir():
        if set(os.listdir(folder)) - _PASSED_OVER:
            hint = f"name a new folder; a folder of articles needs no site, try: site-builder build --content {shown}"
            raise SiteError(f"{shown}: is not empty, and nothing is written over", hint=hint)
    elif os.path.lexists(folder):
        raise SiteError(f"{shown}: is not a folder", hint="name another one")


def _copy(starter: Path, folder: Path) -> list[str]:
    written = []
    for path in sorted(path for path in starter.rglob("*") if path.is_file()):
        inside = path.relative_to(starter)
        inside = inside.with_name(_NAMES.get(inside.name, inside.name))
        text = path.read_text("utf-8")
        if inside.name == "site.toml":
            text = _named(text, os.path.basename(os.path.abspath(folder)))
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
        written.append(inside.as_posix())
    return written


def _named(text: str, name: str) -> str:
    """Put the name of the folder, as words, in place of the starter's title."""
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    if not words or not words.isprintable():
        return text
    title = (words[0].upper() + words[1:]).replace("\\", "\\\\").replace('"', '\\"')
    return _TITLE.sub(lambda _: f'title = "{title}"', text, count=1)

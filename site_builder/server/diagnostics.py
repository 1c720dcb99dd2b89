"""Diagnostics: what is wrong, so that it can be put right: file, line, the line itself, and the way out."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from site_builder.engine.site import Site, theme_folder
from site_builder.model import Problem

_LINE_CHARACTERS = 400
"""Characters of a source line that are shown, at most."""


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong, as the page and the terminal show it."""

    file: str
    line: int | None
    """Counted from 1."""
    message: str
    hint: str
    source: str
    """The line of the file, where there is one."""
    stops: bool
    """Whether something cannot be shown as it is now; otherwise it is only worth fixing."""

    def lines(self) -> Iterator[str]:
        """Yield it in three lines for the terminal."""
        yield f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"
        if self.source.strip():
            yield f"  | {self.source.strip()}"
        if self.hint:
            yield f"  hint: {self.hint}"


def from_problems(site: Site, problems: Iterable[Problem], *, stops: bool = False) -> tuple[Diagnostic, ...]:
    """Diagnose problems; all of them stop something if `stops`, else those that refuse a file."""
    return tuple(
        Diagnostic(
            file=each.path or "site",
            line=each.line,
            message=each.message,
            hint=each.hint,
            source=source_line(site, each.path, each.line),
            stops=stops or each.refused,
        )
        for each in problems
    )


def source_line(site: Site, file: str, line: int | None) -> str:
    """Return one line of a file that a message names; an empty text where it cannot be had."""
    if line is None or not file:
        return ""
    own = file.removeprefix("templates/")
    paths = (Path(file),) if own == file else (site.root / file, theme_folder() / own)
    for path in paths:
        try:
            with path.open(encoding="utf-8", errors="replace") as text:
                return next(islice(text, line - 1, line), "").rstrip("\n")[:_LINE_CHARACTERS]
        except OSError:
            continue
    return ""

"""Tell on the terminal which notes of the keeper have lost their places, once each."""

from collections.abc import Iterable, Iterator

from site_builder.server.diagnostics import Diagnostic

_MAX_TOLD = 5
"""Notes that are told one by one at a time."""


class LostNotesReport:
    """Remembers which lost notes have been told."""

    def __init__(self) -> None:
        self._told: frozenset[Diagnostic] = frozenset()

    def lines(self, lost: Iterable[Diagnostic]) -> Iterator[str]:
        """Yield what is to be told, given all notes that are lost now; one that was mended may be told again."""
        now = frozenset(lost)
        new = sorted(each for each in now - self._told if not self._is_told(each))
        mended = bool(self._told) and not now
        self._told = now
        for diagnostic in new[:_MAX_TOLD]:
            yield "\n".join(diagnostic.lines())
        if len(new) > _MAX_TOLD:
            yield f"{len(new) - _MAX_TOLD:,} more notes have lost their places; `site-builder check` lists them"
        if mended:
            yield "no note has lost its place any more"

    def _is_told(self, diagnostic: Diagnostic) -> bool:
        """Return whether the same was told with another line number, as lines above it come and go."""
        return any(
            (diagnostic.file, diagnostic.message, diagnostic.source) == (told.file, told.message, told.source)
            for told in self._told
        )

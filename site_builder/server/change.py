"""What happened to the files of a site."""

from collections.abc import Iterator

import msgspec

from site_builder.disk import readable


class Change(msgspec.Struct, frozen=True):
    """What happened on disk."""

    sources: frozenset[str] = frozenset()
    """Sources and notes, by path below the content folder."""
    everywhere: bool = False
    """Whether any source may have changed."""
    theme: bool = False
    settings: bool = False

    def parts(self) -> Iterator[str]:
        """Yield in a few words what it was."""
        if len(self.sources) == 1:
            yield from map(readable, self.sources)
        elif self.sources:
            yield f"{len(self.sources):,} files"
        named = {"folders": self.everywhere, "theme": self.theme, "settings": self.settings}
        yield from (name for name, changed in named.items() if changed)

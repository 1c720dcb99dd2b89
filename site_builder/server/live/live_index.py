"""The archive of a served site: kept up to date card by card, put together when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence

from site_builder.engine.store import SourceRecord
from site_builder.facets import Facet, keys_with_labels
from site_builder.indexing import build_index, update_index
from site_builder.model import Archive, Card

_REBUILD = 24
"""With more changed cards than this, building the index anew is faster than updating it card by card."""


class LiveIndex:
    """All cards by facet and by address."""

    def __init__(self) -> None:
        self.revision = 0
        """Grows whenever the archive is another one."""
        self._labelled: tuple[object, tuple[str, ...]] = None, ()
        """The facets with labels, and what they were worked out from."""
        self._archive: Archive | None = None
        self._changes: list[tuple[Card | None, Card | None]] = []
        """What is not in the archive yet."""
        self._paths: dict[str, str] | None = None

    def facets_with_labels(self, records: Iterable[SourceRecord], facets: Sequence[Facet]) -> tuple[str, ...]:
        """List the facets for which some article has labels, as far as articles have been read."""
        basis = self.revision, facets
        if self._labelled[0] != basis:
            metadata = (record.card.metadata for record in records if record.card)
            self._labelled = basis, keys_with_labels(metadata, facets)
        return self._labelled[1]

    def archive(self, records: Iterable[SourceRecord], facets: Sequence[Facet]) -> Archive:
        """Return all cards, indexed; without the keeper's own pages."""
        if self._archive is None or len(self._changes) > _REBUILD:
            self._archive = build_index((record.card for record in records if record.card), facets)
        else:
            for before, after in self._changes:
                self._archive = update_index(self._archive, before, after, facets)
        self._changes.clear()
        return self._archive

    def forget(self) -> None:
        """Build everything anew when it is asked for, as after a change of settings."""
        self._archive = self._paths = None

    def path_of(
        self, address: str, records: Mapping[str, SourceRecord], addresses: Mapping[str, str]
    ) -> str | None:
        """Return the source at an address: that of a card, or of a path that has no card yet."""
        if self._paths is None:
            self._paths = {each: path for path, each in addresses.items()}
            self._paths |= {each.card.address: path for path, each in records.items() if each.card}
        return self._paths.get(address)

    def move(self) -> None:
        """Note that addresses are others now."""
        self._paths = None

    def replace(self, before: SourceRecord | None, after: SourceRecord | None) -> None:
        """Replace one record by another."""
        old, new = before.card if before else None, after.card if after else None
        if old != new:
            self.revision += 1
            self._changes.append((old, new))
            if old is None or new is None or old.address != new.address:
                self._paths = None

"""Find the articles whose ways on are not true any more because another changed."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

import msgspec

from site_builder.engine.store import OnwardDigests, SourceRecord
from site_builder.facets import Facet
from site_builder.indexing import OnwardEntry, OnwardFinder, RelationFinder, keyword_keys
from site_builder.model import Onward


def onward_finder(
    records: Mapping[str, SourceRecord], relations: RelationFinder, facets: Sequence[Facet]
) -> OnwardFinder:
    """Return what finds the ways on among the articles of some records."""
    # Sorted, as equals are in the order of paths.
    entries = {
        path: OnwardEntry(record.card, record.identity.keywords if record.identity else "")
        for path, record in sorted(records.items())
        if record.card
    }
    return OnwardFinder(entries, relations, facets)


def onward_digests(onward: Onward) -> OnwardDigests:
    """Digest the ways on that a page shows."""
    return OnwardDigests(_digest(onward.neighbours), _digest(onward.related))


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=8).digest()


def outdated(
    records: Mapping[str, SourceRecord],
    before: Mapping[str, SourceRecord],
    touched: Collection[str],
    due: Collection[str],
    finder: OnwardFinder,
) -> list[str]:
    """Return the articles whose pages show other ways on than `finder` finds.

    `touched` are the articles that came, went or were understood anew since the records `before`.
    Those that are `due` are made again in any case and left out.
    """
    has_shifted = False
    words: set[str] = set()
    for path in touched:
        old, new = before.get(path), records.get(path)
        if _shown(old) != _shown(new):
            has_shifted = True
            words |= _words(old) | _words(new)
        else:
            words |= _words(old) ^ _words(new)
    related = finder.affected(words) if words else frozenset()
    return [
        path
        for path, record in records.items()
        if record.card
        and path not in due
        and (
            (has_shifted and _digest(finder.neighbours(path)) != record.onward.neighbours)
            or (path in related and _digest(finder.related(path)) != record.onward.related)
        )
    ]


def _shown(record: SourceRecord | None) -> tuple[object, ...]:
    """Return what the pages of others show of an article, or depend on besides its keywords."""
    if record is None or record.card is None:
        return ()
    card = record.card
    known = record.identity
    return card.address, card.title, card.metadata, known and (known.body, known.text)


def _words(record: SourceRecord | None) -> set[str]:
    return set(keyword_keys(record.identity.keywords)) if record and record.identity else set()

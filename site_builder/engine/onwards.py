"""Find the articles whose ways on are not true any more because another changed."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

import msgspec

from site_builder.engine.store import OnwardDigests, SourceRecord
from site_builder.facets import Facet
from site_builder.indexing import OnwardEntry, OnwardFinder, RelationFinder, keyword_keys
from site_builder.model import Card, Onward


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
    neighbours = onward.neighbours
    return OnwardDigests(_digest(neighbours), _digest(onward.related), bool(neighbours.copies))


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=8).digest()


def outdated(
    records: Mapping[str, SourceRecord],
    before: Mapping[str, SourceRecord],
    touched: Collection[str],
    due: Collection[str],
    finder: OnwardFinder,
    relations: RelationFinder,
) -> list[str]:
    """Return the articles whose pages show other ways on than `finder` finds.

    `touched` are the articles that came, went or were understood anew since the records `before`.
    Those that are `due` are made again in any case and left out.
    """
    shifted: list[Card] = []
    words: set[str] = set()
    have_copies_changed = False
    for path in touched:
        old, new = before.get(path), records.get(path)
        if _shown(old) != _shown(new):
            shifted += [record.card for record in (old, new) if record and record.card]
            words |= _words(old) | _words(new)
        else:
            words |= _words(old) ^ _words(new)
        have_copies_changed |= bool(shifted) or _text(old) != _text(new)
    finder.look_up(words, due)
    neighbours = finder.affected_neighbours(shifted) if shifted else set[str]()
    related = finder.affected(words) if words else set[str]()
    if have_copies_changed:
        # Copies of others too: a paragraph says nothing of articles once too many have it.
        copies = relations.with_copies()
        copies |= {path for path, record in records.items() if record.onward.has_copies}
        neighbours |= copies
        related |= copies
    finder.look_up((), related)
    return [
        path
        for path in sorted((neighbours | related).difference(due))
        if (record := records.get(path))
        and record.card
        and (
            (path in neighbours and _digest(finder.neighbours(path)) != record.onward.neighbours)
            or (path in related and _digest(finder.related(path)) != record.onward.related)
        )
    ]


def _shown(record: SourceRecord | None) -> tuple[object, ...]:
    """Return what the pages of others show of an article, or depend on besides its keywords and its text."""
    if record is None or record.card is None:
        return ()
    card = record.card
    return card.address, card.title, card.metadata


def _text(record: SourceRecord | None) -> tuple[object, ...]:
    """Return what decides which articles are copies of one, and what it and they have that the other has not."""
    known = record.identity if record else None
    return (record and record.digest, known and (known.body, known.text))


def _words(record: SourceRecord | None) -> set[str]:
    return set(keyword_keys(record.identity.keywords)) if record and record.identity else set()

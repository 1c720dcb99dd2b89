"""Count in how many articles each passage stands, anew only for those articles that changed."""

from collections.abc import Mapping
from typing import NamedTuple

from site_builder.engine.store import SourceRecord
from site_builder.indexing import Copies, PassageChange, find_copies, later_copies, update_recurrences
from site_builder.model import PassageRecord, Recurrences

FILE_DIGEST_LENGTH = 64
"""Characters at the beginning of what `source_digest` returns that are the SHA-256 of the file alone."""


def file_digests(records: Mapping[str, SourceRecord]) -> dict[str, str]:
    """Return the SHA-256 of the files of articles, by path."""
    return {path: record.digest[:FILE_DIGEST_LENGTH] for path, record in records.items() if record.card}


class Counted(NamedTuple):
    """The recurrences of an archive, and which articles were left out of the counts."""

    recurrences: Recurrences
    copies: frozenset[str]
    """Paths of later copies of other files; a file counts once."""


def copies_among(records: Mapping[str, SourceRecord]) -> Copies:
    """Group the articles whose files have the same bytes, whatever notes stand beside them."""
    return find_copies(
        (path, record.digest[:FILE_DIGEST_LENGTH]) for path, record in records.items() if record.passages
    )


def recount(
    counted: Counted, records: Mapping[str, SourceRecord], before: Mapping[str, SourceRecord | None]
) -> Counted:
    """Bring the counts up to date; the result equals that of counting all `records`.

    `records` are those of all sources as they are now.
    `before` has those that may have changed since they were counted, as they were then; None where there was none.
    """
    copies = later_copies(copies_among(records))
    changes: list[PassageChange] = []
    for path in before.keys() | (counted.copies ^ copies):
        old = None if path in counted.copies else before.get(path, records.get(path))
        new = None if path in copies else records.get(path)
        change = _passages(old), _passages(new)
        if change[0] != change[1]:
            changes.append(change)
    if not changes:
        return Counted(counted.recurrences, copies)
    present = [each.passages for path, each in records.items() if each.passages and path not in copies]
    return Counted(update_recurrences(counted.recurrences, present, changes), copies)


def _passages(record: SourceRecord | None) -> PassageRecord | None:
    return record.passages if record else None

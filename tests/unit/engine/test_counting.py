"""Counts that are brought up to date equal those of counting everything anew."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.engine.counting import Counted, recount
from site_builder.engine.store import SourceRecord
from site_builder.engine.update import NEVER
from site_builder.indexing import changed_passages, count_recurrences
from site_builder.model import PassageRecord

CONTENTS = st.tuples(st.sampled_from(["", "x", "y"]), st.lists(st.integers(0, 6), max_size=6))
CHANGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | CONTENTS), max_size=40)
# So that one edit is few among many, and not everything is counted anew each time.
OTHERS = {f"other-{number}": number for number in range(400)}


def record(content):
    outlet, passages = content
    return SourceRecord(
        NEVER, repr(content), "", PassageRecord.of(outlet, tuple(passages)), None, b"", (), ()
    )


def counted_anew(records):
    """Count each file once, however many copies there are."""
    return count_recurrences(
        [each.passages for each in {each.digest: each for each in records.values()}.values()]
    )


def edits(changes, others):
    """Apply one change after the other; yields the counts before and after, and the records."""
    records = {path: record(("", (number + 100,))) for path, number in others.items()}
    counted = recount(Counted({}, frozenset()), records, dict.fromkeys(records))
    for path, content in changes:
        before = records.pop(path, None)
        if content:
            records[path] = record(content)
        old, counted = counted, recount(counted, records, {path: before})
        yield old, counted, records


@given(CHANGES)
def test_any_sequence_of_edits_counts_as_counting_everything_anew(changes):
    for old, counted, records in edits(changes, OTHERS):
        assert counted.recurrences == counted_anew(records)
        assert changed_passages(old.recurrences, counted.recurrences) == {
            passage
            for passage in old.recurrences.keys() | counted.recurrences.keys()
            if old.recurrences.get(passage) != counted.recurrences.get(passage)
        }


@given(CHANGES)
def test_a_small_archive_is_counted_the_same_way(changes):
    for _, counted, records in edits(changes, {}):
        assert counted.recurrences == counted_anew(records)


@given(st.lists(CONTENTS, min_size=1, max_size=20))
def test_stored_recurrences_can_be_counted_on(contents):
    records = {str(number): record(content) for number, content in enumerate(contents)} | {
        path: record(("", (number + 100,))) for path, number in OTHERS.items()
    }
    counted = recount(Counted({}, frozenset()), records, dict.fromkeys(records))

    gone = records.pop("0")

    assert recount(counted, records, {"0": gone}).recurrences == counted_anew(records)

from hypothesis import given
from hypothesis import strategies as st

from site_builder.indexing import count_recurrences
from site_builder.model import PassageRecord
from site_builder.server.passages import Passages

CHANGES = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.none() | st.tuples(st.sampled_from(["", "x", "y"]), st.lists(st.integers(0, 6), max_size=6)),
    ),
    max_size=40,
)


@given(CHANGES)
def test_any_sequence_of_edits_counts_as_weighing_everything_anew(changes):
    passages = Passages()
    present = {}
    for path, content in changes:
        before = present.pop(path, None)
        after = PassageRecord.of(content[0], tuple(content[1])) if content else None
        old = dict(passages.recurrences)

        touched = passages.replace(before, after)

        if after:
            present[path] = after
        assert passages.recurrences == count_recurrences(present.values())
        assert touched == {
            each
            for each in old.keys() | passages.recurrences.keys()
            if old.get(each) != passages.recurrences.get(each)
        }


@given(st.lists(st.tuples(st.sampled_from(["", "x"]), st.lists(st.integers(0, 5))), min_size=1, max_size=20))
def test_remembered_recurrences_can_be_counted_on(contents):
    sightings = [PassageRecord.of(outlet, tuple(found)) for index, (outlet, found) in enumerate(contents)]
    passages = Passages()
    passages.recall(sightings, count_recurrences(sightings))

    assert passages.recurrences == count_recurrences(sightings)
    passages.replace(sightings[0], None)

    assert passages.recurrences == count_recurrences(sightings[1:])

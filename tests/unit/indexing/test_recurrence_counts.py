"""Weighing counts passages once per article and rounds what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.indexing import count_recurrences, update_recurrences
from site_builder.model import PassageRecord, Recurrence
from site_builder.wording import round_count


def test_a_passage_counts_once_per_article_however_often_it_stands_there():
    found = count_recurrences([PassageRecord.of("x", (7, 7, 7)), PassageRecord.of("x", (7,))])

    assert found == {7: Recurrence(articles=2, outlets=1)}


def test_a_passage_of_one_article_only_does_not_recur():
    assert count_recurrences([PassageRecord.of("x", (1,)), PassageRecord.of("x", (2,))]) == {}


def test_passages_too_short_to_have_a_fingerprint_never_recur():
    assert count_recurrences([PassageRecord.of("x", (0,)), PassageRecord.of("y", (0,))]) == {}


def test_unknown_outlets_are_not_counted_as_outlets():
    found = count_recurrences(
        [PassageRecord.of("", (7,)), PassageRecord.of("", (7,)), PassageRecord.of("x", (7,))]
    )

    assert found == {7: Recurrence(articles=2, outlets=1)}


def test_counts_are_rounded_down_to_one_two_five_and_their_tens():
    assert [round_count(count) for count in (0, 1, 2, 4, 5, 9, 10, 19, 20, 49, 50, 99, 1198)] == [
        1, 1, 2, 2, 5, 5, 10, 10, 20, 20, 50, 50, 1000,
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.lists(st.integers(0, 5), max_size=4)), max_size=12),
    st.randoms(),
)
def test_the_order_of_sightings_does_not_matter(found, random):
    sightings = [PassageRecord.of(outlet, tuple(passages)) for index, (outlet, passages) in enumerate(found)]
    shuffled = list(sightings)
    random.shuffle(shuffled)

    assert count_recurrences(sightings) == count_recurrences(shuffled)


_ARCHIVES = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.sampled_from(["", "x", "y"]), st.lists(st.integers(0, 5) | st.integers(0, 30), max_size=4)),
)


@given(_ARCHIVES, _ARCHIVES)
def test_weighing_again_after_changes_gives_what_weighing_everything_gives(before, after):
    old = {path: PassageRecord.of(outlet, tuple(passages)) for path, (outlet, passages) in before.items()}
    new = {path: PassageRecord.of(outlet, tuple(passages)) for path, (outlet, passages) in after.items()}
    others = [PassageRecord.of("", (number,)) for number in range(100, 1000)]
    changes = [(old.get(path), new.get(path)) for path in old.keys() | new.keys()]

    assert update_recurrences(
        count_recurrences([*old.values(), *others]), [*new.values(), *others], changes
    ) == count_recurrences([*new.values(), *others])
    assert update_recurrences(count_recurrences(old.values()), new.values(), changes) == count_recurrences(
        new.values()
    )


def test_a_passage_that_comes_is_found_wherever_it_stands_in_a_large_archive():
    many = [PassageRecord.of("xy"[number % 2], (number + 1, 7, number + 1000)) for number in range(300)]
    new = PassageRecord.of("z", (257, 1299, 5000))

    found = update_recurrences(count_recurrences(many), [*many, new], [(None, new)])

    assert found == count_recurrences([*many, new])
    assert found[257] == found[1299] == Recurrence(articles=2, outlets=2)


def test_a_large_archive_is_counted_in_parts_with_the_same_result(monkeypatch):
    sightings = [
        PassageRecord.of("xy"[number % 2], (number % 7 + 1, number % 11 + 20, number)) for number in range(90)
    ]
    whole = count_recurrences(sightings)

    monkeypatch.setattr("site_builder.indexing.recurrence_counts._AT_ONCE", 40)

    assert count_recurrences(sightings) == whole
    assert len(whole) > 15

"""The ways on from articles are the same however few of the articles were looked at."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.facets import FACETS
from site_builder.indexing import OnwardEntry, OnwardFinder, RelationFinder
from site_builder.indexing.related import RelatedIndex, keyword_keys
from site_builder.model import Card, Metadata, Words

NAMES = ["Holm", "Tern", "Quay", "Lock", "Buoy", "Reed", "Dune", "Silt"]
KEYWORDS = st.lists(st.sampled_from(NAMES), unique=True).map(" ".join)
ENTRIES = st.builds(
    lambda path, date, regions, themes, title, keywords: OnwardEntry(
        Card(
            path=path,
            address=f"articles/{path}/",
            title=title,
            titled=True,
            metadata=Metadata(date=date, regions=tuple(regions), themes=tuple(themes)),
            words=Words(1, 0, 0),
            excerpt="",
        ),
        keywords,
    ),
    st.sampled_from("abcdefgh"),
    st.none() | st.sampled_from(["2020", "2020-01-02", "2021"]),
    st.lists(st.sampled_from(["North Sea", "north sea", "Baltic"]), max_size=2),
    st.lists(st.sampled_from(["Ports", "Ferries"]), max_size=2),
    st.sampled_from(["Tide", "Ebb"]),
    KEYWORDS,
)
ARCHIVES = st.lists(ENTRIES, max_size=8).map(lambda entries: {entry.card.path: entry for entry in entries})


@given(st.dictionaries(st.sampled_from("abcdefgh"), KEYWORDS), st.sets(st.sampled_from("abcdefgh")))
def test_articles_are_related_by_some_words_as_by_all(keywords, paths):
    some, all_words = RelatedIndex(keywords), RelatedIndex(keywords)
    words = [word for path in paths for word in keyword_keys(keywords.get(path, ""))]

    some.look_up(words)

    assert some.holders(words) == all_words.holders(words)
    for path in (*paths, *keywords):
        assert some.related(path) == all_words.related(path)


def test_a_word_of_very_many_articles_relates_none():
    keywords = {f"{number:03}": "Holm Tern Quay" for number in range(60)}
    index = RelatedIndex(keywords)

    index.look_up(["holm", "tern", "quay"])

    assert index.related("000") == ()
    assert index.holders(["holm"]) == set()


@given(ARCHIVES, st.lists(st.tuples(st.sampled_from("abcdefgh"), st.none() | ENTRIES), max_size=3))
def test_articles_with_other_neighbours_are_beside_those_that_changed(before, changes):
    after = dict(before)
    for path, entry in changes:
        after.pop(path, None)
        if entry:
            after[entry.card.path] = entry
    changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    old, new = (OnwardFinder(entries, RelationFinder({}, {}), FACETS) for entries in (before, after))

    near = new.affected_neighbours(
        [entries[path].card for path in changed for entries in (before, after) if path in entries]
    )

    for path in before.keys() & after.keys() - set(changed):
        assert path in near or old.neighbours(path) == new.neighbours(path)

from hypothesis import given
from hypothesis import strategies as st

from site_builder.facets import FACETS
from site_builder.indexing import build_index, update_index
from site_builder.model import Card, Metadata, Words

LABELS = st.lists(st.sampled_from(["North Sea", "north sea", "Baltic", "Öland", "oland"]), max_size=3).map(
    tuple
)
CARDS = st.builds(
    lambda path, date, regions, byline: Card(
        path=path,
        address=f"articles/{path}/",
        title=path,
        titled=True,
        metadata=Metadata(date=date, regions=regions, byline=byline),
        words=Words(1, 0, 0),
        excerpt="",
    ),
    st.sampled_from("abcdef"),
    st.none() | st.sampled_from(["2020", "2020-01", "2020-01-02", "2021", "2019-12-31"]),
    LABELS,
    LABELS,
)


@given(st.lists(st.tuples(CARDS, st.booleans()), max_size=30))
def test_any_sequence_of_changes_shelves_as_if_anew(changes):
    present = {}
    archive = build_index([], FACETS)
    for card, stays in changes:
        before, after = present.pop(card.path, None), card if stays else None
        if after:
            present[card.path] = after

        archive = update_index(archive, before, after, FACETS)

        assert archive == build_index(present.values(), FACETS)

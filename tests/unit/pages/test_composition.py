"""Bars of lists: compared apart from what lists show of each article."""

from itertools import combinations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from site_builder.facets import FACETS
from site_builder.indexing import build_index
from site_builder.model import Card, Metadata, Words
from site_builder.pages import have_same_bars
from site_builder.pages.composition import composition_of

WORDS = st.builds(Words, st.integers(0, 30), st.integers(0, 5), st.integers(0, 5))
CARDS = st.builds(
    lambda path, regions, themes, words: Card(
        path=path,
        address=f"articles/{path}/",
        title=path,
        titled=True,
        metadata=Metadata(regions=tuple(regions), themes=tuple(themes)),
        words=words,
        excerpt="",
    ),
    st.sampled_from("abcdef"),
    st.lists(st.sampled_from(["North Sea", "north sea", "Baltic"]), max_size=3),
    st.lists(st.sampled_from(["Ports", "Ferries"]), max_size=2),
    WORDS,
)
ARCHIVES = st.lists(CARDS, min_size=1).map(lambda cards: {card.path: card for card in cards})


def bars(cards):
    """Return the bars of all articles, of every label, and of every two labels."""
    archive = build_index(cards, FACETS)
    shelves = {
        (key, shelf.term.slug): {card.path: card for card in shelf.cards}
        for key, some in archive.shelves.items()
        for shelf in some
    }
    pairs = {
        (one, other): composition_of(
            shelves[one][path] for path in shelves[one].keys() & shelves[other].keys()
        )
        for one, other in combinations(sorted(shelves), 2)
    }
    return (
        composition_of(archive.cards),
        {key: composition_of(shelf.values()) for key, shelf in shelves.items()},
        pairs,
    )


@given(ARCHIVES, st.dictionaries(st.sampled_from("abcdef"), WORDS, max_size=2))
def test_bars_are_the_same_where_those_of_every_list_are(cards, words):
    former = {
        path: msgspec.structs.replace(cards[path], words=count)
        for path, count in words.items()
        if path in cards
    }

    same = have_same_bars(list(cards.values()), former, FACETS)

    assert same == (bars(cards.values()) == bars((cards | former).values()))

"""The archive that is not held in memory is the one that is."""

from contextlib import closing

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cluster.card_file import CardFile, CardRow, IndexedCards
from site_builder.facets import FACETS
from site_builder.indexing import build_index, list_order
from site_builder.model import Card, Metadata, Words

LABELS = st.lists(st.sampled_from(["Ports", "ports", "PORTS", "Locks", "C++", "C"]), max_size=3).map(tuple)
CARDS = st.lists(
    st.tuples(st.sampled_from([None, "2020", "2020-02", "2020-02-04", "1999-12-31"]), LABELS, LABELS),
    max_size=12,
)


@settings(max_examples=60)
@given(CARDS, st.integers(1, 4))
def test_merged_runs_give_the_shelves_of_all_cards_at_once(tmp_path_factory, described, runs):
    cards = [
        Card(
            path=f"{number}.md",
            address=f"articles/{number}/",
            title=f"Number {number}",
            titled=True,
            metadata=Metadata(date=date, themes=themes, regions=regions),
            words=Words(number, 1, 2),
            excerpt="",
        )
        for number, (date, themes, regions) in enumerate(described)
    ]
    encoded = [
        [
            CardRow(list_order(card), 0, bytes(16), msgspec.msgpack.encode(card))
            for card in sorted(cards[run::runs], key=list_order)
        ]
        for run in range(runs)
    ]
    expected = build_index(cards, FACETS)
    with closing(CardFile(encoded, tmp_path_factory.getbasetemp())) as cards_on_disk:
        archive = IndexedCards(cards_on_disk, FACETS).archive(())
        assert tuple(archive.cards) == expected.cards
        assert list(archive.cards[1:3]) == list(expected.cards[1:3])
        for key, shelves in expected.shelves.items():
            assert [(shelf.term, tuple(shelf.cards)) for shelf in archive.shelves[key]] == [
                (shelf.term, shelf.cards) for shelf in shelves
            ]

"""Shelves gather cards by label; spellings that slug alike share one."""

from site_builder.facets import FACETS
from site_builder.indexing import build_index
from site_builder.model import Card, Metadata, Words


def card(path, **metadata):
    return Card(
        path=path,
        address=f"articles/{path}/",
        title=path,
        titled=True,
        metadata=Metadata(**metadata),
        words=Words(1, 0, 0),
        excerpt="",
    )


def test_spellings_that_slug_alike_share_a_shelf_named_by_the_most_frequent():
    archive = build_index(
        [
            card("a", regions=("North Sea",)),
            card("b", regions=("NORTH SEA",)),
            card("c", regions=("North Sea",)),
        ],
        FACETS,
    )

    (shelf,) = archive.shelves["regions"]
    assert (shelf.term.name, shelf.term.slug, len(shelf.cards)) == ("North Sea", "north-sea", 3)


def test_a_label_stated_twice_puts_the_card_on_the_shelf_once():
    archive = build_index([card("a", themes=("Ports", "PORTS"))], FACETS)

    assert [len(shelf.cards) for shelf in archive.shelves["themes"]] == [1]


def test_cards_are_newest_first_and_undated_last():
    archive = build_index(
        [card("a"), card("b", date="2010-01-01"), card("c", date="2020-02"), card("d", date="2020-02-03")],
        FACETS,
    )

    assert [each.path for each in archive.cards] == ["d", "c", "b", "a"]


def test_shelves_with_most_articles_come_first():
    archive = build_index(
        [card("a", byline=("Ann",)), card("b", byline=("Bo",)), card("c", byline=("Bo",))], FACETS
    )

    assert [shelf.term.name for shelf in archive.shelves["authors"]] == ["Bo", "Ann"]

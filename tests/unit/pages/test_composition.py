"""Bars of lists: compared apart from what lists show of each article."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Card, Metadata, Words
from site_builder.pages import have_same_bars, plan_site
from site_builder.pages.composition import composition_of
from site_builder.settings import Settings
from tests.unit.pages.theme import nav_of
from tests.unit.pages.tidewater import archive

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


POSITIONS = st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=4)


@given(ARCHIVES, POSITIONS, st.dictionaries(st.sampled_from("abcdef"), WORDS, max_size=2))
def test_bars_are_the_same_where_those_of_every_list_are(cards, lists, words):
    lists = [sorted(position for position in some if position < len(cards)) for some in lists]
    former = {
        path: msgspec.structs.replace(cards[path], words=count)
        for path, count in words.items()
        if path in cards
    }

    same = have_same_bars(list(cards.values()), former, lists)

    bars, former_bars = (
        [composition_of([list(archive.values())[position] for position in some]) for some in lists]
        for archive in (cards, cards | former)
    )
    assert same == (bars == former_bars)


def test_every_page_with_a_bar_says_over_which_articles():
    whole = archive()
    plan = plan_site(whole, Settings(), nav=nav_of(whole))
    grouped = [(page, group) for group in plan.groups for page in group.pages()]
    planned = [*plan.planned, *(page for page, _ in grouped)]

    with_bars = [page for page in planned if getattr(page.view(), "bar", None)]

    assert {page.template for page in with_bars} >= {"home.html", "shelf.html"}
    assert [page.path for page in with_bars if not page.bars] == []
    assert [page.path for page, group in grouped if not set(page.bars) <= set(group.bars)] == []

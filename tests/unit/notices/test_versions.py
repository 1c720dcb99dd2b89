"""Versions of notices: what makes one, what does not, and when each was in use."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.notices.archive import collected, printing

VIEWS = "The views expressed in this article are those of the author and not of the Harbour Review."


def versions(*printings):
    """Collect the notices of some articles; give the texts of the versions of each."""
    return [[version.passage.text for version in notice.versions] for notice in collected(*printings).notices]


def spans(*printings):
    (notice,) = collected(*printings).notices
    return [(version.first, version.last, version.count) for version in notice.versions]


def test_the_same_words_in_two_articles_are_a_notice():
    assert versions(printing(VIEWS), printing(VIEWS)) == [[VIEWS]]


def test_a_passage_of_one_article_is_none():
    assert versions(printing(VIEWS)) == []


@pytest.mark.parametrize(
    "other",
    [
        VIEWS.replace(" article", "  article"),
        VIEWS.upper(),
        VIEWS.replace("expressed in this article", "expressed, in this article,"),
        f"**{VIEWS}**",
    ],
)
def test_white_space_capitals_and_marks_make_no_version(other):
    assert len(versions(printing(VIEWS), printing(VIEWS), printing(other))[0]) == 1


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("© 2014 Harbour Review. All rights reserved.", "© 2019 Harbour Review. All rights reserved."),
        ("Copyright Harbour Review, 2001-2014", "Copyright Harbour Review, 2001–2019"),
        (
            "Read [our letter](https://a.example/1) on Fridays.",
            "Read [our letter](https://a.example/2) on Fridays.",
        ),
        (
            "Donate at https://a.example/give today, please.",
            "Donate at https://a.example/help today, please.",
        ),
    ],
)
def test_years_of_copyright_and_targets_of_links_make_no_version(text, other):
    assert len(versions(printing(text), printing(text), printing(other), printing(other))[0]) == 1


def test_the_name_of_the_author_makes_no_version():
    (notice,) = collected(
        printing("Articles by: Ines Marr", byline=("Ines Marr",)),
        printing("Articles by: Tomas Osei", byline=("Tomas Osei",)),
        printing("Articles by: Ines Marr and Tomas Osei", byline=("Ines Marr", "Tomas Osei")),
    ).notices

    assert (notice.count, len(notice.versions)) == (3, 1)


def test_a_date_and_a_counter_that_change_with_each_article_make_no_version():
    printings = [
        printing(f"This page was printed on {day} May 2014 and read {day * 7} times by readers.")
        for day in range(1, 9)
    ]

    assert [len(texts) for texts in versions(*printings)] == [1]


def test_an_amount_makes_a_version():
    text = "Subscribe to the Harbour Review: four issues a year for {} crowns, tide table included."

    assert spans(
        printing(text.format(24), date="2010-01-01"),
        printing(text.format(24), date="2011-01-01"),
        printing(text.format(28), date="2012-05-01"),
        printing(text.format(28), date="2013-01-01"),
    ) == [("2010-01-01", "2011-01-01", 2), ("2012-05-01", "2013-01-01", 2)]


def test_a_date_that_stays_for_a_while_makes_a_version():
    text = "These terms of the Harbour Review have been in force since {} and hold for all articles."

    printings = [printing(text.format("1 March 2009"), date=f"2010-0{month}-01") for month in range(1, 5)]
    printings += [printing(text.format("5 June 2011"), date=f"2011-0{month}-09") for month in range(6, 9)]

    assert spans(*printings) == [("2010-01-01", "2010-04-01", 4), ("2011-06-09", "2011-08-09", 3)]


def test_the_same_words_of_two_outlets_are_two_notices_that_name_each_other():
    first, second = collected(
        printing(VIEWS, publisher="Harbour Review"), printing(VIEWS, publisher="Northbound")
    ).notices

    assert {first.outlet.name, second.outlet.name} == {"Harbour Review", "Northbound"}
    assert first.elsewhere == ((second.outlet.name, second.address),)
    assert second.elsewhere == ((first.outlet.name, first.address),)


def test_wordings_that_stand_in_one_article_are_two_notices():
    longer = f"{VIEWS} Community websites may repost it in full."

    assert len(versions(printing(VIEWS, longer), printing(VIEWS, longer))) == 2


def test_wordings_in_use_side_by_side_have_one_period_each():
    texts = [VIEWS, f"{VIEWS} It is no advice."]
    printings = [printing(texts[n % 2], date=f"2010-{n + 1:02}-01") for n in range(8)]

    assert spans(*printings) == [("2010-01-01", "2010-07-01", 4), ("2010-02-01", "2010-08-01", 4)]


def test_a_wording_that_came_back_is_there_twice():
    texts = [VIEWS, VIEWS, f"{VIEWS} It is no advice.", f"{VIEWS} It is no advice.", VIEWS, VIEWS]
    printings = [printing(text, date=f"2010-{n + 1:02}-01") for n, text in enumerate(texts)]

    assert spans(*printings) == [
        ("2010-01-01", "2010-02-01", 2),
        ("2010-03-01", "2010-04-01", 2),
        ("2010-05-01", "2010-06-01", 2),
    ]


def test_a_notice_with_words_of_its_own_in_every_article_has_no_versions():
    topics = ("boats", "buoys", "lamps", "ropes", "tides")
    printings = [
        printing(f"Also in the Harbour Review this week, for all who love the sea and its ways: {topic}")
        for topic in topics
    ]

    (notice,) = collected(*printings).notices

    assert (notice.varies, notice.count, len(notice.versions)) == (True, 5, 1)


def test_undated_articles_count_and_come_last():
    other = f"{VIEWS} It is no advice."

    assert spans(
        printing(VIEWS, date="2010-01-01"), printing(VIEWS, date=None), printing(other, date=None)
    ) == [
        ("2010-01-01", "2010-01-01", 2),
        ("", "", 1),
    ]


def test_addresses_stay_when_articles_come_and_go():
    before = collected(*[printing(VIEWS, date=f"201{n}-01-01") for n in range(4)]).notices
    after = collected(
        *[printing(VIEWS, date=f"201{n}-01-01") for n in range(2, 4)],
        printing(f"{VIEWS} It is no advice.", date="2019-01-01"),
        printing("Please donate to the Harbour Review by bank transfer.", date="2001-01-01"),
    ).notices

    assert before[0].address in {version.address for notice in after for version in notice.versions}
    assert before[0].address == next(notice for notice in after if len(notice.versions) == 2).address


PIECES = st.lists(
    st.tuples(
        st.sampled_from(
            (VIEWS, f"{VIEWS} It is no advice.", "Please donate to the Harbour Review, or to the lamp.")
        ),
        st.sampled_from(("2010-01-01", "2012-05", "2014", None)),
        st.sampled_from(("Harbour Review", "Northbound", None)),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(PIECES)
def test_the_order_of_articles_makes_no_difference(pieces):
    printings = [
        printing(text, date=date, publisher=publisher, path=f"{n}.md")
        for n, (text, date, publisher) in enumerate(pieces)
    ]

    assert collected(*printings).notices == collected(*reversed(printings)).notices


@settings(deadline=None)
@given(PIECES)
def test_every_article_with_a_notice_is_counted_once(pieces):
    printings = [
        printing(text, date=date, publisher=publisher, path=f"{n}.md")
        for n, (text, date, publisher) in enumerate(pieces)
    ]

    for notice in collected(*printings).notices:
        assert notice.count == sum(version.count for version in notice.versions)
        assert sum(count for _, count in notice.years) <= notice.count

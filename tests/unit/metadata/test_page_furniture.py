"""What stands beside names, dates and headlines on a page is told from them."""

import pytest

from site_builder.model import Role
from tests.unit.metadata.test_names_and_labels import BODY, TITLE, B, D, T, meta

P = Role.PROMO


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("한바다 기자", ("한바다",)),
        ("[한바다](/reporter?id=7) 기자l기사입력 2023-04-04 19:01", ("한바다",)),
        ("汐报记者 沐海岩", ("沐海岩",)),
        ("By Odile Farrant in Merrow and Tam Ruske in Upper Holm", ("Odile Farrant", "Tam Ruske")),
        ("Byby ODILE FARRANT and TAM RUSKE", ("ODILE FARRANT", "TAM RUSKE")),
        ("Erstellt von Odile Farrant", ("Odile Farrant",)),
        ("Eingestellt von Odile Farrant", ("Odile Farrant",)),
        ("Publicadas por Odile Farrant", ("Odile Farrant",)),
        ("- [Odile Farrant](#auth-Odile)[1](#note)", ("Odile Farrant",)),
        ("by [Odile Farrant](https://social.example/@odile)Odile Farrant", ("Odile Farrant",)),
        ("- [Odile Farrant](/autor/odile)\n- [Seguir](https://social.example/@odile)", ("Odile Farrant",)),
        ("- [Columnists](/columnists/)\n- [Odile Farrant](/columnists/odile-farrant/)", ("Odile Farrant",)),
    ],
)
def test_a_name_is_read_without_what_stands_beside_it(line, names):
    assert meta(TITLE, (B, line), BODY).byline == names


@pytest.mark.parametrize(
    "line",
    [
        "글자 크기",
        "이메일 보내기",
        "[小売り・外食](/business/retail/)",
        "[港湾問題](/feature/20110316/)",
        "3 مارس",
        "May 2nd",
    ],
)
def test_buttons_topics_and_days_are_nobody(line):
    assert meta(TITLE, (B, line), BODY).byline == ()


@pytest.mark.parametrize(
    "name", ["Jan van der Holm", "Ada in den Winkel", "May Holm", "Holm Holm Ada", "An Na Na"]
)
def test_names_like_those_stay(name):
    assert meta(TITLE, (B, f"By {name}"), BODY).byline == (name,)


@pytest.mark.parametrize("day", ["Thursday, October 27, 2011", "Dienstag, 28. April 2020", "2011-10-27"])
def test_the_day_above_an_entry_of_a_blog_is_not_its_title(day):
    found = meta((T, f"## {day}"), (T, "### The keeper counts his boats"), BODY)

    assert (found.title, bool(found.date)) == ("The keeper counts his boats", True)


@pytest.mark.parametrize("title", ["May 4, 1970", "14 March 1951 in Merrow and after", "1984"])
def test_a_headline_with_a_day_stays_one(title):
    assert meta((T, f"# {title}"), BODY).title == title


def test_the_head_of_a_site_with_its_address_is_no_title():
    head = (T, "www.quarry.example\nThe Quarry and its Friends\nLa carrière et ses amis")

    assert (
        meta(head, (T, "The lock keeper's ledger"), (B, "by Odile Farrant"), BODY).title
        == "The lock keeper's ledger"
    )


def test_a_month_that_is_told_of_is_no_date():
    assert meta(TITLE, (D, "Odile Farrant in September 2016."), BODY).date is None
    assert meta(TITLE, (D, "This article was published in the January 2015 issue."), BODY).date == "2015-01"


def test_days_in_a_list_of_other_articles_are_not_those_of_this_one():
    teasers = [
        (P, f"### [Boats are counted at lock {number}](https://quarry.example/boats-{number})")
        for number in (1, 2, 3)
    ]
    day = (D, "January 25, 2024 3:17 PM")

    assert meta(TITLE, *[BODY] * 30, teasers[0], day, teasers[1], day, teasers[2], day).date is None
    assert meta(TITLE, *[BODY] * 30, day).date == "2024-01-25"


def test_the_day_of_the_first_printing_is_not_that_of_this_one():
    line = (
        "Originally published at The Quarry Gazette on November 18, 2011. The ledger is on the shelf still."
    )

    found = meta(TITLE, *[BODY] * 8, (D, line))

    assert (found.date, found.source, found.source_date) == (None, "The Quarry Gazette", "2011-11-18")

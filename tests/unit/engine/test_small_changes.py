"""A small change looks at few articles, and ends where a clean build does."""

import pytest

from tests.unit.engine.sites import NOTICE, SmallSite, article, files

WORDS = "The harbour office at Holm keeps a second ledger for whatever the first one did not ask about."
OTHERS = "Two pilots at Skerry counted terns all winter, and the lighthouse at Brannock sent them oil."

APPEAL = "Please donate to the Harbour Review by bank transfer: 20 crowns keep a lamp burning."


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    for number in range(4):
        theme = "Ports" if number % 2 else "Ferries"
        title, body = f"The gauge at Holm, part {number}", f"Part {number}. {WORDS}"
        text = article(title, theme=theme, body=body, notice=APPEAL if number < 3 else NOTICE)
        small.write(f"{number}.md", text)
    small.build()
    return small


def is_clean(site, where):
    built, clean = files(site.output), site.clean_build(where)
    assert {path for path in built.keys() | clean.keys() if built.get(path) != clean.get(path)} == set()
    return True


def test_words_added_one_by_one_change_shares_where_they_should(site, tmp_path):
    for number in range(8):
        body = f"Part 1. {WORDS}" + " Rain." * (number + 1)
        site.write("1.md", article("The gauge at Holm, part 1", body=body, notice=APPEAL))

        site.build()

        assert is_clean(site, tmp_path / f"clean-{number}")
    assert (site.output / "notices/asks-for-money/articles/index.html").exists()


def test_a_word_more_writes_no_list_that_shows_the_same(site):
    long = " ".join([OTHERS] * 40)
    site.write("long.md", article("Terns", theme="Birds", body=long))
    site.build()

    site.write("long.md", article("Terns", theme="Birds", body=f"{long} Again."))

    assert {path.rpartition("/")[0] for path in site.reasons()} == {"articles/long", "data"}


def test_a_copy_that_differs_in_blanks_alone_is_named_so_by_the_other(site, tmp_path):
    text = article("The gauge at Holm, again", body=OTHERS)
    site.write("a.md", text)
    site.write("b.md", text)
    site.build()

    site.write("b.md", f"{text}\n\n")
    site.build()

    assert is_clean(site, tmp_path / "clean")


def test_articles_that_come_and_go_change_the_ways_on_of_their_neighbours(site, tmp_path):
    dates = ("March 09, 2011", "July 21, 2016", "February 05, 2020")
    for number, date in enumerate(dates):
        site.write(f"new-{number}.md", article(f"Terns {number}", date=date, body=OTHERS))
        if number:
            site.remove(f"new-{number - 1}.md")

        site.build()

        assert is_clean(site, tmp_path / f"clean-{number}")

"""From what notices do, a reader gets to the articles that have them."""

import re

import pytest

from tests.unit.engine.sites import SmallSite, article, files

BEGS = "If this was of use to you, please donate by bank transfer to the harbour office, at any time of the year."
CRYPTO = "If this was of use to you, please donate by bank transfer or in bitcoin to the harbour office, at any time."


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    for number in range(4):
        small.write(
            f"old{number}.md", article(f"Tide {number}", notice=f"{BEGS}", date=f"March 0{number + 1}, 2019")
        )
        small.write(
            f"new{number}.md", article(f"Lock {number}", notice=f"{CRYPTO}", date=f"May 0{number + 1}, 2022")
        )
    for number in range(3):
        small.write(f"none{number}.md", article(f"Gate {number}"))
    small.build()
    return small


def titles(site, path):
    page = (site.output / path / "index.html").read_text()
    return re.findall(r"<h3><a [^>]*>([^<]+)</a>", page)


def test_a_purpose_leads_to_exactly_the_articles_that_have_it(site):
    page = (site.output / "notices/asks-for-money/index.html").read_text()

    assert '<a href="../../notices/asks-for-money/articles/index.html">In 8 articles</a>' in page
    found = titles(site, "notices/asks-for-money/articles")
    assert sorted(found) == [*(f"Lock {n}" for n in range(4)), *(f"Tide {n}" for n in range(4))]


def test_articles_with_an_earlier_wording_that_did_less_are_left_out(site):
    assert sorted(titles(site, "notices/takes-cryptocurrency/articles")) == [f"Lock {n}" for n in range(4)]


def test_lists_of_purposes_follow_edits(site, tmp_path):
    site.write("new3.md", article("Lock 3", notice=BEGS, date="April 04, 2019"))
    site.remove("old0.md")

    site.build()

    assert "Lock 3" not in titles(site, "notices/takes-cryptocurrency/articles")
    assert files(site.output) == site.clean_build(tmp_path / "clean")

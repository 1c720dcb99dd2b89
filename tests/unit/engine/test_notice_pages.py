"""Pages of notices are made again when what they show changed, and only then."""

import json

import pytest

from tests.unit.engine.sites import NOTICE, SmallSite, article, files

OTHER = f"{NOTICE} Community websites may repost it."


def text(number, *, notice=NOTICE, body="The tide came in and went out again, as it does on most days here."):
    return article(f"Low water {number}", notice=notice, body=body, date=f"March 0{number + 1}, 201{number}")


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    for number in range(6):
        small.write(f"a{number}.md", text(number))
    small.build()
    return small


def lines(site):
    return [json.loads(line) for line in (site.output / "data/notices.jsonl").read_text("utf-8").splitlines()]


def test_a_mended_word_touches_no_page_of_a_notice(site):
    site.write("a3.md", text(3).replace("had been asked", "had been told"))

    written = site.reasons()

    assert set(written) == {
        "articles/a3/index.html",
        "articles/a3/article.md",
        "articles/a3/annotations.json",
        "data/articles.jsonl",
    }


def test_a_new_wording_changes_its_notice_and_the_margins_that_count_wordings(site, tmp_path):
    (before,) = (each for each in lines(site) if each["role"] == "disclaimer")
    site.write("a5.md", text(5, notice=OTHER))
    site.write("a6.md", text(6, notice=OTHER))

    site.build()

    (after,) = (each for each in lines(site) if each["role"] == "disclaimer")
    assert (after["address"], after["count"]) == (before["address"], 7)
    assert [version["first"] for version in after["versions"]] == ["2010-03-01", "2015-03-06"]
    assert "first wording" in (site.output / "articles/a0/index.html").read_text("utf-8")
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_a_notice_that_is_gone_leaves_no_page(site, tmp_path):
    for number in range(1, 6):
        site.write(f"a{number}.md", text(number, notice=""))

    site.build()

    assert not lines_of_disclaimers(site)
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def lines_of_disclaimers(site):
    path = site.output / "data/notices.jsonl"
    return [each for each in lines(site) if each["role"] == "disclaimer"] if path.exists() else []

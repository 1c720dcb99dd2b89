"""Drafts are left out and counted, and days far ahead are told and move no feed."""

import pytest

from tests.unit.engine.sites import SmallSite, files

TEXT = "---\n{}\n---\n\n# {}\n\nThe tide came in and went out again, as it does on most days here.\n"


@pytest.fixture
def site(tmp_path, monkeypatch):
    small = SmallSite(tmp_path / "site")
    small.write("now.md", TEXT.format("date: 2019-03-14", "Now"))
    monkeypatch.chdir(small.root)
    return small


@pytest.mark.parametrize(
    "key", ["draft: true", "draft: yes", "published: false", "status: draft", "Draft: True"]
)
def test_a_draft_is_left_out_and_told_at_its_line(site, key):
    site.write("draft.md", TEXT.format(f"title: Not yet\n{key}", "Not yet"))

    summary = site.build()

    assert (summary.articles, summary.drafts, summary.refused) == (1, 1, 0)
    assert [(each.path, each.line, each.code) for each in summary.problems] == [
        ("content/draft.md", 3, "draft")
    ]
    assert not (site.output / "articles/draft").exists()


@pytest.mark.parametrize(
    "key", ["draft: false", "published: true", "status: publish", "published: 2018-04-05"]
)
def test_what_is_published_is_no_draft(site, key):
    site.write("b.md", TEXT.format(key, "B"))

    summary = site.build()

    assert (summary.articles, summary.drafts, summary.problems) == (2, 0, ())


def test_drafts_come_in_and_go_out_with_the_option(site, tmp_path):
    site.write("draft.md", TEXT.format("draft: true", "Not yet"))
    without = site.build()

    taken = site.build(drafts=True)
    page = (site.output / "articles/draft/index.html").read_text()
    again = site.build(drafts=True)
    out = site.build()

    assert [each.articles for each in (without, taken, again, out)] == [1, 2, 2, 1]
    assert [each.drafts for each in (without, taken, again, out)] == [1, 0, 0, 1]
    assert "<strong>Draft</strong>" in page
    assert again.written == 0
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_a_day_far_ahead_is_told_and_does_not_move_the_feed(site):
    (site.root / "site.toml").write_text('base_url = "https://example.org/sub"\n')
    site.write("future.md", TEXT.format("date: 2099-12-31", "Some day"))

    (problem,) = site.build().problems

    assert (problem.path, problem.code) == ("content/future.md", "far-ahead")
    feed = (site.output / "feed.xml").read_text()
    assert "<updated>2019-03-14T00:00:00Z</updated>" in feed.split("<entry")[0]


@pytest.mark.parametrize(
    "dates", [["1950-02-03", "2024-05-06"], ["2099-01-02"], ["2030-05-06", "2030-01", "2029-04-05"]]
)
def test_old_articles_and_archives_of_later_years_are_not_told(site, dates):
    site.remove("now.md")
    for number, date in enumerate(dates):
        site.write(f"{number}.md", TEXT.format(f"date: {date}", f"Number {number}"))

    assert site.build().problems == ()

"""A folder in which no article is found is a mistake, and nothing that was published is touched for it."""

import pytest

from site_builder.engine import open_site
from site_builder.engine.empty import count_endings
from site_builder.engine.inspection import inspect_paths
from site_builder.model import SiteError
from tests.unit.engine.sites import SmallSite, article, files


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return SmallSite(tmp_path / "site")


def test_an_empty_folder_is_an_error_that_names_it(site):
    with pytest.raises(SiteError, match="site/content: no article found") as caught:
        site.build()

    assert "--allow-empty" in caught.value.hint
    assert not site.output.exists()


def test_files_that_were_passed_over_are_counted_by_ending(site):
    for name in ("a.html", "b/c.HTML", "d.docx"):
        site.write(name, "words")

    with pytest.raises(SiteError, match=r"passed over \.html 2, \.docx 1"):
        site.build()


def test_what_was_published_stays_when_all_articles_are_gone(site):
    site.write("a.md", article("The gauge at Holm"))
    site.build()
    published = files(site.output)
    site.remove("a.md")

    for _ in range(2):
        with pytest.raises(SiteError, match="no article found"):
            site.build()

    assert files(site.output) == published


def test_what_was_published_stays_when_all_articles_are_refused(site):
    site.write("a.md", article("The gauge at Holm"))
    site.build()
    published = files(site.output)
    site.write("a.md", b"\xff\xfe\x00")

    for _ in range(2):
        with pytest.raises(SiteError, match="none of its files could become an article") as caught:
            site.build()
        assert "site/content/a.md:1: " in caught.value.message

    assert files(site.output) == published


def test_an_entry_that_cannot_be_examined_is_named_where_nothing_else_is_there(site):
    (site.content / "self").symlink_to("self")

    with pytest.raises(SiteError, match="site/content/self: it cannot be read") as caught:
        site.build()

    assert caught.value.message.splitlines()[1:] == [
        "site/content: no article found; there are no files in it but hidden ones"
    ]


def test_whoever_means_it_gets_a_site_without_articles(site):
    site.write("a.md", article("The gauge at Holm"))
    site.build()
    site.remove("a.md")

    assert site.build(allow_empty=True).articles == 0
    assert site.build(allow_empty=True).written == 0
    assert not (site.output / "articles/a").exists()
    with pytest.raises(SiteError, match="no article found"):
        site.build()


def test_a_site_of_refused_articles_alone_is_built_for_those_who_mean_it(site):
    site.write("a.md", b"\xff\xfe\x00")

    summary = site.build(allow_empty=True)

    assert (summary.articles, summary.refused) == (0, 1)
    with pytest.raises(SiteError, match="none of its files"):
        site.build()


def test_one_article_among_refused_ones_is_enough(site):
    site.write("a.md", b"\xff\xfe\x00")
    site.write("b.md", article("The gauge at Holm"))

    summary = site.build()

    assert (summary.articles, summary.refused) == (1, 1)


def test_notes_that_cannot_be_read_do_not_cost_their_article(site):
    site.write("a.md", article("The gauge at Holm"))
    (site.content / "a.notes.toml").symlink_to("a.notes.toml")

    summary = site.build()

    assert (summary.articles, summary.refused) == (1, 1)
    assert [(problem.path, problem.code) for problem in summary.problems] == [
        ("site/content/a.notes.toml", "unreadable")
    ]


def test_a_folder_of_articles_is_offered_as_content(site):
    (site.root / "content").rename(site.root / "texts")
    (site.root / "texts/a.md").write_text("words")

    with pytest.raises(SiteError, match="folder of articles and not of a site") as caught:
        open_site(site.root)

    assert caught.value.hint == "build it with --content site"


def test_a_folder_with_nothing_of_a_site_is_no_folder_of_articles(site):
    (site.root / "content").rmdir()

    with pytest.raises(SiteError, match="no such folder of articles"):
        open_site(site.root)


def test_a_file_is_no_folder_of_articles(site):
    site.write("one file.md", "words")

    with pytest.raises(SiteError, match=r"site/content/one file\.md: is a file") as caught:
        open_site(site.root, content=site.content / "one file.md")

    assert "--content site/content," in caught.value.hint
    assert "inspect 'site/content/one file.md'" in caught.value.hint


def test_inspecting_a_folder_without_articles_is_an_error(site):
    site.write("a.html", "words")

    with pytest.raises(SiteError, match=r"no article found; passed over \.html 1") as caught:
        list(inspect_paths([site.content], alone=False))

    assert "--allow-empty" not in caught.value.hint


def test_endings_beyond_the_most_frequent_are_added_up():
    counts = {f".{letter}": number for number, letter in enumerate("abcdefgh", 1)} | {"": 1_000}

    assert count_endings(counts) == "without an ending 1,000, .h 8, .g 7, .f 6, .e 5, .d 4, others 6"


def test_what_a_build_wrote_does_not_make_a_folder_of_articles(site):
    site.write("a.md", article("The gauge at Holm"))
    site.build()
    site.remove("a.md")
    site.content.rmdir()

    with pytest.raises(SiteError, match="site/content: there is no such folder of articles"):
        open_site(site.root)

"""The lists of all notes, and what an edit of one note makes anew."""

import filecmp
import re
from pathlib import Path

import feedparser
import pytest

from site_builder.engine import build, open_site
from site_builder.model import SiteError
from tests.unit.engine.sites import Heard, SmallSite, article

NOTES = """[[note]]
quote = "nobody had been asked to"
text = "The *pilots* had."
by = "Ada Merrow"
date = "2021-03-04"
tags = ["tides", "records"]

[[note]]
quote = "because somebody had been asked"
kind = "correction"
text = "Lost."
date = "2021-04-05"
"""


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    made = SmallSite(tmp_path / "site")
    made.write("a.md", article("The tide"))
    made.write("b.md", article("The ebb"))
    made.write("a.notes.toml", NOTES)
    return made


def built(site: SmallSite, output: Path | None = None):
    opened = open_site(site.root, output=output, state=output and output.with_name("state"))
    return build(opened, jobs=1, verify=False, atomic=False, progress=Heard(), explain=True)


def test_all_notes_stand_by_article_kind_tag_author_and_year(site: SmallSite) -> None:
    built(site)

    pages = {
        path.relative_to(site.output / "notes").as_posix(): path.read_text("utf-8")
        for path in (site.output / "notes").rglob("index.html")
    }
    assert set(pages) == {
        "index.html",
        "kinds/comment/index.html",
        "kinds/correction/index.html",
        "tags/tides/index.html",
        "tags/records/index.html",
        "authors/ada-merrow/index.html",
        "years/2021/index.html",
    }
    assert "2 notes on 1 article" in pages["index.html"]
    assert "has lost its place" in pages["kinds/correction/index.html"]
    assert "The <em>pilots</em> had." in pages["tags/tides/index.html"]
    assert 'href="../articles/a/index.html#note-' in pages["index.html"]
    assert "2 notes" in (site.output / "articles/index.html").read_text("utf-8")
    assert 'href="notes/index.html"' in (site.output / "index.html").read_text("utf-8")


def test_the_feed_has_the_newest_notes_first(site: SmallSite) -> None:
    built(site)

    feed = feedparser.parse((site.output / "notes/feed.xml").read_bytes())

    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Correction: The tide", "Editor's note: The tide"]
    assert feed.feed.updated == "2021-04-05T00:00:00Z"


def test_an_edited_note_makes_its_article_and_the_lists_of_notes_anew_and_ends_as_a_clean_build(
    site: SmallSite, tmp_path: Path
) -> None:
    built(site)
    site.write("a.notes.toml", NOTES.replace("*pilots*", "keepers"))

    summary = built(site)
    built(site, tmp_path / "clean/public")

    changed = {change.path for change in summary.changes}
    assert "articles/a/index.html" in changed
    assert not any(path.startswith("articles/b/") for path in changed)
    assert not {"index.html", "articles/index.html", "feed.xml"} & changed
    assert same(site.output, tmp_path / "clean/public")


def test_without_notes_there_are_no_lists_of_them(site: SmallSite, tmp_path: Path) -> None:
    built(site)
    (site.content / "a.notes.toml").unlink()

    built(site)
    built(site, tmp_path / "clean/public")

    assert not (site.output / "notes").exists()
    assert same(site.output, tmp_path / "clean/public")


def test_a_note_on_a_notice_is_one_line_beside_it_in_every_article(site: SmallSite, tmp_path: Path) -> None:
    built(site)
    notes = '[[note]]\nquote = "those of the author and not of the"\ntext = "Since *2014*."\n'
    (site.root / "notices.notes.toml").write_text(notes, "utf-8")

    built(site)
    built(site, tmp_path / "clean/public")

    for name in "ab":
        page = (site.output / f"articles/{name}/index.html").read_text("utf-8")
        (link,) = re.findall(r'href="../../(notices/[^"]+/index.html)(#note-[^"]+)', page)
        there = (site.output / link[0]).read_text("utf-8")
        assert "Since <em>2014</em>." in there
        assert f'id="{link[1][1:]}"' in there
    listed = (site.output / "notes/notices/index.html").read_text("utf-8")
    assert "Since <em>2014</em>." in listed
    assert "".join(link) in listed
    assert same(site.output, tmp_path / "clean/public")


def test_notes_on_notices_alone_have_an_index_and_a_place_in_the_menu(
    site: SmallSite, tmp_path: Path
) -> None:
    for path in site.content.glob("*.notes.toml"):
        path.unlink()
    built(site)
    assert not (site.output / "notes").exists()
    notes = '[[note]]\nquote = "those of the author and not of the"\ntext = "Since *2014*."\n'
    (site.root / "notices.notes.toml").write_text(notes, "utf-8")

    built(site)
    built(site, tmp_path / "clean/public")

    listed = (site.output / "notes/index.html").read_text("utf-8")
    assert 'href="../notes/notices/index.html"' in listed
    assert "No notes on articles yet" in listed
    assert not (site.output / "notes/feed.xml").exists()
    assert "notes/feed.xml" not in listed
    assert 'href="../../notes/index.html"' in (site.output / "articles/a/index.html").read_text("utf-8")
    assert same(site.output, tmp_path / "clean/public")


def test_a_note_on_a_notice_of_one_article_stands_on_the_list_of_them(site: SmallSite) -> None:
    site.write("c.md", article("The flood") + "\n*Share this article with the harbour pilots of Marrow.*\n")
    (site.root / "notices.notes.toml").write_text(
        '[[note]]\nquote = "harbour pilots of Marrow"\ntext = "A third of them read it."\n', "utf-8"
    )

    summary = built(site)

    assert not lost(summary)
    page = (site.output / "articles/c/index.html").read_text("utf-8")
    assert page.count('href="../../notes/notices/index.html#note-') == 1
    assert "notes/notices" not in (site.output / "articles/a/index.html").read_text("utf-8")


def test_a_note_whose_words_no_notice_has_is_lost_with_the_nearest(site: SmallSite) -> None:
    path = site.root / "notices.notes.toml"
    path.write_text(
        '# mine\n[[note]]\nquote = "those of the writer and not of the"\ntext = "Since 2014."\n', "utf-8"
    )
    first = lost(built(site))
    again = lost(built(site))
    path.write_text(path.read_text("utf-8").replace("writer", "author"), "utf-8")

    mended = lost(built(site))

    ((place, message, hint),) = first
    assert place.endswith("notices.notes.toml:2")
    assert "'those of the writer and not of the' stands in no notice" in message
    assert "those of the author and not of the" in hint
    assert again == first
    assert not mended


def test_an_edit_of_a_note_on_a_notice_writes_only_what_shows_it(site: SmallSite, tmp_path: Path) -> None:
    site.write("c.md", "## The flood\n\nBy Ada Merrow\n\nNobody had asked, and the water came.\n")
    path = site.root / "notices.notes.toml"
    path.write_text('[[note]]\nquote = "those of the author and not of the"\ntext = "One."\n', "utf-8")
    built(site)
    path.write_text(path.read_text("utf-8").replace("One", "Two"), "utf-8")
    texts = {change.path for change in built(site).changes}
    path.write_text(
        '[[note]]\nquote = "those of the author and not of the"\ntext = "Two."\nkind = "question"\n', "utf-8"
    )

    kinds = {change.path for change in built(site).changes}
    built(site, tmp_path / "clean/public")

    assert {path.split("/")[0] for path in texts} == {"notes", "notices"}
    assert len(texts) == 2
    pages = {path for path in kinds if path.startswith("articles/") and path.endswith(".html")}
    assert pages == {"articles/a/index.html", "articles/b/index.html"}
    assert same(site.output, tmp_path / "clean/public")


def test_a_mistake_in_the_notes_on_notices_is_said_with_its_line(site: SmallSite) -> None:
    (site.root / "notices.notes.toml").write_text('[[note]]\nblock = "The views"\ntext = "x"\n', "utf-8")

    with pytest.raises(SiteError, match=r"notices\.notes\.toml:1: a note on a notice needs a quote"):
        built(site)


def lost(summary) -> list[tuple[str, str, str]]:
    return [
        (f"{problem.path}:{problem.line}", problem.message, problem.hint)
        for problem in summary.problems
        if problem.code == "lost-note" and problem.path.endswith("notices.notes.toml")
    ]


def same(one: Path, other: Path) -> bool:
    files = [
        {
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.is_file() and path.name[0] != "."
        }
        for root in (one, other)
    ]
    return files[0] == files[1] and not filecmp.cmpfiles(one, other, files[0], shallow=False)[1]

"""Content that is reached through links is followed like any other."""

import os

import pytest

from site_builder.disk import find_sources
from site_builder.server.linked_sources import linked_sources, places_on_the_way
from tests.unit.server.running import LIGHT, make_site


def relink(target, link):
    """Lead a link elsewhere, as careful programs do it."""
    fresh = link.with_name("fresh-link")
    fresh.symlink_to(target)
    os.replace(fresh, link)


def article(path, words):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LIGHT.replace("village", words), "utf-8")


def test_every_link_on_the_way_is_listed(tmp_path):
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "content").symlink_to("deep/../deep")

    links, end = places_on_the_way(str(tmp_path / "one" / "content"))

    assert links == [str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "real" / "content")]
    assert end == str(tmp_path / "real" / "deep")


def test_links_in_circles_come_to_an_end(tmp_path):
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a/c")

    for name in ("self", "a"):
        links, _ = places_on_the_way(str(tmp_path / name))
        assert set(links) <= {str(tmp_path / each) for each in ("self", "a", "b")}


def test_sources_are_found_by_the_places_behind_them(tmp_path):
    article(tmp_path / "store" / "x7", "village")
    (tmp_path / "a.md").symlink_to("current/x7")
    (tmp_path / "current").symlink_to("store")
    (tmp_path / "b.md").write_text(LIGHT, "utf-8")
    (tmp_path / "b.notes.toml").symlink_to("store/notes")
    (tmp_path / "store" / "notes").write_text('title = "B"\n', "utf-8")
    listing = find_sources(tmp_path, display_path="")

    linked = linked_sources(str(tmp_path), listing.stamps)

    assert linked == {
        str(tmp_path / "current"): {"a.md"},
        str(tmp_path / "store" / "x7"): {"a.md"},
        str(tmp_path / "store" / "notes"): {"b.notes.toml"},
    }


@pytest.fixture(params=[(), ("--poll",)], ids=["told", "polling"])
def start(served, request):
    """Start a server that is told of changes, or looks for them."""
    return lambda folder: served(*request.param, folder=folder)


def shows(running, words, page="/articles/light/"):
    return running.until(lambda: words.encode() in running.get(page)[2])


@pytest.mark.parametrize("where", ["content", "folder above", "link to a link"])
def test_content_that_is_led_elsewhere_is_shown_and_followed(start, tmp_path, where):
    for name in ("old", "new"):
        article(tmp_path / name / "content" / "light.md", f"{name} place")
    site = tmp_path / "site"
    if where == "folder above":
        site.symlink_to("old")
        link, new = site, tmp_path / "new"
    else:
        site.mkdir()
        link, new = tmp_path / "link", tmp_path / "new" / "content"
        link.symlink_to(tmp_path / "old" / "content")
        if where == "content":
            link = link.rename(site / "content")
        else:
            (site / "content").symlink_to("../link")
    running = start(site)
    shows(running, "old place")

    relink(new, link)

    shows(running, "new place")
    article(tmp_path / "new" / "content" / "light.md", "later edit")
    shows(running, "later edit")


def test_edit_behind_a_link_shows_on_both_pages(start, tmp_path):
    content = tmp_path / "content"
    article(content / "v1" / "light.md", "village")
    (content / "light.md").symlink_to("v1/light.md")
    (content / "second.md").symlink_to("light.md")
    running = start(tmp_path)
    shows(running, "village")

    article(content / "v1" / "light.md", "harbour")

    for page in ("/articles/v1/light/", "/articles/light/", "/articles/second/"):
        shows(running, "harbour", page)


def test_edit_of_a_hidden_file_without_an_ending_behind_a_link_is_shown(start, tmp_path):
    content = tmp_path / "content"
    article(content / ".store" / "x7", "village")
    article(content / ".store" / "x8", "headland")
    (content / "light.md").symlink_to(".store/x7")
    running = start(tmp_path)
    shows(running, "village")

    article(content / ".store" / "x7", "harbour")
    shows(running, "harbour")
    relink(".store/x8", content / "light.md")
    shows(running, "headland")
    article(content / ".store" / "x8", "lighthouse")
    shows(running, "lighthouse")


def test_folder_link_on_the_way_to_an_article_is_followed(start, tmp_path):
    content = tmp_path / "content"
    article(content / "v1" / "light.md", "first version")
    article(content / "v2" / "light.md", "second version")
    (content / "current").symlink_to("v1")
    (content / "light.md").symlink_to("current/light.md")
    running = start(tmp_path)
    shows(running, "first version")

    relink("v2", content / "current")

    shows(running, "second version")
    article(content / "v2" / "light.md", "later edit")
    shows(running, "later edit")


def test_link_to_itself_is_one_problem_and_the_rest_is_served(start, tmp_path):
    folder = make_site(tmp_path / "site")
    (folder / "content" / "self").symlink_to("self")
    (folder / "content" / "loop.md").symlink_to("loop.md")
    (folder / "content" / "up").symlink_to("..")

    running = start(folder)

    assert running.get("/articles/2020/light/")[0] == 200
    running.until(lambda: any("loop.md: " in line for line in running.lines))
    assert not [line for line in running.lines if "Traceback" in line or "failed" in line]
    (folder / "content" / "2020" / "light.md").write_text(LIGHT.replace("village", "harbour"), "utf-8")
    running.until(lambda: b"Nobody in the harbour" in running.get("/articles/2020/light/")[2])

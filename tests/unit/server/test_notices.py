"""Notices of a served site: the pages that a build writes, also after an edit."""

import re

import pytest

from site_builder.engine import open_site
from site_builder.server.change import Change
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.page_maker import PageMaker
from tests.unit.engine.sites import NOTICE, SmallSite, article, files

OTHER = f"{NOTICE} Community websites may repost it."


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    for number in range(6):
        text = article(
            f"Low water {number}",
            notice=(NOTICE, OTHER)[number // 3],
            date=f"March 0{number + 1}, 201{number}",
        )
        small.write(f"a{number}.md", text)
    return small


def served(small, paths, change=None):
    """Return the bytes of pages as a server makes them."""
    live = LiveSite(open_site(small.root))
    live.load()
    while live.reader.refresh_next():
        pass
    if change:
        change()
        live.update(Change(sources=frozenset({"a5.md"})))
        while live.reader.refresh_next():
            pass
    pages = PageMaker(live)
    return {path: pages.page(path).data for path in paths}


def lists(output):
    """Return the pages of notices, outlets and articles that a build wrote."""
    beginnings = ("notices/", "publishers/", "data/", "articles/a")
    found = {name: data for name, data in files(output).items() if name.startswith(beginnings)}
    # A server has no digests in the names of the theme's files.
    return {name: re.sub(rb"(static/[a-z-]+)\.[0-9a-f]{8}\.", rb"\1.", data) for name, data in found.items()}


@pytest.mark.parametrize("is_built", [True, False])
def test_a_server_shows_the_notices_of_a_build(site, tmp_path, is_built):
    if is_built:
        site.build()
    built = site.clean_build(tmp_path / "clean") and lists(tmp_path / "clean" / "public")

    assert served(site, built) == built


def test_a_server_follows_a_change_of_wording(site, tmp_path):
    site.build()

    def reword():
        site.write("a5.md", article("Low water 5", notice=f"{OTHER} It is no advice.", date="March 06, 2015"))

    reword()
    built = site.clean_build(tmp_path / "clean") and lists(tmp_path / "clean" / "public")
    site.write("a5.md", article("Low water 5", notice=OTHER, date="March 06, 2015"))

    assert any(b"Third wording" in data for data in built.values())
    assert served(site, built, reword) == built


def test_notes_on_notices_follow_their_file_and_say_where_they_are_lost(site):
    path = site.root / "notices.notes.toml"
    path.write_text('[[note]]\nquote = "those of the author and not of the"\ntext = "One."\n', "utf-8")
    live = LiveSite(open_site(site.root))
    live.load()
    while live.reader.refresh_next():
        pass
    pages = PageMaker(live)

    def page(name):
        return pages.page(name).data.decode()

    (link,) = re.findall(r'href="../../(notices/[^"#]+)#note-', page("articles/a0/index.html"))
    first = page(link)
    path.write_text(path.read_text("utf-8").replace("One", "Two").replace("author", "writer"), "utf-8")
    live.update(Change(settings=True))

    assert "One." in first
    assert "#note-" not in page("articles/a0/index.html")
    assert "Two." not in page(link)
    assert "(has lost its place)" in page("notes/notices/index.html")
    (diagnostic,) = live.diagnostics("/notes/notices/")
    assert "'those of the writer and not of the' stands in no notice" in "\n".join(diagnostic.lines())

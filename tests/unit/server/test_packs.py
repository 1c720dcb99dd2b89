"""Sources and annotations of a lean site are in packs while it is edited, too."""

import json

import pytest

from site_builder.engine import open_site
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.page_maker import PageMaker
from tests.unit.server.running import LIGHT, make_site


@pytest.fixture
def pages(tmp_path):
    folder = make_site(tmp_path / "site")
    (folder / "site.toml").write_text('layout = "lean"\n')
    live = LiveSite(open_site(folder))
    live.load()
    while live.reader.refresh_next():
        pass
    return PageMaker(live)


def part(pages, address, name):
    """Return a part of an article as the script of its page gets it."""
    digits = json.loads(pages.page("data/packs/index.json").data)["digits"]
    shown = pages.page(f"{address}index.html").data.decode()
    key = shown.partition('data-key="')[2].partition('"')[0]
    entry = json.loads(pages.page(f"data/packs/{key[:digits]}.json").data)[address]
    start, length = entry[name]
    return pages.page(f"data/packs/{entry['pack']}").data[start : start + length]


def test_a_page_finds_its_source_and_its_annotations_in_the_packs(pages):
    address = "articles/2020/light/"

    assert part(pages, address, "article.md").decode() == LIGHT
    assert json.loads(part(pages, address, "annotations.json"))


@pytest.mark.parametrize("name", ["00000000.json", "00000000-0.pack", "all.json", "../index.html", ""])
def test_there_is_nothing_else_in_the_packs(pages, name):
    assert pages.page(f"data/packs/{name}") is None


def test_a_full_site_has_no_packs(tmp_path):
    live = LiveSite(open_site(make_site(tmp_path / "site")))
    live.load()

    assert PageMaker(live).page("data/packs/index.json") is None

import re
from collections.abc import Sequence
from posixpath import normpath
from typing import Any, cast
from unittest.mock import patch

import html5lib
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.facets import FACETS
from site_builder.indexing import build_index
from site_builder.model import Archive, Card, Metadata, Words
from site_builder.pages import menu, pagination, plan_pages
from site_builder.pages.composition import composition
from site_builder.pages.facet_counts import histogram, year_page
from site_builder.pages.humanize import counted, day, listed, one_line
from site_builder.pages.pagination import page_count, page_holding, paginate
from site_builder.settings import Settings
from tests.unit.pages.theme import elements, list_pages, renderer, site
from tests.unit.pages.tidewater import SETTINGS, archive, cards

CARDS = tuple(archive(120).cards)


@given(number=st.integers(0, 120), size=st.integers(1, 30))
def test_every_article_stands_on_exactly_one_page_of_a_list(number: int, size: int) -> None:
    pages = list(paginate(CARDS[:number], "articles/", size=size))

    assert [card for page in pages for card in page.cards] == list(CARDS[:number])
    assert len({page.path for page in pages}) == len(pages)
    assert all(len(page.cards) == size for page in pages[1:])
    assert len(pages[0].cards) < 2 * size


@given(number=st.integers(1, 119), size=st.integers(1, 30))
def test_newer_article_changes_no_numbered_page_but_the_last(number: int, size: int) -> None:
    before = {page.path: page for page in paginate(CARDS[1 : number + 1], "x/", size=size)}
    after = {page.path: page for page in paginate(CARDS[: number + 1], "x/", size=size)}

    changed = {path for path in before if before[path] != after[path]}

    assert len(changed - {"x/index.html"}) <= 1
    assert all(before[path].cards == after[path].cards for path in before if path != "x/index.html")


@given(number=st.sampled_from([499, 500, 501, 640, 4999, 5000, 5001, 7777]), size=st.integers(1, 90))
def test_long_lists_have_longer_pages_and_say_where_each_article_stands(number: int, size: int) -> None:
    places = cast("Sequence[Any]", range(number))
    with patch.object(pagination, "span", lambda cards: ""):
        pages = list(paginate(places, "x/", size=size))

    assert [place for page in pages for place in page.cards] == list(range(number))
    assert len(pages[0].cards) < 2 * size
    length = size * (8 if number >= 5000 else 4 if number >= 500 else 1)
    assert all(len(page.cards) == length for page in pages[2:])
    assert all(len(page.cards) <= length for page in pages[1:])
    assert len(pages) == page_count(number, size=size)
    for page in pages:
        for place in cast("Sequence[Any]", (page.cards[0], page.cards[-1])):
            assert page_holding(place, number, "x/", size=size) == page.path


def test_pages_of_a_list_lead_to_each_other() -> None:
    first, second, oldest = paginate(CARDS[:10], "x/", size=3)

    assert (first.path, second.path, oldest.path) == ("x/index.html", "x/page-2.html", "x/page-1.html")
    assert first.older
    assert first.older.href == second.path
    assert second.newer
    assert second.newer.href == first.path
    assert oldest.newer
    assert oldest.newer.href == second.path
    assert oldest.older is None


def test_every_link_on_every_page_leads_to_a_file() -> None:
    files = site()
    there = {*files, *(card.address + "index.html" for card in CARDS)}

    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        for element in elements(data.decode()):
            href = element.attributes.get("href", element.attributes.get("src", ""))
            if href and not re.match(r"https?:|#|url\(", href):
                folder = path.rpartition("/")[0]
                target, _, fragment = re.sub(r"\?[^#]*", "", href).partition("#")
                target = normpath(f"{folder}/{target}".lstrip("/"))
                assert target in there, (path, href)
                assert not fragment or f' id="{fragment}"' in files[target].decode(), (path, href)


def test_every_list_is_valid_html() -> None:
    for path, page in list_pages(archive(120)).items():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(renderer().render(page).decode())


def test_page_of_a_region_counts_years_themes_and_publishers() -> None:
    page = renderer().render(list_pages(archive(120))["regions/north-sea/index.html"]).decode()

    assert "41 articles, 2004 to 2024, from 3 publishers" in page
    assert "Themes in this region" in page
    assert 'aria-label="Articles by year. 2004: ' in page
    assert "% article," in page


def test_numbered_pages_show_nothing_that_changes_with_newer_articles() -> None:
    settings = msgspec.structs.replace(SETTINGS, page_size=10)
    made = cards(60)
    older = list_pages(build_index(made[:-1], FACETS), settings)
    newer = list_pages(build_index([*made[:-1], _newest(made)], FACETS), settings)

    same = [path for path in older if "page-" in path and older[path] == newer[path]]

    assert len(same) >= len([path for path in older if "page-" in path]) - 6


def _newest(made: list[Card]) -> Card:
    metadata = msgspec.structs.replace(made[-1].metadata, date="2030-01-01")
    return msgspec.structs.replace(made[-1], metadata=metadata)


def test_menu_names_only_indexes_that_exist() -> None:
    bare = build_index(
        [
            msgspec.structs.replace(
                card, metadata=msgspec.structs.replace(card.metadata, regions=(), reports=())
            )
            for card in cards(5)
        ],
        FACETS,
    )

    page = renderer().render(list_pages(bare)["index.html"]).decode()

    assert ">Themes</a>" in page
    assert ">Regions</a>" not in page


def test_empty_archive_has_its_pages() -> None:
    pages = list_pages(Archive((), {}), Settings())

    rendered = {path: renderer().render(page) for path, page in pages.items()}

    assert {"index.html", "articles/index.html", "feed.xml", "404.html", "robots.txt"} <= set(rendered)


def test_years_are_headed_by_month_and_the_undated_have_their_own_page() -> None:
    pages = list_pages(archive(120))

    assert b"<h2>March 2020</h2>" in renderer().render(pages["years/2020/index.html"])
    assert b"<h2>Undated</h2>" in renderer().render(pages["years/undated/index.html"])


def test_wrong_addresses_are_answered_with_links_from_the_top_of_the_site() -> None:
    settings = msgspec.structs.replace(SETTINGS, base_url="https://tide.example/archive")

    page = renderer().render(list_pages(archive(3), settings)["404.html"]).decode()

    assert 'href="/archive/static/style.css"' in page
    assert 'href="/archive/index.html"' in page


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_shares_add_up_to_a_hundred_and_hide_nothing(article: int, boilerplate: int, disclaimer: int) -> None:
    bar = composition(Words(article, boilerplate, disclaimer))

    if bar is None:
        assert article + boilerplate + disclaimer == 0
        return
    shares = (bar.article, bar.boilerplate, bar.disclaimer)
    assert sum(shares) == 100
    assert bar.wide_a + bar.wide_b + bar.wide_d == 100
    assert all(
        (wide >= 3) == (share > 0)
        for wide, share in zip((bar.wide_a, bar.wide_b, bar.wide_d), shares, strict=True)
    )
    for share, words in zip(shares, (article, boilerplate, disclaimer), strict=True):
        assert (share > 0) == (words > 0)


def test_histogram_has_a_bar_for_each_year_with_articles() -> None:
    drawn = histogram(CARDS, year_page)

    assert drawn
    assert [column.year for column in drawn.columns] == list(map(str, range(2004, 2025)))
    assert [column.year for column in drawn.columns if column.is_marked] == ["2004", "2014", "2024"]
    assert all(bool(column.height) == bool(column.href) == bool(column.count) for column in drawn.columns)
    assert sum(int(column.count or 0) for column in drawn.columns) == sum(
        bool(card.metadata.date) for card in CARDS
    )


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2020-02-04", "4 February 2020"),
        ("2020-02", "February 2020"),
        ("2020", "2020"),
        ("", ""),
        ("2020-13-01", "2020-13-01"),
    ],
)
def test_dates_are_said_as_precisely_as_they_are_known(date: str, words: str) -> None:
    assert day(date) == words


def test_counts_and_names_read_as_in_a_sentence() -> None:
    assert counted(1, "article") == "1 article"
    assert counted(1284, "article") == "1,284 articles"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed([]) == ""


@given(st.text())
def test_labels_are_one_line_without_controls(text: str) -> None:
    label = one_line(text)

    assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", label)
    assert one_line(label) == label


def test_a_facet_without_labels_has_no_page_and_no_place_in_the_menu() -> None:
    bare = build_index([msgspec.structs.replace(CARDS[0], metadata=Metadata(themes=("Ports",)))], FACETS)
    nav = menu((key for key, shelves in bare.shelves.items() if shelves), SETTINGS)

    pages = {page.path for page in plan_pages(bare, SETTINGS, nav=nav)}

    assert [link.name for link in nav] == ["Articles", "Themes"]
    assert {link.href for link in nav} <= pages
    assert not {path for path in pages if path.startswith(("regions/", "years/", "authors/"))}


def test_the_menu_follows_the_order_of_the_owner_and_leaves_out_what_is_not_there() -> None:
    settings = msgspec.structs.replace(SETTINGS, menu=("years", "authors", "regions", "articles", "handbook"))

    nav = menu(["regions", "themes", "years"], settings)

    assert [link.name for link in nav] == ["Years", "Regions", "Articles"]

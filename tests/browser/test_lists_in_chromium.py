"""Lists in a real browser, from a web server as readers have them: tools, jumps, bars, pages, and ways on."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.static_host import served
from tests.unit.engine.sites import SmallSite

pytestmark = pytest.mark.browser

NUMBER = 31
PUBLISHER = "publishers/harbour-review/index.html"
NAMES = ("Ada", "Berit", "Carl", "Dora", "Emil", "Frida")
SURNAMES = ("Aune", "Brekke", "Crane", "Doyle", "Eide", "Foss")
WIDTHS = (360, 768, 1024, 1440)
SENTENCE = "The tide came in and went out again at the {} of Holm, as it does on most days of the year."
OBJECTS = ("lantern", "sluice", "barometer")


def text(number: int) -> str:
    author = f"{NAMES[number % 6]} {SURNAMES[(number + number // 6) % 6]}"
    thing = OBJECTS[number % 3]
    lines = "\n\n".join(
        SENTENCE.format(thing) + f" It was the {thing} that was counted then." for _ in range(9)
    )
    return (
        f"## Low water {number:02}\n\nBy [{author}](#)\n\nHarbour Review, March {number % 27 + 1:02}, "
        f"{2010 + number // 4}\n\nRegion: [North Sea](#)\n\nTheme: [{'Ports' if number % 2 else 'Law'}](#)\n\n{lines}\n"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site of 31 articles by 31 authors, five on a page."""
    small = SmallSite(tmp_path_factory.mktemp("lists") / "site")
    (small.root / "site.toml").write_text("page_size = 5\n", "utf-8")
    for number in range(NUMBER):
        small.write(f"a{number:02}.md", text(number))
    small.build()
    return small.output


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Serve the site."""
    with served(site) as url:
        yield url + "/"


def titles(page: Page) -> list[str]:
    return page.locator(".items h3:visible").all_text_contents()


def test_filter_finds_articles_of_every_page_of_the_list(opened: Any) -> None:
    page = opened(PUBLISHER)

    page.locator("#list-words").fill("water 03")

    page.get_by_text("1 of 31 articles").wait_for()
    assert titles(page) == ["Low water 03"]
    page.get_by_role("link", name="Show the whole list").click()
    assert len(titles(page)) > 1


def test_sorting_by_title_and_backwards_takes_all_pages_and_is_kept_in_the_address(opened: Any) -> None:
    page = opened(PUBLISHER)

    page.locator("label[for=sort-title]").click()
    page.get_by_text("31 articles", exact=True).wait_for()
    assert titles(page) == [f"Low water {number:02}" for number in range(NUMBER)]
    page.locator("#sort-reverse").check()
    page.wait_for_url("**order=reverse**")
    page.reload()
    page.get_by_text("31 articles", exact=True).wait_for()

    assert titles(page)[0] == "Low water 30"


def test_bars_lead_to_exactly_the_articles_of_their_year(opened: Any) -> None:
    page = opened(PUBLISHER)
    bar = page.locator(".years a").nth(1)
    name = bar.get_attribute("aria-label")

    bar.click()
    page.locator(".results:visible").wait_for()

    assert name == "2011: 4 articles"
    assert len(titles(page)) == 4
    assert all(date.startswith("2011") for date in dates(page))


def dates(page: Page) -> list[str]:
    times = page.locator(".items li:visible time").all()
    return [time.get_attribute("datetime") or "" for time in times]


def test_without_scripts_bars_and_pages_lead_to_the_year_and_no_tool_is_shown(opened: Any) -> None:
    page = opened(PUBLISHER, java_script_enabled=False)
    assert not page.locator(".tools").is_visible()

    page.locator(".years a").first.click()

    assert page.locator(":target").get_attribute("id") == "d-2010"
    assert "Low water 00" in titles(page)


def test_pages_of_a_list_reach_every_article_once_from_first_to_last(opened: Any) -> None:
    page = opened(PUBLISHER, java_script_enabled=False)
    assert page.locator(".pager a").last.text_content().startswith("Last: Page 1, 2010")
    seen = titles(page)

    while page.locator(".pager a[rel=next]").count():
        page.locator(".pager a[rel=next]").click()
        seen += titles(page)

    assert sorted(seen) == [f"Low water {number:02}" for number in range(NUMBER)]
    page.get_by_role("link", name="First: Newest").click()
    assert "Low water 30" in titles(page)


def test_letters_jump_to_authors_by_family_name_and_the_filter_hides_the_others(opened: Any) -> None:
    page = opened("authors/index.html")
    names = page.locator(".headings a").all_text_contents()
    assert [name.split()[-1] for name in names] == sorted(name.split()[-1] for name in names)

    page.locator(".letters a", has_text="D").click()
    assert page.locator(":target h2").text_content() == "D"
    page.locator("#list-words").fill("brekke")

    assert {name.split()[-1] for name in page.locator(".headings a:visible").all_text_contents()} == {
        "Brekke"
    }


def test_article_leads_on_to_related_ones_to_its_list_and_back_up(opened: Any) -> None:
    page = opened("articles/a10/index.html", java_script_enabled=False)
    crumbs = page.locator(".crumbs a").all_text_contents()
    later = page.locator("a[rel=next]")
    assert crumbs[0] == "Home"
    assert later.text_content() == "Low water 12"

    later.click()
    page.locator("a[rel=prev]").click()
    assert page.locator("h1").text_content() == "Low water 10"
    page.locator(".crumbs a").last.click()

    assert crumbs == ["Home", "Themes", page.locator("h1").text_content()]


def test_article_opens_where_its_reader_left_it_and_offers_the_beginning(opened: Any, address: str) -> None:
    page = opened("articles/a10/index.html", viewport={"width": 390, "height": 500})
    page.evaluate("scrollTo(0, 700)")
    page.goto(address + PUBLISHER)

    page.goto(address + "articles/a10/index.html")

    assert page.evaluate("scrollY") > 500
    page.get_by_role("link", name="Begin at the top").click()
    page.wait_for_function("scrollY < 300")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_any_kind_scrolls_sideways_or_overlaps(
    opened: Any, site: Path, address: str, width: int
) -> None:
    paths = [
        path
        for kind in ("*.html", "*/*.html", "*/*/*.html")
        for path in sorted(item.relative_to(site).as_posix() for item in site.glob(kind))
        if path != "404.html" and "/a" not in path[:11]
    ]
    page = opened("index.html", viewport={"width": width, "height": 900})
    for path in [*paths[::4], "articles/a10/index.html", "authors/index.html", PUBLISHER]:
        page.goto(address + path)

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        rows = "[...document.querySelectorAll('main > *')].filter(row => row.getClientRects().length)"
        boxes = page.evaluate(
            f"{rows}.map(row => row.getBoundingClientRect()).map(box => [box.top, box.bottom])"
        )
        assert all(above[1] <= below[0] + 1 for above, below in pairwise(boxes)), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_lists_have_no_accessibility_violation(opened: Any, scheme: str) -> None:
    for path in (
        PUBLISHER,
        "authors/index.html",
        "years/index.html",
        "articles/page-2.html",
        "articles/a10/",
    ):
        page = opened(path, color_scheme=scheme, bypass_csp=True)

        results = Axe().run(page)

        assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == [], path


def test_keyboard_reaches_the_tools_in_order_and_shows_where_it_is(opened: Any) -> None:
    page = opened(PUBLISHER)
    page.locator(".years a").last.focus()

    order = []
    for _ in range(3):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id"))
        assert (
            page.evaluate(
                "(e => getComputedStyle(e.matches('[type=radio]') ? e.nextElementSibling : e).outlineStyle)"
                "(document.activeElement)"
            )
            != "none"
        )

    assert order == ["list-words", "sort-date", "sort-reverse"]

"""Pages of notices in a real browser: they fit every width, can be read aloud, and the margin leads to them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.unit.engine.sites import NOTICE, SmallSite, article, files

pytestmark = pytest.mark.browser

WORDINGS = (
    NOTICE,
    f"{NOTICE} Community websites may repost it in full.",
    f"{NOTICE} Community websites may quote it.",
)
ARABIC = "إخلاء مسؤولية: الآراء الواردة في هذا المقال تعبر عن رأي كاتبها ولا تعبر بالضرورة عن رأي الصحيفة."
PHONE, SMALL, DESK = ({"width": width, "height": 900} for width in (390, 1024, 1440))
INDEX = "notices/index.html"
OUTLET = "publishers/harbour-review/index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site whose outlet changed its disclaimer twice."""
    small = SmallSite(tmp_path_factory.mktemp("notices") / "site")
    for number in range(9):
        date = f"March {number + 1:02}, {2010 + number}"
        small.write(f"a{number}.md", article(f"Low water {number}", notice=WORDINGS[number // 3], date=date))
    for number in range(2):
        small.write(f"b{number}.md", article(f"High water {number}", notice=ARABIC))
    small.build()
    return small.output


@pytest.fixture(scope="module")
def notice(site: Path) -> str:
    """Find the page of the disclaimer."""
    pages = {name: data for name, data in files(site / "notices").items() if name.endswith("index.html")}
    return "notices/" + next(name for name, data in pages.items() if b"First wording</h2>" in data)


@pytest.fixture
def opened(chromium: Browser, site: Path) -> Iterator[Any]:
    """Open a page of the site from the file system."""
    contexts = []

    def open_page(path: str, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto((site / path).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_notices_have_no_accessibility_violation(opened: Any, notice: str, scheme: str) -> None:
    for path in (
        notice,
        INDEX,
        OUTLET,
        "notices/outlets/harbour-review/index.html",
        "articles/a8/index.html",
    ):
        page = opened(path, color_scheme=scheme, bypass_csp=True)

        results = Axe().run(page)

        assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []


@pytest.mark.parametrize("viewport", [PHONE, SMALL, DESK], ids=["phone", "1024", "desk"])
def test_pages_of_notices_fit_their_width(opened: Any, notice: str, viewport: dict[str, int]) -> None:
    for path in (notice, INDEX, OUTLET):
        page = opened(path, viewport=viewport)

        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_versions_stand_the_latest_first_in_one_column(opened: Any, notice: str) -> None:
    page = opened(notice)
    boxes = [version.bounding_box() for version in page.locator(".version .words").all()]

    assert page.locator(".version h2").all_text_contents() == [
        "Third wording",
        "Second wording",
        "First wording",
    ]
    assert len({box["x"] for box in boxes}) == len({box["width"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)


def test_what_changed_is_told_by_lines_and_not_by_colour_alone(opened: Any, notice: str) -> None:
    page = opened(notice)
    lines = "element => getComputedStyle(element).textDecorationLine"

    assert page.locator(".version ins").first.evaluate(lines) == "underline"
    assert page.locator(".version del").first.evaluate(lines) == "line-through"
    assert page.locator(".version").first.locator("ins").all_text_contents() == ["quote"]


def test_the_margin_leads_to_the_wording_without_scripts(opened: Any) -> None:
    page = opened("articles/a8/index.html", java_script_enabled=False)
    link = page.locator("aside[role=note] a", has_text="third wording")
    assert link.text_content() == "In 5+ articles since 2010 · third wording"

    link.click()

    assert page.locator(".version:target h2").text_content() == "Third wording"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_links_are_large_enough_to_hit(opened: Any, notice: str, viewport: dict[str, int]) -> None:
    for path in (notice, INDEX):
        page = opened(path, viewport=viewport)
        boxes = [link.bounding_box() for link in page.locator("main a, .tallies a, .facts a").all()]

        assert min(box["height"] for box in boxes if box) >= 24


def test_a_notice_in_another_direction_runs_its_own_way(opened: Any, site: Path) -> None:
    path = next(
        name for name, data in files(site / "notices").items() if ARABIC.encode() in data and "index" in name
    )
    page = opened(f"notices/{path}")

    assert page.locator(".version .words").evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_print_shows_all_wordings(opened: Any, notice: str) -> None:
    page = opened(notice)
    page.emulate_media(media="print")

    assert all(version.is_visible() for version in page.locator(".version").all())

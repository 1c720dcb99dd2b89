"""Articles of the plain and the odd kind in a real browser: no choice gives a blank page, and nothing overlaps."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.unit.engine.sites import SmallSite, article

pytestmark = pytest.mark.browser

BODY = "The lock at Holm has two gates and four men who know how they are opened; three of them are retired."
ODD = f"""# The lock at Holm is to be repaired

Font size A A A

Listen to this article

Play

0:00 / 3:14

By Ada Holm

March 5, 2019

*The lock gates have been leaking since the war, and nobody minded until the eels left.*

Published by Harbour Review on 5 March 2019

{BODY}

{BODY} {BODY}
"""
PLAIN, NOTICED, STRANGE = (f"articles/{name}/index.html" for name in ("plain", "noticed", "odd"))
WIDTHS = (360, 390, 768, 1024, 1440)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site of an article without notices, one with some, and one with what players and buttons say."""
    small = SmallSite(tmp_path_factory.mktemp("rows") / "site")
    small.write("plain.md", f"# Low water\n\nBy Ada Holm\n\nMarch 5, 2019\n\n{BODY}\n\n{BODY}\n")
    small.write("noticed.md", article("High water"))
    small.write("odd.md", ODD)
    small.build()
    return small.output


@pytest.fixture
def opened(chromium: Browser, site: Path) -> Iterator[Any]:
    """Open a page of the site from the file system."""
    contexts = []

    def open_page(path: str, **options: Any) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto((site / path).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_notices_only_of_an_article_without_any_says_so_and_leads_back(opened: Any, scripts: bool) -> None:
    page = opened(PLAIN, java_script_enabled=scripts)
    sentence, text = page.locator(".no-notices"), page.locator("section[data-role=body]").first
    assert not sentence.is_visible()

    page.locator("label[for=lens-notices]").click()
    assert sentence.is_visible()
    assert not text.is_visible()

    sentence.locator("label").click()
    assert text.is_visible()
    assert not sentence.is_visible()


def test_a_remembered_choice_gives_no_blank_page_and_the_way_back_is_remembered_too(
    opened: Any, site: Path
) -> None:
    page = opened(NOTICED)
    page.locator("label[for=lens-notices]").click()

    page.goto((site / PLAIN).as_uri())
    assert page.locator(".no-notices").is_visible()

    page.locator(".no-notices label").click()
    page.goto((site / NOTICED).as_uri())
    assert page.locator("section[data-role=body]").first.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_of_an_article_never_overlap_nor_reach_beyond_the_page(opened: Any, width: int) -> None:
    for path in (PLAIN, NOTICED, STRANGE):
        page = opened(path, viewport={"width": width, "height": 900})
        rows = page.locator("article > *").all()
        boxes = [box for row in rows if (box := row.bounding_box())]

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for above, below in pairwise(boxes):
            assert above["y"] + above["height"] <= below["y"] + 14, (
                path
            )  # the fold reaches into the head's blank


def test_what_players_say_is_smaller_than_text_and_in_a_frame(opened: Any) -> None:
    page = opened(STRANGE)
    style = "element => [getComputedStyle(element).borderTopStyle, parseFloat(getComputedStyle(element).fontSize)]"

    frame, size = page.locator("section.control").first.evaluate(style)
    text = page.locator("section[data-role=body]").first.evaluate(style)

    assert frame == "dashed"
    assert size < text[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_odd_articles_have_no_accessibility_violation(opened: Any, scheme: str) -> None:
    for path in (PLAIN, STRANGE):
        page = opened(path, color_scheme=scheme, bypass_csp=True)
        if path == PLAIN:
            page.locator("label[for=lens-notices]").click()

        results = Axe().run(page)

        assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.site import build_site

pytestmark = pytest.mark.browser

ARTICLE = "articles/2020/holm-gauge/index.html"
RIGHT_TO_LEFT = "articles/2021/mina/index.html"
LISTS = (
    "index.html",
    "regions/north-sea/index.html",
    "publishers/index.html",
    "about/index.html",
    "404.html",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def opened(chromium: Browser, built: Path) -> Iterator[Any]:
    """Open a page of the site from the file system, and fail on anything it complains about."""
    contexts = []
    complaints: list[str] = []

    def open_page(path: str, *, listen: bool = True, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        if listen:
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("requestfailed", lambda request: complaints.append(request.url))
        page.goto((built / path).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [ARTICLE, RIGHT_TO_LEFT, *LISTS])
def test_page_has_no_accessibility_violation(opened: Any, path: str, scheme: str) -> None:
    # The checker reads style sheets in a way that the file system refuses, aloud.
    page = opened(path, listen=False, color_scheme=scheme, bypass_csp=True)

    results = Axe().run(page)

    assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []


@pytest.mark.parametrize("path", [ARTICLE, RIGHT_TO_LEFT, *LISTS])
def test_page_never_scrolls_sideways(opened: Any, path: str) -> None:
    page = opened(path)

    for viewport in (PHONE, {"width": 320, "height": 600}, {"width": 1024, "height": 700}, DESK):
        page.set_viewport_size(viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], viewport


@pytest.mark.parametrize("path", [ARTICLE, *LISTS])
def test_targets_are_large_enough_to_hit(opened: Any, path: str) -> None:
    page = opened(path, viewport=PHONE)

    small = page.evaluate(
        """() => [...document.querySelectorAll(
          '.top a, .bottom a, .facts a, .facts button, .tallies a, .items h3 a, .headings a, .pager a, ' +
          '.more a, .lens label, summary')]
            .filter(each => each.getClientRects().length && each.getBoundingClientRect().height < 24)
            .map(each => each.outerHTML)"""
    )

    assert small == []


def shown(page: Page) -> dict[str, bool]:
    """Tell what of the article can be seen."""
    return {
        role: page.locator(f"article section[data-role={role}]").first.is_visible()
        for role in ("title", "body", "support", "disclaimer")
    }


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_lens_shows_the_article_or_the_notices(opened: Any, scripts: bool) -> None:
    page = opened(ARTICLE, java_script_enabled=scripts)
    assert shown(page) == {"title": True, "body": True, "support": True, "disclaimer": True}

    page.locator("label[for=lens-article]").click()
    assert shown(page) == {"title": True, "body": True, "support": False, "disclaimer": False}

    page.locator("label[for=lens-notices]").click()
    assert shown(page) == {"title": True, "body": False, "support": True, "disclaimer": True}


def test_lens_is_worked_from_the_keyboard_and_shows_its_focus(opened: Any) -> None:
    page = opened(ARTICLE)
    page.locator("#lens-all").focus()

    page.keyboard.press("ArrowRight")

    assert page.evaluate("document.activeElement.id") == "lens-article"
    assert (
        page.locator("label[for=lens-article]").evaluate("each => getComputedStyle(each).outlineStyle")
        == "solid"
    )
    assert not shown(page)["support"]


def test_lens_is_remembered_on_the_next_article(opened: Any, built: Path) -> None:
    page = opened(ARTICLE)
    page.locator("label[for=lens-notices]").click()

    page.goto((built / RIGHT_TO_LEFT).as_uri())

    assert page.locator("#lens-notices").is_checked()


def test_first_tab_leads_past_the_menu(opened: Any) -> None:
    page = opened(ARTICLE)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_citation_is_copied(opened: Any) -> None:
    page = opened(ARTICLE)
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")

    page.get_by_role("button", name="Copy").click()

    page.get_by_text("Copied").wait_for()
    assert page.evaluate("window.copied").startswith("Skerry Press: “The gauge at Holm")


@pytest.mark.parametrize("path", [ARTICLE, RIGHT_TO_LEFT])
def test_note_stands_beside_its_passage_on_a_desk_and_above_it_on_a_phone(opened: Any, path: str) -> None:
    boxes = """() => [...document.querySelectorAll('aside[role=note]')].map(note => {
        const a = note.getBoundingClientRect(), b = note.parentNode.querySelector('section').getBoundingClientRect();
        return [a.top - b.top, a.bottom - b.top, a.left >= b.right || a.right <= b.left] })"""

    for top, _, beside in opened(path).evaluate(boxes):
        assert abs(top) < 8
        assert beside
    for _, bottom, beside in opened(path, viewport=PHONE).evaluate(boxes):
        assert bottom <= 1
        assert not beside


def test_notes_never_overlap(opened: Any) -> None:
    tops = opened(ARTICLE).evaluate(
        """() => [...document.querySelectorAll('aside[role=note]')].map(note => {
            const box = note.getBoundingClientRect(); return [box.top, box.bottom] })"""
    )

    assert all(below[0] >= above[1] for above, below in pairwise(tops))


def test_right_to_left_article_is_mirrored(opened: Any) -> None:
    page = opened(RIGHT_TO_LEFT)

    facts, note = (page.locator(each).first.bounding_box() for each in (".facts", "aside[role=note]"))

    assert facts["x"] > note["x"]


def test_print_shows_the_head_as_printed_and_no_controls(opened: Any) -> None:
    page = opened(ARTICLE)
    page.emulate_media(media="print")

    assert page.locator("section[data-role=dateline]").first.bounding_box()["height"] > 10
    assert not page.locator(".lens").is_visible()
    assert not page.locator(".top nav").is_visible()
    assert len(page.pdf()) > 10_000


def test_article_costs_few_requests_and_none_elsewhere(chromium: Browser, built: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto((built / ARTICLE).as_uri())
    page.wait_for_load_state("networkidle")
    context.close()

    assert len(asked) <= 4
    assert all(address.startswith(built.as_uri()) for address in asked)
    size = sum((built / address.removeprefix(built.as_uri() + "/")).stat().st_size for address in asked)
    assert size <= 60_000


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_handle_of_a_paragraph_shows_on_hover_and_focus_and_leads_there(
    opened: Any, built: Path, scripts: bool
) -> None:
    folder = built / "articles/handles"
    folder.mkdir(exist_ok=True)
    text = (
        "-- handles.md --\n# The lamp\n\nBy Ada Holm\n\n" + "The lamp was lit at nine every night.\n\n" * 40
    )
    (folder / "index.html").write_text(build_site(text)["articles/handles/index.html"], "utf-8")
    page = opened("articles/handles/index.html", java_script_enabled=scripts)
    paragraph = page.locator("section[data-role=body] p[id]").nth(30)
    handle = paragraph.locator(".md-handle")

    assert handle.evaluate("each => getComputedStyle(each).opacity") == "0"
    paragraph.hover()
    assert handle.evaluate("each => getComputedStyle(each).opacity") == "1"
    page.mouse.move(0, 0)
    handle.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert handle.evaluate("each => getComputedStyle(each).opacity") == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith("#t-the-lamp-was-lit-at-nine-every-night-31")
    assert page.evaluate("scrollY") > 300

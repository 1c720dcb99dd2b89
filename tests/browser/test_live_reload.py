"""Edit a site while a real browser shows it."""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.unit.server.running import BELL, LIGHT, Case, Running

pytestmark = pytest.mark.browser

LONG = LIGHT.replace(
    "Nobody in the village",
    "\n\n".join(f"Paragraph {number} of the keeper's log, which is long." for number in range(120))
    + "\n\nNobody in the village",
)
_numbers = itertools.count()


class Editing:
    """Articles of a served site and the browser that looks at them."""

    def __init__(self, case: Case, browser: Browser) -> None:
        self.case = case
        self.running = case.running
        self.folder = case.running.folder
        self.source = case.source
        self.page = case.light.lstrip("/")
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.complaints: list[str] = []

    def open(self, path: str | None = None) -> Page:
        """Open a page, by default that of the article, and wait until it listens."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        page.goto(self.running.address + (self.page if path is None else path))
        page.wait_for_selector("site-builder-notes", state="attached")
        page.evaluate("window.kept = true")
        return page

    def close(self) -> None:
        """Close all tabs."""
        for page in self.context.pages:
            # Chromium hangs when a tab closes while its shared worker is starting.
            page.wait_for_selector("site-builder-notes", state="attached")
        self.context.close()

    def edit(self, old: str, new: str) -> None:
        """Save the article with other words in it."""
        self.source.write_text(self.source.read_text("utf-8").replace(old, new), "utf-8")


def site_for_many(folder: Path) -> Path:
    """Write an archive that has a label for every index, so that menus stay the same while articles come and go."""
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "bell.md").write_text(BELL, "utf-8")
    return folder


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests that edit nothing but articles of their own."""
    running = Running(site_for_many(tmp_path_factory.mktemp("live") / "site"))
    yield running
    running.stop()


@pytest.fixture
def editing(live: Running, chromium: Browser) -> Iterator[Editing]:
    case = Case(live, f"case-{next(_numbers)}", light=LONG)
    made = Editing(case, chromium)
    yield made
    try:
        made.close()
    finally:
        case.remove()


@pytest.fixture
def alone(tmp_path: Path, chromium: Browser) -> Iterator[Editing]:
    """The same with a server of its own, for tests that change its templates or settings."""
    made = Editing(Case(Running(site_for_many(tmp_path / "site")), "2020", light=LONG), chromium)
    yield made
    try:
        made.close()
    finally:
        made.running.stop()


def soon(told: Callable[[], Any], seconds: float = 8.0) -> Any:
    """Wait until something is true; the page's policy forbids the browser's own way of waiting."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = told()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def notes(page: Page) -> str:
    """Give what stands over the page."""
    return page.evaluate(
        "document.querySelector('site-builder-notes')?.shadowRoot.querySelector('.all').innerText ?? ''"
    )


def test_edit_is_shown_without_loading_the_page_again(editing: Editing) -> None:
    page = editing.open()

    editing.edit("Nobody in the village", "Nobody in the harbour")

    soon(lambda: page.get_by_text("Nobody in the harbour").count())
    assert page.evaluate("window.kept")
    assert editing.complaints == []


def test_place_focus_selection_and_everything_opened_survive(editing: Editing) -> None:
    page = editing.open()
    page.click("details.printed > summary")
    page.click("#lens-notices + label")
    page.click("#lens-all + label")
    page.evaluate(
        """() => {
          const field = document.createElement('input');
          field.id = 'typed';
          document.querySelector('main').prepend(field);
        }"""
    )
    page.fill("#typed", "half a thought")
    page.evaluate(
        """() => {
          document.querySelector('#typed').setSelectionRange(2, 6);
          window.scrollTo(0, 1500);
          const text =
            [...document.querySelectorAll('article p')].find(each => each.textContent.includes('Paragraph 40 '));
          const range = document.createRange();
          range.setStart(text.firstChild, 3);
          range.setEnd(text.firstChild, 12);
          window.chosen = text;
        }"""
    )
    before = page.evaluate("window.scrollY")

    editing.edit("Paragraph 40 of the keeper's log", "Paragraph 40 of the harbour's log")
    soon(lambda: page.get_by_text("Paragraph 40 of the harbour's log").count())

    assert page.evaluate("window.scrollY") == before > 0
    assert page.evaluate("document.activeElement.id") == "typed"
    assert page.input_value("#typed") == "half a thought"
    assert page.evaluate("[typed.selectionStart, typed.selectionEnd]") == [2, 6]
    assert page.evaluate("document.querySelector('details.printed').open")
    assert page.evaluate("window.chosen.isConnected && window.chosen.textContent.includes('harbour')")
    # One for the citation as text, one for each format; none was added twice.
    assert page.locator("[data-cite] button").count() == 4


def test_selected_words_stay_selected(editing: Editing) -> None:
    page = editing.open()
    page.evaluate(
        """() => {
          const text = [...document.querySelectorAll('article p')]
            .find(each => each.textContent.includes('Paragraph 40 ')).firstChild;
          getSelection().setBaseAndExtent(text, 0, text, 12);
        }"""
    )

    editing.edit("Paragraph 40 of the keeper's log", "Paragraph 40 of the harbour's log")
    soon(lambda: page.get_by_text("Paragraph 40 of the harbour's log").count())

    assert page.evaluate("getSelection().toString()") == "Paragraph 40"


def test_lens_survives(editing: Editing) -> None:
    page = editing.open()
    page.click("#lens-article + label")

    editing.edit("Paragraph 1 of", "Paragraph one of")
    soon(lambda: page.get_by_text("Paragraph one of").count())

    assert page.is_checked("#lens-article")


def test_paragraphs_come_and_go_where_they_stand(editing: Editing) -> None:
    page = editing.open()

    editing.edit("Paragraph 7 of the keeper's log, which is long.\n\n", "")
    editing.edit("Paragraph 90 of", "A paragraph between.\n\nParagraph 90 of")
    soon(lambda: page.get_by_text("A paragraph between.").count())

    fresh = editing.context.new_page()
    fresh.goto(editing.running.address + editing.page)
    texts = "[...document.querySelectorAll('article p')].map(each => each.textContent)"
    assert page.evaluate(texts) == fresh.evaluate(texts)
    assert page.evaluate("window.kept")


def test_style_sheet_is_swapped_without_flicker(alone: Editing) -> None:
    page = alone.open()
    static = alone.folder / "templates" / "static"
    static.mkdir(parents=True)
    style = (Path(__file__).parents[2] / "templates" / "static" / "style.css").read_text("utf-8")
    page.evaluate(
        """() => {
          window.bare = 0;
          const look = () => {
            if (getComputedStyle(document.querySelector('.top')).display !== 'flow-root') window.bare++;
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    time.sleep(0.3)

    (static / "style.css").write_text(style + "\nh1 { color: rgb(1, 2, 3) }\n", "utf-8")

    colour = "getComputedStyle(document.querySelector('h1')).color"
    soon(lambda: page.evaluate(colour) == "rgb(1, 2, 3)")
    alone.edit("Paragraph 1 of", "Paragraph one of")
    soon(lambda: page.get_by_text("Paragraph one of").count())
    time.sleep(0.2)
    assert page.evaluate(colour) == "rgb(1, 2, 3)"
    assert page.evaluate("document.querySelectorAll('link[rel=stylesheet]').length") == 1
    assert page.evaluate("window.bare") == 0
    assert page.evaluate("window.kept")


def test_changed_script_is_run(alone: Editing) -> None:
    page = alone.open()
    static = alone.folder / "templates" / "static"
    static.mkdir(parents=True)
    time.sleep(0.3)

    (static / "page.js").write_text("document.documentElement.dataset.ran = 'yes';", "utf-8")

    soon(lambda: page.locator("html[data-ran=yes]").count())


def test_only_tabs_that_show_something_changed_do_anything(editing: Editing) -> None:
    page, other = editing.open(), editing.open(editing.case.gauge[1:])
    other.evaluate(
        """() => {
          window.changes = 0;
          new MutationObserver(found => window.changes += found.length)
            .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
        }"""
    )
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))

    editing.edit("Nobody in the village", "Nobody in the harbour")
    soon(lambda: page.get_by_text("Nobody in the harbour").count())
    time.sleep(0.3)

    assert other.evaluate("window.changes") == 0
    assert asked == []


def test_nine_tabs_follow(editing: Editing) -> None:
    pages = [editing.open() for _ in range(9)]

    editing.edit("Nobody in the village", "Nobody in the harbour")

    for page in pages:
        soon(lambda page=page: page.get_by_text("Nobody in the harbour").count())


def test_tab_in_front_follows_where_there_are_no_shared_workers(editing: Editing) -> None:
    editing.context.add_init_script("delete window.SharedWorker")
    page = editing.open()

    editing.edit("Nobody in the village", "Nobody in the harbour")

    soon(lambda: page.get_by_text("Nobody in the harbour").count())
    assert page.evaluate("window.kept")
    assert editing.complaints == []


def test_removed_page_says_so_and_leads_on(editing: Editing) -> None:
    page = editing.open()

    editing.source.rename(editing.source.with_name("lamp.md"))

    soon(lambda: "This page is gone" in notes(page))
    assert page.get_by_text("Nobody in the village").count()
    page.get_by_role("link", name="The light at Holm").click()
    page.wait_for_url("**" + editing.case.page("lamp"))
    editing.source.with_name("lamp.md").rename(editing.source)
    soon(lambda: "This page is gone" in notes(page))


def test_page_that_was_missing_appears(editing: Editing) -> None:
    page = editing.open(editing.case.page("tide")[1:])
    assert page.get_by_text("Page not found").count()

    editing.source.with_name("tide.md").write_text(LIGHT.replace("light", "tide"), "utf-8")

    soon(lambda: page.get_by_role("heading", name="The tide at Holm").count())


def test_mistake_is_shown_over_the_page_and_clears_itself(alone: Editing) -> None:
    page = alone.open()
    settings = alone.folder / "site.toml"

    settings.write_text('title = "Holm"\ntitel = "Misspelt"\n', "utf-8")

    soon(lambda: "there is no setting 'titel'" in notes(page))
    text = notes(page)
    assert "site.toml:2" in text
    assert 'titel = "Misspelt"' in text
    assert "settings: " in text
    late = alone.open("")
    assert "there is no setting 'titel'" in soon(lambda: notes(late))
    page.click("#lens-article + label")
    assert page.is_checked("#lens-article")
    settings.write_text('title = "Holm"\n', "utf-8")
    soon(lambda: "titel" not in notes(page) and "titel" not in notes(late))
    said = [line for line in alone.running.lines if "titel" in line]
    assert any(line.endswith("there is no setting 'titel'; did you mean 'title'?") for line in said)


def test_mistake_in_a_template_is_shown_where_it_stands(alone: Editing) -> None:
    templates = alone.folder / "templates"
    templates.mkdir()
    time.sleep(0.3)
    theme = (Path(__file__).parents[2] / "templates" / "article.html").read_text("utf-8")
    (templates / "article.html").write_text(theme, "utf-8")
    page = alone.open()

    (templates / "article.html").write_text(
        theme.replace("{{ page.reading }}", "{{ page.raeding }}"), "utf-8"
    )

    soon(lambda: "raeding" in notes(page))
    line = next(at for at, each in enumerate(theme.splitlines(), 1) if "page.reading" in each)
    assert f"templates/article.html:{line}" in notes(page)
    assert page.get_by_text("Nobody in the village").count()
    (templates / "article.html").write_text(theme.replace("{{ page.reading }}", "a long read"), "utf-8")
    soon(lambda: page.get_by_text("a long read").count())
    assert "raeding" not in notes(page)


def test_tab_catches_up_after_the_server_was_away(alone: Editing) -> None:
    page = alone.open()
    port = alone.running.port
    alone.running.stop()
    alone.edit("Nobody in the village", "Nobody in the harbour")

    alone.running = Running(alone.folder, "--port", str(port))

    soon(lambda: page.get_by_text("Nobody in the harbour").count(), 20)
    assert page.evaluate("window.kept")


def test_strict_policy_of_the_pages_holds(editing: Editing) -> None:
    page = editing.open()

    editing.edit("Nobody in the village", "Nobody in the <b onclick=alert(1)>harbour</b>")
    soon(lambda: page.get_by_text("harbour").count())

    assert editing.complaints == []
    assert page.evaluate("document.querySelectorAll('[onclick]').length") == 0

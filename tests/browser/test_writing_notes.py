"""Write notes beside selected words in a real browser, while the site is served."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_live_reload import Editing, editing, live, soon

__all__ = ["editing", "live"]

pytestmark = pytest.mark.browser

# Selects some words of the article, from the text node that has them.
SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return true;
  }
  return false;
}"""


def written(editing: Editing) -> str:
    file = editing.source.with_name("light.notes.toml")
    return file.read_text("utf-8") if file.exists() else ""


def select(page, words: str) -> None:
    soon(lambda: page.locator("site-builder-writer").count())
    assert page.evaluate(SELECT, words)
    soon(lambda: page.locator("site-builder-writer .offer").count())


def test_a_note_is_written_edited_deleted_and_taken_back_by_keyboard(editing: Editing) -> None:
    file = editing.source.with_name("light.notes.toml")
    file.write_text('# Mine.\ntitle = "The light at Holm"  # as printed\n', "utf-8")
    page = editing.open()
    select(page, "obody in the vill")

    page.keyboard.press("n")
    page.keyboard.type("Not *even* the keeper?")
    page.keyboard.press("Tab")
    page.keyboard.type("Q")
    page.keyboard.press("Control+Enter")

    soon(lambda: page.locator(".note").count() == 1)
    assert page.locator("mark").inner_text() == "Nobody in the village"
    assert page.evaluate("window.kept")
    text = written(editing)
    assert text.startswith(
        '# Mine.\ntitle = "The light at Holm"  # as printed\n\n[[note]]\nquote = "Nobody in the village"\n'
    )
    assert 'text = "Not *even* the keeper?"\nkind = "question"\ndate = "' in text

    soon(lambda: page.locator(".note .note-edit").count())
    page.locator(".note .note-edit").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("Nobody at all.")
    page.keyboard.press("Control+Enter")
    soon(lambda: "Nobody at all." in page.locator(".note").inner_text())
    assert 'text = "Nobody at all."\nkind = "question"' in written(editing)

    page.locator(".note .note-edit").click()
    page.locator("site-builder-writer .remove").click()
    soon(lambda: not page.locator(".note").count())
    assert written(
        editing
    ) == '# Mine.\ntitle = "The light at Holm"  # as printed\n\n' or "note" not in written(editing)
    page.locator("site-builder-writer .done button").click()
    soon(lambda: page.locator(".note").count() == 1)
    assert 'text = "Nobody at all."' in written(editing)
    assert editing.complaints == []


def test_what_cannot_be_written_is_said_in_the_box(editing: Editing) -> None:
    page = editing.open()
    select(page, "Nobody in the village")

    page.locator("site-builder-writer .offer").click()
    page.keyboard.press("Control+Enter")

    said = page.locator("site-builder-writer .said")
    soon(lambda: "write something" in said.inner_text())
    page.keyboard.press("Escape")
    soon(lambda: not page.locator("site-builder-writer dialog").count())
    assert written(editing) == ""


def test_the_box_has_no_accessibility_violation(editing: Editing) -> None:
    context = editing.context.browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(editing.running.address + editing.page)
    select(page, "Nobody in the village")
    page.keyboard.press("n")

    results = Axe().run(page, context="site-builder-writer")

    assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []
    context.close()

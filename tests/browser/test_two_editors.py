"""Two people, or one in two tabs, write notes on one article, which is edited on disk meanwhile; phones."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_live_reload import Editing, editing, live, soon
from tests.browser.test_writing_notes import select, written

__all__ = ["editing", "live"]

pytestmark = pytest.mark.browser

WORDS = "Nobody in the village"
NOTE = f'[[note]]\nquote = "{WORDS}"\ntext = "First."\n'
SAID = "site-builder-writer .said"
TEXT = "site-builder-writer textarea"


def write(page: Page, words: str, text: str) -> None:
    select(page, words)
    page.keyboard.press("n")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")


def edit(page: Page) -> None:
    soon(lambda: page.locator(".note .note-edit").count())
    page.locator(".note .note-edit").first.click()


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(editing: Editing) -> None:
    editing.source.with_name("light.notes.toml").write_text(NOTE, "utf-8")
    first, second = editing.open(), editing.open()
    edit(first)
    edit(second)

    second.fill(TEXT, "Second.")
    second.keyboard.press("Control+Enter")
    soon(lambda: "Second." in written(editing))
    first.fill(TEXT, "Third.")
    first.keyboard.press("Control+Enter")

    soon(lambda: "was changed meanwhile, and now says 'Second.'" in first.locator(SAID).inner_text())
    assert first.locator(TEXT).input_value() == "Third."
    first.locator("site-builder-writer .remove").click()
    soon(lambda: "was changed meanwhile" in first.locator(SAID).inner_text())
    assert 'text = "Second."' in written(editing)


def test_two_editors_write_notes_side_by_side_and_undo_only_their_own(editing: Editing) -> None:
    first, second = editing.open(), editing.open()

    write(first, WORDS, "One.")
    soon(lambda: first.locator("site-builder-writer .done button").count())
    write(second, "the log does not mention", "Two.")
    soon(lambda: first.locator(".note").count() == 2)
    first.locator("site-builder-writer .done button").click()

    soon(lambda: "has changed since" in first.locator("site-builder-writer .done").inner_text())
    assert 'text = "One."' in written(editing)
    assert 'text = "Two."' in written(editing)
    second.locator("site-builder-writer .done button").click()
    soon(lambda: first.locator(".note").count() == 1)
    assert 'text = "Two."' not in written(editing)


def test_words_that_were_edited_on_disk_meanwhile_get_no_note(editing: Editing) -> None:
    page = editing.open()
    select(page, WORDS)
    page.keyboard.press("n")
    page.keyboard.type("Really?")

    editing.edit(WORDS, "Somebody in the village")
    page.keyboard.press("Control+Enter")

    soon(lambda: "do not stand in the article" in page.locator(SAID).inner_text())
    assert page.locator(TEXT).input_value() == "Really?"
    assert written(editing) == ""


def test_a_note_is_saved_beside_its_words_though_others_were_edited_meanwhile(editing: Editing) -> None:
    page = editing.open()
    select(page, WORDS)
    page.keyboard.press("n")
    page.keyboard.type("Really?")

    editing.edit("eleven years", "twelve years")
    page.keyboard.press("Control+Enter")

    soon(lambda: page.locator(".note").count() == 1)
    assert page.locator("mark").inner_text() == WORDS
    assert "twelve years" in editing.source.read_text("utf-8")


def test_a_highlight_that_says_nothing_can_be_edited_and_deleted(editing: Editing) -> None:
    file = editing.source.with_name("light.notes.toml")
    file.write_text(f'[[note]]\nquote = "{WORDS}"\nkind = "highlight"\n', "utf-8")
    page = editing.open()

    soon(lambda: page.get_by_label("Edit the highlight").count() == 1)
    page.get_by_label("Edit the highlight").click()
    page.locator("site-builder-writer .remove").click()

    soon(lambda: not page.locator("mark").count())
    assert "[[note]]" not in written(editing)


def test_a_box_that_was_closed_by_mistake_has_its_words_when_it_is_opened_again(editing: Editing) -> None:
    page = editing.open()
    select(page, WORDS)
    page.keyboard.press("N")
    page.keyboard.type("A thought, and/or two")
    page.keyboard.press("Escape")
    soon(lambda: not page.locator("site-builder-writer dialog").count())

    select(page, WORDS)
    page.keyboard.press("n")

    assert page.locator(TEXT).input_value() == "A thought, and/or two"


def test_a_server_that_was_stopped_is_said_and_no_word_is_lost(editing: Editing) -> None:
    page = editing.open()
    select(page, WORDS)
    page.keyboard.press("n")
    page.keyboard.type("A thought")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")

    soon(lambda: "does not answer" in page.locator(SAID).inner_text())
    assert page.locator(TEXT).input_value() == "A thought"
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    soon(lambda: page.locator(".note").count() == 1)


def test_on_a_phone_the_box_and_its_buttons_are_in_the_window(editing: Editing) -> None:
    context = editing.context.browser.new_context(
        viewport={"width": 390, "height": 664}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(editing.running.address + editing.page)
    select(page, WORDS)
    offer = page.locator("site-builder-writer .offer")
    expect(offer).to_be_in_viewport(ratio=1)
    offer.tap()

    for name in ("Save", "Cancel"):
        expect(page.locator("site-builder-writer").get_by_role("button", name=name)).to_be_in_viewport(
            ratio=1
        )
    page.fill(TEXT, "Written on a phone.")
    page.locator("site-builder-writer").get_by_role("button", name="Save").tap()
    soon(lambda: page.locator(".note").count() == 1)
    box = page.locator(".note .note-edit").bounding_box()
    assert box
    assert box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()

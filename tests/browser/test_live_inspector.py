"""Correct an article by keyboard in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_live_reload import Editing, editing, live, notes, soon

__all__ = ["editing", "live"]

pytestmark = pytest.mark.browser


def at(page, what):
    return page.evaluate(f"document.querySelector('.row.at')?.dataset.{what}")


def test_blocks_are_corrected_by_keyboard_and_the_article_follows(editing: Editing) -> None:
    article, page = editing.open(), editing.open("_inspect/" + editing.page)
    page.evaluate("document.querySelector('.row[data-block=\"5\"]').click()")

    page.keyboard.press("p")

    soon(lambda: at(page, "role") == "promo")
    assert at(page, "block") == "5"
    soon(lambda: page.locator(".said").inner_text() == "saved in light.notes.toml")
    soon(lambda: article.locator("section[data-role=promo]").count())
    page.keyboard.press("3")
    soon(lambda: at(page, "voice") == "publisher")
    assert 'role = "promo"' in editing.source.with_name("light.notes.toml").read_text("utf-8")
    page.keyboard.press("Backspace")
    soon(lambda: at(page, "role") != "promo")
    assert article.evaluate("window.kept")
    assert page.evaluate("window.kept")
    assert editing.complaints == []


def test_keys_move_confirm_and_lead_on(editing: Editing) -> None:
    page = editing.open("_inspect/" + editing.page)
    page.evaluate("document.querySelector('.row[data-block=\"0\"]').click()")

    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert at(page, "block") == "1"
    page.keyboard.press("Enter")
    soon(lambda: page.locator('.row[data-block="1"].corrected').count())
    page.keyboard.press("v")
    page.wait_for_url("**" + editing.case.light)


def test_field_is_corrected_where_it_stands(editing: Editing) -> None:
    article, page = editing.open(), editing.open("_inspect/" + editing.page)

    page.fill("input[name=title]", "A lamp is lit")
    page.keyboard.press("Enter")

    soon(lambda: article.get_by_role("heading", name="A lamp is lit").count())
    page.click("button.undo[data-field=title]")
    soon(lambda: article.get_by_role("heading", name="The light at Holm").count())
    soon(lambda: page.input_value("input[name=title]") == "The light at Holm")


def test_list_leads_to_articles_by_keyboard(editing: Editing) -> None:
    editing.source.with_name("odd.md").write_text(
        "Word\n\nWord word\n\n12\n\nA. B.\n\nMore from us\n", "utf-8"
    )
    page = editing.open("_inspect/")
    soon(lambda: page.locator(".row[data-href]").count())
    page.evaluate("document.querySelector('.row[data-href]').click()")

    page.keyboard.press("Enter")

    page.wait_for_url(f"**/_inspect/{editing.case.name}/*")


def test_confirming_one_block_after_the_other_leads_through_articles_and_away(editing: Editing) -> None:
    for name in ("odd", "even"):
        editing.source.with_name(f"{name}.md").write_text(
            f"Alpha\n\nBravo {name} charlie\n\n12\n\nA. B.\n\nMore from us\n", "utf-8"
        )
    page = editing.open("_inspect/")
    soon(lambda: page.locator(".row[data-href]").count() >= 2)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/_inspect/{editing.case.name}/*")
    first = page.url
    notes_file = editing.source.with_name(first.rpartition("/")[2].replace(".md", ".notes.toml"))
    doubtful = page.locator(".row.doubtful").count()

    for number in range(1, doubtful + 1):
        page.keyboard.press("Enter")
        soon(
            lambda number=number: notes_file.exists() and notes_file.read_text().count("[[block]]") == number
        )

    page.wait_for_url(lambda url: f"/_inspect/{editing.case.name}/" in url and url != first)
    page.go_back()
    soon(lambda: page.locator(".row.corrected").count() == doubtful)


def test_field_that_the_text_does_not_state_can_be_given(editing: Editing) -> None:
    article, page = editing.open(), editing.open("_inspect/" + editing.page)

    page.get_by_label("themes").fill("Lights | Keepers")
    page.keyboard.press("Enter")

    soon(lambda: article.get_by_role("link", name="Keepers").count())
    soon(lambda: page.locator("tr.corrected input[name=themes]").count())
    assert editing.complaints == []


def test_article_page_leads_to_its_inspector(editing: Editing) -> None:
    page = editing.open()

    soon(lambda: "Inspect" in notes(page))
    page.get_by_role("link", name="Inspect").click()

    page.wait_for_url("**/_inspect" + editing.case.light[:-1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_inspector_has_no_accessibility_violation(editing: Editing, scheme: str) -> None:
    page = editing.open("_inspect/" + editing.page)
    page.emulate_media(color_scheme=scheme)

    results = Axe().run(page)

    assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []


def test_no_key_is_carried_into_the_next_article(editing: Editing) -> None:
    for name in ("odd", "even"):
        editing.source.with_name(f"{name}.md").write_text(
            f"Alpha\n\nBravo {name} charlie\n\n12\n\nA. B.\n\nMore from us\n", "utf-8"
        )
    page = editing.open("_inspect/")
    soon(lambda: page.locator(".row[data-href]").count() >= 2)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/_inspect/{editing.case.name}/*")
    first = page.url
    page.evaluate("[...document.querySelectorAll('.row.doubtful')].at(-1).click()")

    page.keyboard.press("n")
    page.keyboard.press("p")

    page.wait_for_url(lambda url: f"/_inspect/{editing.case.name}/" in url and url != first)
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert list(editing.source.parent.glob("*.notes.toml")) == []
    page.keyboard.press("n")
    soon(lambda: page.locator(".row.at.doubtful").count())
    page.keyboard.press("p")
    soon(lambda: len(list(editing.source.parent.glob("*.notes.toml"))) == 1)


def test_what_cannot_be_read_again_is_not_said_to_be_saved(editing: Editing) -> None:
    page = editing.open("_inspect/" + editing.page)

    page.fill("input[name=date]", "yesterday")
    page.keyboard.press("Enter")

    soon(lambda: "is not a date" in page.locator(".said.wrong").inner_text())
    assert not editing.source.with_name("light.notes.toml").exists()

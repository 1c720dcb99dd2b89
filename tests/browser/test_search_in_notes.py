"""Search in the keeper's notes, apart from the words of articles, in a real browser over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from site_builder.engine import build, open_site
from site_builder.engine.progress import Silent
from site_builder.search import VARIABLE, find_pagefind
from tests.static_host import served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NOTICE = "Support the Skerry Post: for two crowns a month you help us to keep a boat on the water."
NOTES = """[[note]]
quote = "closed for a winter"
text = "The *ledger* of 1921 says two winters."
kind = "correction"

[[note]]
quote = "closed for three winters"
text = "This one has lost its place, the almanac says."

[[note]]
quote = "Nobody looked at the gauge"
kind = "highlight"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Build an archive with notes on articles and on a notice, and serve it."""
    root = tmp_path_factory.mktemp("searched-notes")
    content = root / "content"
    content.mkdir()
    for number in range(4):
        body = (
            f"The ferry to Ytre Holm was closed for a winter in {1921 + number}, and the mate of boat {number} "
            f"painted its rails {7 + number} times. Nobody looked at the gauge, which stood at {number}.4 metres.\n\n"
            f"In spring the {number + 3} men who came back found the log where they had left it."
        )
        text = f"# Ferry {number}\n\nBy Ada Merrow\n\n{body}\n\n{NOTICE}\n"
        (content / f"ferry-{number}.md").write_text(text, "utf-8")
    (content / "ferry-1.notes.toml").write_text(NOTES, "utf-8")
    notice_note = '[[note]]\nquote = "two crowns a month"\ntext = "Three crowns, by the almanac of 1922."\n'
    (root / "notices.notes.toml").write_text(notice_note, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        if find_pagefind() is None:
            pytest.skip("there is no Pagefind: pip install pagefind-bin")
        build(open_site(root), jobs=1, verify=False, atomic=False, progress=Silent())
    with served(root / "public") as url:
        yield url, root


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a tab, and fail on anything it complains about."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


def ask(page: Page, site: tuple[str, Path], query: str) -> str:
    page.goto(f"{site[0]}/search/index.html?{query}")
    expect(page.locator("#count")).to_have_text(re.compile("[^…]+[.]"), timeout=30_000)
    return page.locator("#count").inner_text()


def test_words_of_a_note_are_found_in_notes_and_nowhere_else(page: Page, site: tuple[str, Path]) -> None:
    assert ask(page, site, "q=ledger&in=notes") == "1 note."
    assert ask(page, site, "q=ledger").startswith("Nothing for “ledger”")
    assert ask(page, site, "q=ledger&in=notices").startswith("Nothing for “ledger”")


def test_words_of_articles_and_notices_are_not_found_in_notes(page: Page, site: tuple[str, Path]) -> None:
    assert ask(page, site, "q=gauge&in=notes").startswith("Nothing for “gauge”")
    assert ask(page, site, "q=boat&in=notes").startswith("Nothing for “boat”")
    assert ask(page, site, "q=gauge") == "4 articles."


def test_a_result_leads_to_the_note(page: Page, site: tuple[str, Path]) -> None:
    ask(page, site, "q=ledger&in=notes")
    page.click("#hits h2 a")

    page.wait_for_url(re.compile(r"/articles/ferry-1/index\.html#note-"))
    note = page.locator(":target")
    expect(note).to_contain_text("ledger of 1921")
    expect(note).to_be_in_viewport()


def test_a_result_leads_to_the_note_though_the_reader_looks_at_the_article_only(
    page: Page, site: tuple[str, Path]
) -> None:
    page.goto(f"{site[0]}/articles/ferry-0/index.html")
    page.click("label[for=lens-article]")
    ask(page, site, "q=ledger&in=notes")
    page.click("#hits h2 a")

    page.wait_for_url(re.compile(r"/articles/ferry-1/index\.html#note-"))
    expect(page.locator(":target")).to_be_in_viewport()
    page.goto(f"{site[0]}/articles/ferry-2/index.html")
    expect(page.locator("#lens-article")).to_be_checked()


def test_lost_notes_and_notes_on_notices_are_found_too(page: Page, site: tuple[str, Path]) -> None:
    assert ask(page, site, "q=almanac&in=notes") == "2 notes."
    hits = page.locator("#hits h2 a")

    for at, words in (
        (hits.filter(has_text="Ferry"), "lost its place"),
        (hits.filter(has_text="notices"), "of 1922"),
    ):
        href = at.get_attribute("href")
        other = page.context.new_page()
        other.goto(f"{site[0]}/search/{href}")
        expect(other.locator(":target")).to_contain_text(words)
        other.close()


def test_one_switch_turns_the_other_off_and_the_address_says_which(
    page: Page, site: tuple[str, Path]
) -> None:
    ask(page, site, "q=almanac")
    page.get_by_label("In the editor’s notes").check()
    expect(page.locator("#count")).to_have_text("2 notes.")
    assert page.url.endswith("?q=almanac&in=notes")

    page.get_by_label("In notices").check()
    expect(page.locator("#count")).to_contain_text("Nothing for")
    assert page.url.endswith("?q=almanac&in=notices")
    expect(page.get_by_label("In the editor’s notes")).not_to_be_checked()


def test_a_word_that_no_article_has_leads_to_the_notes_that_may(page: Page, site: tuple[str, Path]) -> None:
    ask(page, site, "q=ledger")
    page.click("text=Look in the editor’s notes")

    expect(page.locator("#count")).to_have_text("1 note.")

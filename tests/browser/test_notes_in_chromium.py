"""Look at the keeper's notes with a real browser: their places on the page and behind every selector."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from site_builder import pipeline
from site_builder.model import Source
from site_builder.rendering import Renderer
from site_builder.settings import Settings
from tests.site import TEMPLATES, theme

pytestmark = pytest.mark.browser

PARAGRAPH = (
    "Paragraph {0} says that gauge number {0} *stood* still, that the [office](https://example.org/{0}) of {0} "
    "did not look 🙂 and that 港务局{0}没有人注意到 in any of the {0} years after it. Nobody asked about {0} again."
)
NOTE = '[[note]]\nquote = "{0}"\ntext = """{1}"""\n\n'
LONG = "What this leaves out is the second log, which is kept elsewhere. " * 4


def article() -> tuple[str, str]:
    """Return an article of fifteen paragraphs and a notice, and the twenty notes on it."""
    names = [f"{name}{name}" for name in "ABCDEFGHIJKLMNO"]
    body = "\n\n".join(PARAGRAPH.format(name) for name in names)
    table = "| Day | Height |\n|---|---|\n| Mon | 3.42 metres |\n"
    text = f"# The gauges of the coast and their silence\n\nBy Ada Merrow\n\n{body}\n\n{table}"
    quotes = [
        "and their silence",
        "stood still, that the office of CC",
        "still, that the office of CC did not look 🙂",
    ]
    quotes += [f"Nobody asked about {name} again" for name in names]
    quotes += ["港务局FF没有人注意到 in any", "3.42 metres"]
    notes = "".join(NOTE.format(quote, LONG if at % 3 == 0 else "Short.") for at, quote in enumerate(quotes))
    return text, notes


# Makes a range of code points of the page's text, and returns its words without numbers of notes, and what is marked.
RESOLVE = """([start, end, name]) => {
  const main = document.querySelector("main");
  const units = (length) => [...main.textContent].slice(0, length).join("").length;
  const range = document.createRange();
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = walker.nextNode(); node; at += node.length, node = walker.nextNode()) {
    if (at <= units(start) && units(start) < at + node.length) range.setStart(node, units(start) - at);
    if (at < units(end) && units(end) <= at + node.length) range.setEnd(node, units(end) - at);
  }
  const words = range.cloneContents();
  words.querySelectorAll(".md-noteref").forEach((number) => number.remove());
  const marks = [...document.querySelectorAll(`mark[data-notes~="${name}"]`)];
  return [words.textContent, marks.map((mark) => mark.textContent).join("")];
}"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the article, and what it needs, to a folder."""
    folder = tmp_path_factory.mktemp("notes")
    text, notes = article()
    source = Source("a.md", "a.md", text.encode(), notes.encode(), "a.notes.toml")
    settings = Settings()
    study = pipeline.study(source, settings)
    understood = pipeline.understand(study, {}, settings)
    assert not study.notes.problems
    card = pipeline.card_of(study, understood, "articles/a/", settings)
    outputs = pipeline.render_article(
        study, understood, card, settings=settings, facets=(), renderer=Renderer(theme())
    )
    for output in outputs:
        (folder / output.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / output.path).write_bytes(output.data)
    for path in (TEMPLATES / "static").iterdir():
        (folder / "static").mkdir(exist_ok=True)
        (folder / "static" / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def shown(chromium: Browser, built: Path) -> Any:
    """Open the page."""
    contexts = []

    def open_page(width: int = 1440, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto((built / "articles/a/index.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    script = "all => all.map(each => each.getBoundingClientRect().toJSON())"
    found: list[dict[str, float]] = page.eval_on_selector_all(selector, script)
    return found


def behind(page: Page) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Return the boxes of the notes of each block, with that of the block."""
    script = """all => all.map(each => [each, each.previousElementSibling]
        .map(element => element.getBoundingClientRect().toJSON()))"""
    found: list[tuple[dict[str, float], dict[str, float]]] = page.eval_on_selector_all(
        ".annotated > .keeper", script
    )
    return found


@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_twenty_notes_do_not_overlap_each_other_or_the_text(shown: Any, width: int) -> None:
    page = shown(width)

    notes = sorted(boxes(page, ".note"), key=lambda box: box["top"])
    paragraphs = boxes(page, "article section[data-role=body] > :is(p, table)")

    assert len(notes) == 20
    assert all(before["bottom"] <= after["top"] + 0.5 for before, after in pairwise(notes))
    for note in notes:
        for other in paragraphs:
            beside = note["left"] >= other["right"] or other["left"] >= note["right"]
            assert beside or note["bottom"] <= other["top"] + 0.5 or other["bottom"] <= note["top"] + 0.5
    assert all(note["right"] <= width + 0.5 for note in notes)


def test_a_note_begins_beside_the_block_in_which_its_words_end(shown: Any) -> None:
    pairs = behind(shown())

    assert len(pairs) == 17
    assert all(abs(note["top"] - block["top"]) < 12 for note, block in pairs)


def test_on_a_phone_and_on_paper_a_note_stands_below_its_words(shown: Any) -> None:
    page = shown(390)

    assert all(note["top"] >= block["bottom"] for note, block in behind(page))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="print")
    assert all(note["top"] >= block["bottom"] for note, block in behind(page))


def test_every_selector_lands_on_its_words(shown: Any, built: Path) -> None:
    page = shown()
    annotations = json.loads((built / "articles/a/annotations.json").read_bytes())
    source = (built / "articles/a/article.md").read_text("utf-8")
    text = page.evaluate("document.querySelector('main').textContent")
    texts = {"article.md": source, "index.html": text}

    items = [item for item in annotations["items"] if item["motivation"] == "commenting"]

    assert len(items) == 20
    for item in items:
        for target in item["target"]:
            quote, position = target["selector"]
            whole = texts[target["source"]]
            assert whole[position["start"] : position["end"]] == quote["exact"]
            assert whole[: position["start"]].endswith(quote["prefix"])
            assert whole[position["end"] :].startswith(quote["suffix"])
        name = item["id"].partition("#note-")[2]
        place = item["target"][1]["selector"][1]
        resolved, marked = page.evaluate(RESOLVE, [place["start"], place["end"], name])
        assert resolved == marked


def test_pointer_and_focus_on_one_end_show_the_other(shown: Any) -> None:
    page = shown()
    note = page.locator(".note").nth(2)
    name = note.get_attribute("id").removeprefix("note-")

    page.locator(f'mark[data-notes~="{name}"]').first.hover()
    assert "is-lit" in note.get_attribute("class")
    page.mouse.move(0, 0)
    page.locator(f"#noteref-{name}").focus()
    assert "is-lit" in note.get_attribute("class")
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#note-{name}")


def test_the_lens_shows_notes_alone_or_none(shown: Any) -> None:
    page = shown()

    page.click("label[for=lens-notes]")
    assert page.locator(".note:visible").count() == 20
    assert not page.locator("section[data-role=body] > p:visible:not(:has(mark))").count()
    page.click("label[for=lens-article]")
    assert not page.locator(".note:visible").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notes_have_no_accessibility_violation(shown: Any, scheme: str) -> None:
    page = shown(bypass_csp=True, color_scheme=scheme)

    # Reader modes keep a section and drop an aside; the role is right, and HTML's list of roles for sections is short.
    results = Axe().run(page, options={"rules": {"aria-allowed-role": {"enabled": False}}})

    assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []

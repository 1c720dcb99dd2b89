"""Resolve every selector of notes on a built site in a real browser: on words, long passages and whole blocks."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from site_builder.cli import main

pytestmark = pytest.mark.browser

BASE = "https://archive.example"
NOTICE = "Support the Skerry Post: for two crowns a month you help us to keep a boat on the water. Subscribe today."
ARTICLE = f"""# The gauge at Holm

By Ada Merrow

The float had caught on a *bolt* 🙂 at half tide, says the [office](https://office.example/holm).
Nobody looked at the gauge for a year.

{NOTICE}

- one item of a list
- two *items* 🙂 of it

| Day | Height |
|---|---|
| Mon | 3.42 |

> words of somebody 港务局
>
> in two paragraphs

```py
ferries = 1
```

What [Ada][home] found & wrote — “nothing” — stands in the log &mdash; **all of it**.

[home]: https://ada.example/
"""
NOTES = "".join(
    f'[[note]]\n{words}\ntext = "Said of {number}."\n\n'
    for number, words in enumerate(
        [
            'block = "The float had caught"',
            'block = "one item of a list"',
            'block = "Day"',
            'block = "words of somebody"',
            'block = "ferries"',
            'block = "What Ada found"',
            'block = "The gauge at Holm"',
            'quote = "bolt 🙂 at half tide"',
            'from = "Nobody looked at"\nto = "two items 🙂 of it"',
        ]
    )
)

# Makes a range between two offsets in the text of an element, and returns its words without numbers of notes.
RESOLVE = """([root, start, end, isCodePoints]) => {
  const element = document.querySelector(root);
  const whole = element.textContent;
  const units = (length) => isCodePoints ? [...whole].slice(0, length).join("").length : length;
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const [first, last] = [units(start), units(end)];
  let at = 0;
  for (let node = walker.nextNode(); node; at += node.length, node = walker.nextNode()) {
    if (at <= first && first < at + node.length) range.setStart(node, first - at);
    if (at < last && last <= at + node.length) range.setEnd(node, last - at);
  }
  return range.toString();
}"""
MARKED = "all => all.map(each => each.textContent).join('')"


def bare(words: str) -> str:
    return "".join(words.split())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an archive in which a notice above some notes recurs, and export its notes."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "content").mkdir()
    (folder / "site.toml").write_text(f'base_url = "{BASE}"\n', "utf-8")
    (folder / "content/gauge.md").write_text(ARTICLE, "utf-8")
    (folder / "content/gauge.notes.toml").write_text(NOTES, "utf-8")
    for number in range(4):
        other = f"# Ferry {number}\n\nBy Ada Merrow\n\nFerry {number} sailed at {number}.\n\n{NOTICE}\n"
        (folder / f"content/ferry-{number}.md").write_text(other, "utf-8")
    assert main(["build", str(folder)]) == 0
    for style in ("w3c", "hypothesis"):
        output = str(folder / f"notes.{style}")
        assert main(["notes", "export", str(folder), "--format", style, "--output", output]) == 0
    return folder


@pytest.fixture(scope="module")
def page(chromium: Browser, archive: Path) -> Any:
    """Open the page of the article at its address, with the scripts of the site."""
    context = chromium.new_context()

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(BASE).partition("?")[0].lstrip("/")
        file = archive / "public" / (path + "index.html" if path.endswith("/") or not path else path)
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    context.route("**/*", answer)
    opened = context.new_page()
    opened.goto(f"{BASE}/articles/gauge/")
    yield opened
    context.close()


def marked(page: Page, name: str) -> str:
    words: str = page.eval_on_selector_all(f'mark[data-notes~="{name}"]', MARKED)
    return words


def web_annotations(archive: Path, name: str) -> list[dict[str, Any]]:
    if name == "annotations.json":
        page = json.loads((archive / "public/articles/gauge/annotations.json").read_bytes())
        return [item for item in page["items"] if "#note-" in item["id"]]
    items: list[dict[str, Any]] = json.loads((archive / "notes.w3c").read_bytes())["first"]["items"]
    return items


@pytest.mark.parametrize("name", ["annotations.json", "notes.w3c"])
def test_every_selector_of_a_web_annotation_lands_on_its_words(page: Page, archive: Path, name: str) -> None:
    texts = {
        f"{BASE}/articles/gauge/article.md": ARTICLE,
        f"{BASE}/articles/gauge/": page.evaluate("document.querySelector('main').textContent"),
    }
    items = web_annotations(archive, name)

    assert len(items) == 9
    for item in items:
        for target in item["target"]:
            whole = texts[target["source"]]
            quotes = [each for each in target["selector"] if each["type"] == "TextQuoteSelector"]
            (place,) = [each for each in target["selector"] if each["type"] == "TextPositionSelector"]
            precise = quotes[-1]
            assert whole[place["start"] : place["end"]] == precise["exact"]
            assert whole[: place["start"]].endswith(precise["prefix"])
            assert whole[place["end"] :].startswith(precise["suffix"])
        words = page.evaluate(RESOLVE, ["main", place["start"], place["end"], True])
        note = item["id"].partition("#note-")[2]
        assert words == precise["exact"]
        assert bare(without_numbers(page, words, note)) == bare(marked(page, note))


def without_numbers(page: Page, words: str, note: str) -> str:
    """Take from the words of a range what stands between the marked words: numbers, notes, names of notices."""
    script = """([words, note]) => {
      const marks = [...document.querySelectorAll(`mark[data-notes~="${note}"]`)];
      let at = 0, kept = "";
      for (const mark of marks) {
        const found = words.indexOf(mark.textContent, at);
        if (found < 0) return "not in the range: " + mark.textContent;
        kept += mark.textContent;
        at = found + mark.textContent.length;
      }
      return kept + (marks.length && !words.startsWith(marks[0].textContent) ? "late" : "")
        + (words.endsWith(marks.at(-1).textContent) ? "" : "early");
    }"""
    kept: str = page.evaluate(script, [words, note])
    return kept


def test_a_note_on_a_block_is_placed_in_the_source_with_all_its_lines(archive: Path) -> None:
    items = web_annotations(archive, "annotations.json")

    quotes = {item["target"][0]["selector"][0]["exact"] for item in items}

    assert {
        "# The gauge at Holm",
        "- one item of a list\n- two *items* 🙂 of it",
        "| Day | Height |\n|---|---|\n| Mon | 3.42 |",
        "> words of somebody 港务局\n>\n> in two paragraphs",
        "```py\nferries = 1\n```",
        "What [Ada][home] found & wrote — “nothing” — stands in the log &mdash; **all of it**.",
    } <= quotes


def test_positions_for_the_client_of_hypothesis_land_on_their_words(page: Page, archive: Path) -> None:
    rows = json.loads((archive / "notes.hypothesis").read_bytes())["annotations"]

    assert len(rows) == 9
    for row in rows:
        (target,) = row["target"]
        assert target["source"] == f"{BASE}/articles/gauge/"
        place, quote, *_ = target["selector"]
        words = page.evaluate(RESOLVE, ["body", place["start"], place["end"], False])
        assert words
        assert bare(without_numbers(page, words, row["id"].removeprefix("site-builder-"))) == bare(
            marked(page, row["id"].removeprefix("site-builder-"))
        )
        assert bare(quote["exact"]).startswith(bare(words)[:8])

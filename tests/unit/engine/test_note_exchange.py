"""Import notes into an archive on disk, and export them again."""

import json
from pathlib import Path

import pytest

from site_builder.cli import main

ARTICLE = """---
source_url: https://skerry.example/gauge
---
# The gauge at Holm

By Skerry Press

The float had caught on a *bolt* at half tide. Nobody looked at the gauge at Holm for a year.

The float had caught on a rope before. Nobody looked at the "gauge" — or its log 🙂 — then.
"""

NOTES = """[[note]]
quote = "caught on a bolt at half tide"
text = "The log says *a week* earlier."
by = "Ada Merrow"
date = "2021-03-04"
tags = ["tides", "logs"]

[[note]]
quote = "The float had caught"
suffix = " on a rope"
text = '''
Two
paragraphs, "quoted".'''
kind = "correction"

[[note]]
quote = 'the "gauge" - or its log'
kind = "highlight"
id = "AbC_d-12"

[[note]]
from = "Nobody looked at the gauge at"
to = "on a rope before"
text = "A long passage."

[[note]]
block = "The float had caught on a rope"
text = "All of this paragraph."
"""


def site(folder: Path, notes: str = "") -> Path:
    (folder / "content").mkdir(parents=True)
    (folder / "content/gauge.md").write_text(ARTICLE, "utf-8")
    if notes:
        (folder / "content/gauge.notes.toml").write_text(notes, "utf-8")
    return folder


def notes_file(folder: Path) -> str:
    return (folder / "content/gauge.notes.toml").read_text("utf-8")


@pytest.mark.parametrize("style", ["w3c", "hypothesis", "csv"])
def test_what_a_format_holds_comes_back_byte_for_byte(tmp_path: Path, style: str) -> None:
    first, second, third = (site(tmp_path / name, NOTES if name == "a" else "") for name in "abc")

    for source, target in ((first, second), (second, third)):
        file = tmp_path / f"{source.name}.{style}"
        assert main(["notes", "export", str(source), "--format", style, "--output", str(file)]) == 0
        assert main(["notes", "import", str(file), str(target), "--format", style]) == 0

    written = NOTES.replace("'''\nTwo\nparagraphs, \"quoted\".'''", '"""\nTwo\nparagraphs, "quoted"."""')
    assert notes_file(second) == notes_file(third) == written


def test_notes_are_placed_or_lost_and_not_imported_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site(tmp_path / "a", '# Mine.\ntitle = "The gauge"  # as printed\n')
    table = tmp_path / "notes.csv"
    table.write_text(
        "path,url,quote,text\n"
        "gauge.md,,caught on a bolt at half tide,One\n"
        ",http://www.skerry.example/gauge/?utm_source=x,Nobody looked at the gauge,Two\n"
        "gauge.md,,caught on a nail at half tide,Three\n"
        "other.md,,caught on a nail at half tide,Four\n",
        "utf-8",
    )
    command = ["notes", "import", str(table), str(folder), "--format", "csv"]

    assert main(command) == 0
    first = capsys.readouterr()
    assert main(command) == 0
    second = capsys.readouterr()

    assert "2 placed, 1 lost, 0 there already, 1 about articles that are not here" in first.out
    assert "note 3 has no place in gauge.md" in first.err
    assert "nearest: line 8: 'caught on a bolt at half tide" in first.err
    assert "0 placed, 1 lost, 2 there already" in second.out
    assert notes_file(folder) == (
        '# Mine.\ntitle = "The gauge"  # as printed\n\n'
        '[[note]]\nquote = "caught on a bolt at half tide"\ntext = "One"\n\n'
        '[[note]]\nquote = "Nobody looked at the gauge"\ntext = "Two"\n'
    )


def test_an_export_has_absolute_addresses_and_positions_in_source_and_page(tmp_path: Path) -> None:
    folder = site(tmp_path / "a", NOTES)
    (folder / "site.toml").write_text('base_url = "https://archive.example"\n', "utf-8")
    file = tmp_path / "notes.json"

    assert main(["notes", "export", str(folder), "--format", "w3c", "--output", str(file)]) == 0

    items = json.loads(file.read_bytes())["first"]["items"]
    assert len(items) == 5
    for item in items:
        source, page = item["target"]
        assert item["id"].startswith("https://archive.example/articles/gauge/#note-")
        assert source["source"] == "https://archive.example/articles/gauge/article.md"
        assert page["source"] == "https://archive.example/articles/gauge/"
        quote, position = source["selector"]
        assert ARTICLE[position["start"] : position["end"]] == quote["exact"]
    assert items[0]["created"] == "2021-03-04T00:00:00Z"
    assert items[2]["motivation"] == "highlighting"
    assert items[2]["canonical"] == "AbC_d-12"


def test_what_was_exported_is_known_when_it_is_imported_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site(tmp_path / "a", NOTES)
    for style in ("w3c", "hypothesis", "csv"):
        file = tmp_path / f"notes.{style}"
        assert main(["notes", "export", str(folder), "--format", style, "--output", str(file)]) == 0
        assert main(["notes", "import", str(file), str(folder), "--format", style]) == 0
        assert "0 placed, 0 lost, 5 there already" in capsys.readouterr().out

    assert notes_file(folder) == NOTES


def test_a_note_on_a_block_is_exported_with_all_of_its_words(tmp_path: Path) -> None:
    note = '[[note]]\nblock = "The float had caught on a rope"\ntext = "All of it."\n'
    folder = site(tmp_path / "a", note)
    words = 'The float had caught on a rope before. Nobody looked at the "gauge" — or its log 🙂 — then.'

    exports = {}
    for style in ("w3c", "hypothesis"):
        file = tmp_path / f"notes.{style}"
        assert main(["notes", "export", str(folder), "--format", style, "--output", str(file)]) == 0
        exports[style] = json.loads(file.read_bytes())

    (annotation,) = exports["w3c"]["first"]["items"]
    quotes = [target["selector"][0] for target in annotation["target"]]
    assert [quote["exact"] for quote in quotes] == [words, words]
    (row,) = exports["hypothesis"]["annotations"]
    quote, named = row["target"][0]["selector"]
    assert (quote["exact"], named["block"]) == (words, "The float had caught on a rope")


def test_a_lost_note_is_a_problem_at_its_line_of_the_notes_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site(tmp_path / "a", '\n[[note]]\nquote = "caught on a nail at half tide"\ntext = "x"\n')

    assert main(["inspect", str(folder / "content/gauge.md"), "--format", "json"]) == 0

    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["path"].endswith("content/gauge.notes.toml")
    assert (problem["line"], problem["code"]) == (2, "lost-note")
    assert "caught on a bolt at half tide" in problem["hint"]

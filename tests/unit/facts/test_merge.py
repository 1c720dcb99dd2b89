"""Whoever is nearer to the article wins: notes, table, front matter, text, defaults, the site's publisher."""

import itertools

import pytest

from site_builder import pipeline
from site_builder.facts import FIELDS
from site_builder.facts.table_file import parse_table
from site_builder.model import Source
from site_builder.settings import parse_settings

BODY = """## The gauge at Holm

By Ines Marr

{text}The harbour office keeps its paper rolls in the same cupboard as the paint, and has done so for seventy years.

The float had caught on a bolt at half tide, and from then on it reported the height of the bolt.
"""
WAYS = {
    "notes": b'publisher = "Notes"\n',
    "table": b"path,publisher\na.md,Table\n",
    "front matter": "---\npublisher: Matter\n---\n\n",
    "text": "Harbour Review, February 04, 2020\n\n",
    "defaults": '[[defaults]]\nmatch = "**"\npublisher = "Defaults"\n',
    "setting": 'publisher = "Setting"\n',
}
ORDER = list(WAYS)


def understood(ways, table=b""):
    settings = parse_settings("".join(WAYS[way] for way in ("setting", "defaults") if way in ways))
    data = table or (WAYS["table"] if "table" in ways else b"")
    read = parse_table(data, name="m.csv", display_path="m.csv", fields=FIELDS, date_order=lambda path: "")
    settings = pipeline.msgspec.structs.replace(settings, table=read)
    text = (WAYS["front matter"] if "front matter" in ways else "") + BODY.format(
        text=WAYS["text"] if "text" in ways else ""
    )
    notes = WAYS["notes"] if "notes" in ways else b""
    source = Source("a.md", "content/a.md", text.encode(), notes, "content/a.notes.toml")
    return pipeline.understand(pipeline.study(source, settings), {}, settings)


@pytest.mark.parametrize("ways", [ways for size in (1, 2, 6) for ways in itertools.combinations(ORDER, size)])
def test_the_first_in_the_order_wins(ways):
    article = understood(ways)

    winner = min(ways, key=ORDER.index)
    expected = {"text": "Harbour Review", "front matter": "Matter"}.get(winner, winner.capitalize())
    assert article.metadata.publisher == expected
    rule = dict(article.provenance)["publisher"].rule
    if winner in ("notes", "table", "defaults"):
        assert rule == winner
    else:
        assert rule not in ("notes", "table", "defaults")


def test_a_date_that_people_state_answers_the_question_of_the_text():
    WAYS["text"], before = "Harbour Review, 04/05/2020\n\n", WAYS["text"]
    try:
        asked = understood(("text",))
        answered = understood(("text",), b"path,date\na.md,2020-05-04\n")
    finally:
        WAYS["text"] = before

    assert "ambiguous-date" in {problem.code for problem in asked.problems}
    assert (answered.metadata.date, answered.problems) == ("2020-05-04", ())


def test_a_row_can_name_an_article_by_its_address_or_its_bytes():
    import hashlib

    digest = hashlib.sha256(BODY.format(text="").encode()).hexdigest()

    assert understood((), f"sha256,title\n{digest},By bytes\n".encode()).metadata.title == "By bytes"

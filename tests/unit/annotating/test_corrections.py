"""Corrections by people win, and a quote that is gone is a problem, never a guess."""

import pytest

from site_builder.annotating import anchor, correct_roles, correct_voices
from site_builder.model import (
    Block,
    Correction,
    Corrections,
    Label,
    Role,
    Span,
    Verdict,
    Voice,
)
from site_builder.reading import read_corrections


def blocks(*texts):
    return tuple(Block(i, Span(2 * i, 2 * i + 1), "paragraph", text) for i, text in enumerate(texts))


def corrections(*quotes, role=Role.PROMO):
    return Corrections("x.notes.toml", blocks=tuple(Correction(quote, role, None, 3) for quote in quotes))


def test_a_quote_finds_its_block_through_markdown_marks_and_line_breaks():
    found, problems = anchor(
        blocks("Body.", "**Support** the\n[harbour](#) fund."), corrections("Support the harbour")
    )

    assert list(found) == [1]
    assert problems == ()


def test_a_quote_that_is_gone_is_a_problem_with_the_nearest_candidates():
    found, (problem,) = anchor(
        blocks("Body.", "Support the harbor fund."), corrections("Support the harbour fund")
    )

    assert found == {}
    assert (problem.path, problem.line, problem.code) == ("x.notes.toml", 3, "quote-not-found")
    assert "line 3: 'Support the harbor fund.'" in problem.hint


def test_a_quote_that_begins_two_blocks_is_a_problem():
    found, (problem,) = anchor(blocks("Same words here.", "Same words there."), corrections("Same words"))

    assert found == {}
    assert problem.code == "quote-ambiguous"
    assert "lines 1, 3" in problem.message


def test_a_corrected_role_is_certain_and_says_where_it_comes_from():
    said = corrections("Body")
    found, _ = anchor(blocks("Body."), said)

    (verdict,) = correct_roles([Verdict(Role.BODY, 0.6, "model")], found, said)

    assert verdict == Verdict(Role.PROMO, 1.0, "corrected in x.notes.toml")


def test_a_corrected_voice_leaves_the_role_alone():
    found = {0: Correction("Body", None, Voice.SOURCE, 1)}

    (label,) = correct_voices([Label(Role.SHARE, Voice.PUBLISHER, 0.9, "model")], found)

    assert (label.role, label.voice) == (Role.SHARE, Voice.SOURCE)


def test_mistakes_in_notes_are_named_with_their_lines_and_the_rest_holds():
    said = read_corrections(
        b'titel = "x"\ndate = "soon"\nregions = "North Sea"\n\n[[block]]\nquote = "A"\nrole = "advert"\nrol = 1\n'
        b'[[block]]\nrole = "promo"\n\n[[block]]\nquote = "B"\nvoice = "source"\n',
        "x.notes.toml",
    )

    assert [(each.line, each.message) for each in said.problems] == [
        (1, "there is no field 'titel'; did you mean 'title'?"),
        (2, 'date = "soon" is not a date'),
        (8, "there is no key 'rol'; did you mean 'role'?"),
        (7, 'there is no role "advert"'),
        (9, "this block has no quote"),
    ]
    hints = {problem.line: problem.hint for problem in said.problems}
    assert hints[1].startswith("fields: title, byline, date")
    assert hints[8] == "keys of [[block]]: quote, role, voice"
    assert said.metadata.regions == ("North Sea",)
    assert [each.quote for each in said.blocks] == ["B"]


def test_notes_that_are_no_toml_are_one_problem_with_its_line():
    (problem,) = read_corrections(b'title = "x"\noops\n', "x.notes.toml").problems

    assert (problem.line, problem.code, problem.refused) == (2, "bad-notes", True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_notes_with_a_byte_order_mark_and_line_ends_of_windows_are_read(encoding):
    said = read_corrections('title = "Über"\r\n\r\nregions = []\r\n'.encode(encoding), "x.notes.toml")

    assert (said.metadata.title, said.lines, said.problems) == ("Über", (1, 3), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('date = "2020-02-30"', "is no day that exists"),
        ("date = 2020-02-04", ""),
        ('date = "4 February 2020"', ""),
        ('date = "yesterday"', "is not a date"),
        ('source_url = "example.org"', "is not an address"),
        ('language = "english"', "is no language"),
        ("title = 3", "is not a text"),
        ("themes = [1]", "is not a list of texts"),
    ],
)
def test_values_of_fields_are_looked_at(text, message):
    problems = read_corrections(text.encode(), "x.notes.toml").problems

    assert [message in problem.message for problem in problems] == ([True] if message else [])

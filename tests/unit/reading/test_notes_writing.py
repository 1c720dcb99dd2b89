import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.reading import (
    NotesFileError,
    read_corrections,
    table_text,
    with_changed_table,
    with_table,
    without_table,
)

FILE = """# Mine.
title = "A"   # as printed

[[note]]  # the first
quote = 'one'
text = "First."   # soon
kind = "context"

# About the second.
[[note]]
quote = "two"
text = "Second."

[[block]]
quote = "x"
role = "body"
"""


def test_a_new_note_stands_at_the_end_and_all_else_stays() -> None:
    after = with_table(
        FILE, "note", {"quote": 'a "word"', "text": "Two\nlines.", "tags": ("b", "c"), "by": ""}
    )

    assert after == FILE + '\n[[note]]\nquote = \'a "word"\'\ntext = """\nTwo\nlines."""\ntags = ["b", "c"]\n'


def test_line_ends_stay_as_they_are() -> None:
    assert (
        with_table('title = "A"\r\n', "note", {"quote": "a"})
        == 'title = "A"\r\n\r\n[[note]]\r\nquote = "a"\r\n'
    )


def test_a_changed_note_keeps_its_place_and_its_remarks() -> None:
    after = with_changed_table(FILE, "note", 0, {"text": "Other.", "kind": "", "by": "Ada"})

    assert after == FILE.replace("First.", "Other.").replace('kind = "context"\n', 'by = "Ada"\n')


def test_a_note_is_taken_out_and_remarks_on_the_next_stay() -> None:
    after = without_table(FILE, "note", 0)

    assert tomllib.loads(after)["note"] == [{"quote": "two", "text": "Second."}]
    assert "# Mine." in after
    assert "# About the second." in after
    assert "[[block]]" in without_table(after, "note", 0)


@pytest.mark.parametrize("text", ["title = ", "note = 3", 'note = "x"'])
def test_a_file_that_is_not_understood_is_not_changed(text: str) -> None:
    with pytest.raises(NotesFileError):
        with_table(text, "note", {"quote": "a"})


WORDS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\"'\\\n\t\r")), max_size=30)


@given(WORDS, WORDS, st.lists(WORDS, max_size=3))
def test_whatever_is_written_is_read_again(quote: str, text: str, tags: list[str]) -> None:
    fields = {"quote": quote, "text": text, "tags": tuple(tags)}

    (table,) = tomllib.loads(table_text("note", fields))["note"]

    assert table == {key: list(value) if key == "tags" else value for key, value in fields.items() if value}


def test_mistakes_in_notes_are_said_with_their_line() -> None:
    text = (
        '[[note]]\nquote = "a"\ntext = "x"\nkind = "comnent"\nqoute = "b"\n\n'
        '[[note]]\ntext = "y"\n\n[[note]]\nquote = "a"\nblock = "b"\ntext = "z"\n\n[[note]]\nquote = "c"\n'
    )

    corrections = read_corrections(text.encode(), "a.notes.toml")

    assert [note.quote for note in corrections.notes] == ["a"]
    assert [(problem.line, problem.message) for problem in corrections.problems] == [
        (5, "there is no key 'qoute'; did you mean 'quote'?"),
        (4, "there is no kind of note \"comnent\"; did you mean 'comment'?"),
        (7, "this note stands beside no words"),
        (10, "this note has both quote and block"),
        (15, "this note has no text"),
    ]

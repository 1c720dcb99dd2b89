import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.annotating import anchor
from site_builder.model import Block, Corrections, Role, Span
from site_builder.reading import read_corrections
from site_builder.server.inspector.notes_file import NotesError, quote_for, with_block, with_field

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


def blocks(*texts):
    return [
        Block(index, Span(2 * index, 2 * index + 1), "paragraph", text) for index, text in enumerate(texts)
    ]


def test_first_correction_makes_the_file():
    text = with_block("", "Follow us", line=None, role="promo", voice="publisher")

    assert text == '[[block]]\nquote = "Follow us"\nrole = "promo"\nvoice = "publisher"\n'


def test_what_somebody_wrote_stays():
    before = """# Checked by hand.
title = "A lamp"  # as printed

# The appeal at the end.
[[block]]
quote = "Please help"
role = "body" # no
why = "it asks for money"

[[block]]
quote = "Follow us"
"""

    after = with_block(before, "Please help", line=5, role="support", voice=None)

    assert (
        after
        == """# Checked by hand.
title = "A lamp"  # as printed

# The appeal at the end.
[[block]]
quote = "Please help"
why = "it asks for money"
role = "support"

[[block]]
quote = "Follow us"
"""
    )


def test_correction_can_be_taken_back():
    text = with_block("", "One", line=None, role="promo", voice=None)
    text = with_block(text, "Two", line=None, role="bio", voice=None)

    text = with_block(text, "One", line=1, role=None, voice=None)

    assert text == '\n[[block]]\nquote = "Two"\nrole = "bio"\n'


def test_field_is_set_before_the_tables_and_replaced_where_it_stands():
    text = with_field('[[block]]\nquote = "x"\n', "title", "A lamp")
    assert text == 'title = "A lamp"\n\n[[block]]\nquote = "x"\n'

    text = with_field(text, "byline", ["Ines Marr", "Aud Lund"])
    text = with_field(text, "title", "The lamp")
    assert text.startswith('title = "The lamp"\nbyline = ["Ines Marr", "Aud Lund"]\n\n[[block]]')

    text = with_field('byline = [\n  "Ines Marr",\n]\n# end\n', "byline", None)
    assert text == "# end\n"


@pytest.mark.parametrize("text", ["title = ", "[[block]]\nrole=", "\x00"])
def test_broken_file_is_not_touched(text):
    with pytest.raises(NotesError):
        with_block(text, "x", line=None, role="promo", voice=None)


def test_file_with_marks_inside_a_text_is_left_to_its_owner():
    text = 'title = """\n[[block]]\n"""\n[[block]]\nquote = "a"\n'

    with pytest.raises(NotesError):
        with_block(text, "a", line=4, role=None, voice=None)


@given(st.lists(st.tuples(TEXT, st.sampled_from(list(Role))), max_size=5), TEXT, st.lists(TEXT, max_size=3))
def test_anything_written_is_read_again(corrections, title, names):
    text = ""
    for quote, role in corrections:
        text = with_block(text, quote, line=None, role=role.value, voice=None)
    text = with_field(text, "title", title)
    text = with_field(text, "byline", names)

    data = tomllib.loads(text)
    assert data["title"] == title
    assert data["byline"] == names
    found = read_corrections(text.encode(), "a.notes.toml")
    assert [(each.quote, each.role) for each in found.blocks] == [
        (quote, role) for quote, role in corrections if quote.strip()
    ]


def test_quote_is_as_long_as_it_takes():
    found = blocks(
        "Follow us on all the usual channels and tell your friends.",
        "Follow us on all the usual channels and tell nobody.",
        "*Short*",
    )

    assert quote_for(found, 0) == "Follow us on all the usual channels and tell your"
    assert quote_for(found, 2) == "Short"
    for index in range(3):
        said = read_corrections(
            with_block("", quote_for(found, index), line=None, role="bio", voice=None).encode(), ""
        )
        assert list(anchor(found, Corrections(blocks=said.blocks))[0]) == [index]


@pytest.mark.parametrize("texts", [("Same", "Same"), ("![](pier.png)", "x"), ("Same", "Same again")])
def test_block_that_cannot_be_quoted_is_said_so(texts):
    with pytest.raises(NotesError):
        quote_for(blocks(*texts), 0)

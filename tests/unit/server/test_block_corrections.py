import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.annotating import QuoteError, anchor, quote_of_block
from site_builder.model import Block, Corrections, Role, Span
from site_builder.reading import NotesFileError, read_corrections, with_field
from site_builder.server.inspector.correction import with_block

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


def blocks(*texts):
    return [
        Block(index, Span(2 * index, 2 * index + 1), "paragraph", text) for index, text in enumerate(texts)
    ]


def test_first_correction_makes_the_file():
    text = with_block("", "Follow us", role="promo", voice="publisher")

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

    after = with_block(before, "Please help", role="support", voice=None)

    assert (
        after
        == """# Checked by hand.
title = "A lamp"  # as printed

# The appeal at the end.
[[block]]
quote = "Please help"
role = "support" # no
why = "it asks for money"

[[block]]
quote = "Follow us"
"""
    )


def test_correction_can_be_taken_back():
    text = with_block("", "One", role="promo", voice=None)
    text = with_block(text, "Two", role="bio", voice=None)

    text = with_block(text, "One", role=None, voice=None)

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
    with pytest.raises(NotesFileError):
        with_block(text, "x", role="promo", voice=None)


def test_marks_inside_a_text_are_text():
    text = 'title = """\n[[block]]\n"""\n[[block]]\nquote = "a"\nrole = "bio"\n'

    assert with_block(text, "a", role="promo", voice=None) == text.replace("bio", "promo")
    assert with_block(text, "a", role=None, voice=None) == 'title = """\n[[block]]\n"""\n'


def test_comment_above_the_next_passage_stays_when_a_passage_is_taken_back():
    text = '# First.\n[[block]]\nquote = "a"\n\n# Second.\n[[block]]\nquote = "b"\n\n# Third.\n[[block]]\nquote = "c"\n'

    assert with_block(text, "a", role=None, voice=None) == text.replace('[[block]]\nquote = "a"\n', "")
    assert with_block(text, "b", role=None, voice=None) == text.replace('[[block]]\nquote = "b"\n', "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('title = "A lamp"', 'title = "A lamp"\ndate = "2020"\n'),
        ("# mine", '# mine\ndate = "2020"\n'),
        ('title = "a"\r\n\r\n# on dates\r\n', 'title = "a"\r\ndate = "2020"\r\n\r\n# on dates\r\n'),
        (
            'title = "a" # why\n# The end.\n[[block]]\nquote = "x"',
            'title = "a" # why\ndate = "2020"\n# The end.\n[[block]]\nquote = "x"',
        ),
        ('# First.\n[[block]]\nquote = "x"\n', 'date = "2020"\n\n# First.\n[[block]]\nquote = "x"\n'),
    ],
)
def test_new_field_follows_the_others_and_moves_no_comment(before, after):
    assert with_field(before, "date", "2020") == after
    assert with_field(after, "date", "2021") == after.replace("2020", "2021")


NOTES = st.lists(
    st.sampled_from(
        [
            "# a word",
            "",
            'title = "A lamp"  # as printed',
            "themes = [\n  'Lights', # one\n]",
            "date = 2020-01-02",
        ]
    ),
    unique=True,
).flatmap(
    lambda top: st.lists(
        st.sampled_from(
            [
                '\n# on this\n[[block]]\nquote = "One"\nrole = "bio" # sure\n',
                '[[ block ]]\n  quote = "Two"\n\n# end',
            ]
        ),
        unique=True,
    ).map(lambda blocks: "\n".join([*top, *blocks]))
)


@given(NOTES, st.sampled_from(["One", "Two", "Three"]), st.sampled_from(["promo", None]))
def test_every_line_that_somebody_wrote_stays_but_those_that_are_corrected(text, quote, role):
    changed = with_field(with_block(text, quote, role=role, voice=None), "title", "Corrected")

    lines = [line for line in text.split("\n") if line.strip()]
    corrected = [
        line for line in lines if line.startswith(("title", "role", "[[")) or f'quote = "{quote}"' in line
    ]
    assert [line for line in lines if line not in corrected] == [
        line for line in changed.split("\n") if line in lines and line not in corrected
    ]


@given(st.lists(st.tuples(TEXT, st.sampled_from(list(Role))), max_size=5), TEXT, st.lists(TEXT, max_size=3))
def test_anything_written_is_read_again(corrections, title, names):
    text = ""
    for quote, role in corrections:
        text = with_block(text, quote, role=role.value, voice=None)
    text = with_field(text, "title", title)
    text = with_field(text, "byline", names)

    data = tomllib.loads(text)
    assert data["title"] == title
    assert data["byline"] == names
    found = read_corrections(text.encode(), "a.notes.toml")
    # What was said last of a quote holds.
    assert [(each.quote, each.role) for each in found.blocks] == [
        (quote, role) for quote, role in dict(corrections).items() if quote.strip()
    ]


def test_quote_is_as_long_as_it_takes():
    found = blocks(
        "Follow us on all the usual channels and tell your friends.",
        "Follow us on all the usual channels and tell nobody.",
        "*Short*",
    )

    assert quote_of_block(found, 0) == "Follow us on all the usual channels and tell your"
    assert quote_of_block(found, 2) == "Short"
    for index in range(3):
        said = read_corrections(
            with_block("", quote_of_block(found, index), role="bio", voice=None).encode(), ""
        )
        assert list(anchor(found, Corrections(blocks=said.blocks))[0]) == [index]


@pytest.mark.parametrize("texts", [("Same", "Same"), ("![](pier.png)", "x"), ("Same", "Same again")])
def test_block_that_cannot_be_quoted_is_said_so(texts):
    with pytest.raises(QuoteError):
        quote_of_block(blocks(*texts), 0)

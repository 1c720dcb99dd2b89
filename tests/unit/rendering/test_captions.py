"""A picture that has no caption of its own takes that of the paragraph below."""

import pytest

from site_builder.rendering import join_captions

BARE = '<figure class="md-figure"><img src="files/a.png" alt="" width="4" height="3"></figure>'
NAMED = BARE.replace("</figure>", "<figcaption>The gate</figcaption></figure>")


def test_the_paragraph_becomes_the_caption_with_its_id():
    html = join_captions(
        [BARE, '<p id="t-x">Photo: <em>Tam\nRuske</em></p>', "<p>Text</p>"], [False, True, False]
    )

    caption = '<figcaption id="t-x">Photo: <em>Tam\nRuske</em></figcaption></figure>'
    assert html == [BARE.replace("</figure>", caption), "", "<p>Text</p>"]


@pytest.mark.parametrize(
    ("html", "follows"),
    [
        ([BARE, "<p>Text</p>"], [False, False]),
        ([NAMED, "<p>Photo</p>"], [False, True]),
        ([BARE, BARE], [False, True]),
        ([BARE, "<p>One</p>\n<p>Two</p>"], [False, True]),
        (["<p>Text</p>", "<p>Photo</p>"], [True, True]),
        (["<p>Photo</p>"], [True]),
        ([], []),
    ],
)
def test_all_else_stays_as_it_is(html, follows):
    assert join_captions(html, follows) == html

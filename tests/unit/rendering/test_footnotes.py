"""Footnotes are shown whole: paragraphs, lists, quotations and listings that are indented below their beginning."""

import re

import pytest

from site_builder.commonmark import parse
from site_builder.rendering import render_blocks
from tests.unit.rendering.test_safe_html import assert_safe, visible_text


def html_of(text: str) -> str:
    return "\n".join(filter(None, render_blocks(parse(text), remote_images=False, prefix="a-")))


def note_in(html: str) -> str:
    match = re.search(r'<(div|p) class="md-footnote" id="a-fn-1">.*?</\1>', html, re.DOTALL)
    assert match
    return match[0]


@pytest.mark.parametrize(
    ("below", "shown"),
    [
        ("    Kept dry.", "<p>Kept dry.</p>"),
        ("\tKept dry.", "<p>Kept dry.</p>"),
        ("    Kept dry.\n\n    And *locked*.", "<p>Kept dry.</p>\n<p>And <em>locked</em>.</p>"),
        ("    - one\n    - two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("    - one\n\n      more\n\n        code", "<li>\n<p>one</p>\n<p>more</p>"),
        ("    > said she", "<blockquote>\n<p>said she</p>\n</blockquote>"),
        ("    ```\n    a\n\n    b\n    ```", '<pre class="md-code"><code>a\n\nb\n</code></pre>'),
        ("        listing", '<pre class="md-code"><code>listing'),
    ],
)
def test_what_is_indented_below_a_footnote_is_part_of_it(below: str, shown: str) -> None:
    html = html_of(f"Salt[^1].\n\n[^1]: Of the sea.\n\n{below}\n\nAfter the note.")

    assert shown in note_in(html)
    assert "<p><sup>1</sup> Of the sea.</p>" in note_in(html)
    assert html.endswith("</div>\n<p>After the note.</p>")
    assert html.count("md-back") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Salt[^1].\n\n[^1]: Sea.\n    - one\n    - two\n\nAfter.",
        "Salt[^1].\n\n[^1]:\n    - one\n    - two\n\nAfter.",
    ],
)
def test_a_list_may_begin_on_the_next_line_of_a_footnote(text: str) -> None:
    assert "<ul>\n<li>one</li>\n<li>two</li>\n</ul>" in note_in(html_of(text))


def test_several_footnotes_each_have_their_own_paragraphs() -> None:
    notes = "[^1]: First.\n\n    More of it.\n\n[^b]: Second.\n[^c]: Third,\n    wrapped.\n\n    Its end.\n"

    html = html_of(f"a[^1] b[^b]\n\n{notes}")

    assert html.count("md-footnote") == 3
    assert visible_text(note_in(html)).split() == ["1", "First.", "More", "of", "it.", "↩"]
    assert re.search(r"Third,\s+wrapped\.</p>\n<p>Its end\.</p>\n</div>$", html)


def test_a_listing_that_follows_no_footnote_stays_one() -> None:
    html = html_of("Salt[^1].\n\n[^1]: Sea.\n\nText.\n\n    listing\n")

    assert '<pre class="md-code"><code>listing\n</code></pre>' in html


def test_a_footnote_of_one_word_can_go_on() -> None:
    assert "<p>Kept dry.</p>" in note_in(html_of("Salt[^1].\n\n[^1]: Sea.\n\n    Kept dry.\n"))


def test_blocks_and_lines_are_those_of_commonmark() -> None:
    document = parse("Salt[^1].\n\n[^1]: Of the sea.\n\n    Kept dry.\n\nAfter.")

    assert [block.type for block in document.blocks] == ["paragraph", "paragraph", "code_block", "paragraph"]
    assert document.continuations == {2}


def test_hostile_footnotes_stay_in_their_box() -> None:
    html = html_of("x[^1]\n\n[^1]: </div><script>\n\n    </p></div><b>\n\n    <div id=x>\n\nAfter.")

    assert_safe(html)
    assert html.endswith("<p>After.</p>")

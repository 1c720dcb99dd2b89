"""What a reader would see of Markdown, as plain text."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.commonmark import count_words, plain_text


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Low tide at noon", "Low tide at noon"),
        ("  Low\ttide\nat   noon ", "Low tide at noon"),
        ("# Low tide #", "Low tide"),
        ("## *Low* tide", "Low tide"),
        ("Low tide\n========", "Low tide"),
        ("#lowtide", "#lowtide"),
        ("> quoted\n> > twice", "quoted twice"),
        ("- one\n- two\n  - three", "one two three"),
        ("6. November 2023", "6. November 2023"),
        ("[the *harbour*](http://a.example/x_y) office", "the harbour office"),
        ('[a](http://a.example/b_(c) "t") b', "a b"),
        ("[![Pier](http://a.example/p.png)](http://a.example) now", "Pier now"),
        ("![Pier](<p q.png>)", "Pier"),
        ("see [one][1] and [two][]", "see one and two"),
        ("not [a link] at all", "not [a link] at all"),
        ("salt[^1]", "salt"),
        ("[^1]: brine", "brine"),
        ("<http://a.example/x_y> or <a@b.example>", "http://a.example/x_y or a@b.example"),
        ("a<br>b <span class=x>c</span><sup>2</sup>", "a b c2"),
        ("a <!-- b --> c", "a c"),
        ("**bold** and __bold__ and ~~struck~~ `code`", "bold and bold and struck code"),
        ("snake_case and 2 * 3 and a_b_", "snake_case and 2 * 3 and a_b"),
        ("d**n it", "d**n it"),
        (r"\*not emphasis\* and \[this\]", "*not emphasis* and [this]"),
        ("a\\\nb", "a b"),
        ("fish &amp; chips &#8364;5 &copy &unknown;", "fish & chips €5 &copy &unknown;"),
        ("| Pier | m |\n|:--|--:|\n| North | 4 |", "Pier m North 4"),
        ("a | b", "a | b"),
        ("```python\nx = 1\n```", "x = 1"),
        ("---", ""),
        (r"\*", "*"),
        ("a\x07b \u202ec\u202c", "ab c"),
        ("", ""),
    ],
)
def test_marks_are_gone_and_words_stay(source: str, seen: str) -> None:
    assert plain_text(source) == seen


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("", 0),
        ("Low tide at noon", 4),
        ("the ferry's well-known skipper, aged 1,204.5", 6),
        ("[two words](http://not.counted.example/at/all)", 2),
        ("潮は正午", 4),
        ("---", 0),
        ("отлив в полдень", 3),
    ],
)
def test_words_are_counted_as_a_reader_would(source: str, count: int) -> None:
    assert count_words(source) == count


@given(st.text(alphabet="ab 1é潮*_~`[]()<>!&#\\\"'-+.:=|\n\t^;/", max_size=80))
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    seen = plain_text(text)

    assert seen == " ".join(seen.split())
    assert not re.search(r"[\x00-\x1f\x7f]", seen)


@given(
    st.lists(st.sampled_from(["word", "*word*", "**word**", "[word](http://a.example)", r"\*word", "`word`"]))
)
def test_what_is_seen_is_what_is_rendered(pieces: list[str]) -> None:
    from site_builder.commonmark import parse
    from site_builder.rendering import render_blocks

    text = " ".join(pieces)
    html = "".join(render_blocks(parse(text), remote_images=False, prefix=""))

    assert (
        plain_text(text)
        == "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext()).strip()
    )

"""The plain text of a block is what a reader sees of it."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from site_builder.commonmark import count_words, parse, plain_block, plain_blocks, plain_text
from tests.unit.commonmark.plain_markdown import MARKS, SPACES, nasty_text

EXAMPLES = Path(__file__).with_name("commonmark_examples.json")
REFERENCE = MarkdownIt("commonmark").enable(["strikethrough", "table"])
REFERENCE.add_render_rule("list_item_open", lambda _, tokens, index, *rest: _numbered(tokens, index))
_PARTED = {"br", "p", "li", "td", "th", "tr", "div", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}


def _numbered(tokens: Sequence[Token], index: int) -> str:
    item = tokens[index]
    return f"<li>{item.info}{item.markup} " if item.info else "<li>"


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
        ("snake_case and 2 * 3 and _a_b_", "snake_case and 2 * 3 and a_b"),
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
    assert count_words(plain_text(source)) == count


def test_links_have_offsets_and_targets() -> None:
    plain = plain_block(
        parse('By [Ada *Holm*](http://a.example/ada)\\\nin [Kelp](<b c> "t") [](d)').blocks[0]
    )

    assert plain.text == "By Ada Holm\nin Kelp"
    assert [(plain.text[link.start : link.end], link.target) for link in plain.links] == [
        ("Ada Holm", "http://a.example/ada"),
        ("Kelp", "b%20c"),
        ("", "d"),
    ]


def test_images_are_no_text_and_know_their_place() -> None:
    plain = plain_block(parse("Low ![the *pier*](p.png) tide [![sea](s.png)](http://a.example)").blocks[0])

    assert plain.text == "Low tide"
    assert [(image.at, image.alt, image.source) for image in plain.images] == [
        (4, "the pier", "p.png"),
        (8, "sea", "s.png"),
    ]
    assert [(link.start, link.end) for link in plain.links] == [(8, 8)]
    assert plain.line_with_alt == "Low the pier tide sea"


def test_boundaries_are_where_marks_stood() -> None:
    plain = plain_block(parse("**By**Ada [Holm](http://a.example)2 May").blocks[0])

    assert plain.text == "ByAda Holm2 May"
    assert plain.boundaries == (0, 2, 6, 10)


def test_raw_links_and_images_are_links_and_images() -> None:
    plain = plain_block(
        parse('<p>By <a href="http://a.example/?b&amp;c">Ada</a><img alt="x" src=y></p>').blocks[0]
    )

    assert plain.text == "By Ada"
    assert plain.links == ((3, 6, "http://a.example/?b&c"),)
    assert plain.images == ((6, "x", "y"),)


def test_references_lead_where_they_are_defined() -> None:
    document = parse("[Ada] and [Tam][2]\n\n[ada]: http://a.example\n[2]: http://b.example")

    plain = plain_blocks(document)[0]

    assert plain.text == "Ada and Tam"
    assert [link.target for link in plain.links] == ["http://a.example", "http://b.example"]


def test_lines_are_kept() -> None:
    assert (
        plain_block(parse("- one\n  two\n- three  \n  four<br>five").blocks[0]).text
        == "one\ntwo\nthree\nfour\nfive"
    )


def text_of_html(html: str) -> str:
    """Return the text of HTML on one line, parted where the layout parts it."""
    pieces: list[str] = []

    def walk(element: Element) -> None:
        parted = element.tag in _PARTED
        pieces.append("\n" if parted else "")
        pieces.append(element.text or "" if isinstance(element.tag, str) else "")
        for child in element:
            walk(child)
            pieces.append(child.tail or "")
        pieces.append("\n" if parted else "")

    walk(html5lib.parseFragment(html, namespaceHTMLElements=False))
    return one_line("".join(pieces))


def one_line(text: str) -> str:
    return " ".join(re.sub("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\ufeff\ufffd]", "", text).split())


def assert_plain_text_is_that_of_the_html(text: str) -> None:
    """Compare with markdown-it-py, in texts without raw HTML, which has a test of its own."""
    document = parse(text)
    if "][" in text and not document.references:
        # A reference is taken for a link even where its definition is not known.
        return
    if document.footnotes or any(left.kind == "too-deep" for left in document.leftovers):
        return
    env: dict[str, Any] = {}
    tokens = REFERENCE.parse(text, env)
    if not tokens or any(
        token.type.startswith("html") for parent in tokens for token in [parent, *(parent.children or [])]
    ):
        return

    plain = plain_blocks(document)

    html = REFERENCE.renderer.render(tokens, REFERENCE.options, env)
    assert one_line("\n".join(each.text for each in plain)) == text_of_html(html), repr(text)
    for each in plain:
        assert all(0 <= link.start <= link.end <= len(each.text) for link in each.links)
        assert list(each.boundaries) == sorted(each.boundaries)


def test_examples_of_the_specification_show_the_text_of_their_html() -> None:
    for example in json.loads(EXAMPLES.read_text("utf-8"))["examples"]:
        assert_plain_text_is_that_of_the_html(example)


@pytest.mark.parametrize("seed", range(5))
def test_random_marks_show_the_text_of_their_html(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(500):
        assert_plain_text_is_that_of_the_html(nasty_text(rng, 20))


@given(st.lists(st.sampled_from(MARKS + SPACES), max_size=30).map("".join))
def test_any_marks_show_the_text_of_their_html(text: str) -> None:
    assert_plain_text_is_that_of_the_html(text)


@given(st.text(alphabet="ab 1é潮*_~`[]()<>!&#\\\"'-+.:=|\n\t^;/", max_size=80))
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    line = plain_text(text)

    assert line == " ".join(line.split())
    assert not re.search(r"[\x00-\x1f\x7f]", line)

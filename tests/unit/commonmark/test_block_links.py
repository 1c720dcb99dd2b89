"""A link around several blocks is a link in each of them, and no stray brackets."""

import random
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.commonmark import join_links, parse, plain_blocks
from site_builder.rendering import render_blocks
from tests.unit.commonmark.plain_markdown import MARKS, SPACES, nasty_text

URL = "https://quarry.example/other"


def html_of(text: str) -> str:
    html = render_blocks(join_links(parse(text)), remote_images=False, prefix="a-")
    return re.sub(f'<a href="{URL}"[^>]*>', "<a>", "\n".join(filter(None, html)))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            f"[\n\n### Read on\n\nIt is there.\n\n]({URL})",
            "<h3><a>Read on</a></h3>\n<p><a>It is there.</a></p>",
        ),
        (f"[\n\n### Read on\n\nIt is there.]({URL})", "<h3><a>Read on</a></h3>\n<p><a>It is there.</a></p>"),
        (f"[Read on\n\nIt is there.]({URL})", "<p><a>Read on</a></p>\n<p><a>It is there.</a></p>"),
        (f"[\n\n## Read on]({URL})", "<h2><a>Read on</a></h2>"),
        (f'Next: [\n\nRead\non\n\n]({URL} "It") End.', "<p>Next:</p>\n<p><a>Read\non</a></p>\n<p>End.</p>"),
        (f"[\n\nOne]({URL})[\n\nTwo]({URL})", "<p><a>One</a></p>\n<p><a>Two</a></p>"),
        (
            f"- [\n\n  One\n\n  Two]({URL})",
            "<ul>\n<li>\n<p><a>One</a></p>\n<p><a>Two</a></p>\n</li>\n</ul>",
        ),
        (f"> [\n>\n> One\n>\n> ]({URL})", "<blockquote>\n<p><a>One</a></p>\n</blockquote>"),
        (
            f"[\n\n*One*\n\n---\n\n`]`\n\n]({URL})",
            "<p><a><em>One</em></a></p>\n<hr>\n<p><a><code>]</code></a></p>",
        ),
        (f"[\n\n- One\n- Two\n\n]({URL})", "<ul>\n<li><a>One</a></li>\n<li><a>Two</a></li>\n</ul>"),
    ],
)
def test_link_around_blocks_is_a_link_in_each(text: str, html: str) -> None:
    assert html_of(text) == html


def test_picture_in_a_linked_card_stays_in_it() -> None:
    html = html_of(f"[\n\n![Gate](https://quarry.example/g.png)\n\nRead on\n\n]({URL})")

    assert html.startswith('<p><a><span class="md-image"')
    assert html.endswith("<p><a>Read on</a></p>")


@pytest.mark.parametrize(
    "text",
    [
        "A [bracket in prose.\n\nAnd another ] later.",
        "[\n\nOne\n\n](javascript:void)",
        "`[`\n\nOne](http://a.example)",
        "\\[\n\nOne](http://a.example)",
        "[\n\n[Own](http://b.example)\n\n](http://a.example)",
        "One](http://a.example)\n\n[\n\nTwo",
        "![\n\nOne](http://a.example)",
        "[\n\n" + "Much.\n\n" * 100 + "](http://a.example)",
        "[\n\n    code](http://a.example)",
    ],
)
def test_what_is_no_link_stays_as_it_is(text: str) -> None:
    document = parse(text)

    assert join_links(document) == document


def test_blocks_and_lines_stay_those_of_commonmark() -> None:
    text = f"[\n\n### Read on\n\n]({URL})\n\nTail."

    assert join_links(parse(text)).blocks == parse(text).blocks


def test_plain_text_has_the_link() -> None:
    plain = plain_blocks(join_links(parse(f"[\n\n### Read on\n\n]({URL})")))

    assert [each.text for each in plain] == ["", "Read on", ""]
    assert plain[1].links == ((0, 7, URL),)


def words(text: str) -> str:
    return "".join(sorted("".join(text.split())))


def assert_only_marks_are_gone(text: str) -> None:
    """Compare the characters before and after: nothing is lost but brackets and targets, which are attributes now."""
    document = parse(text)
    joined = join_links(document)
    before, after = (
        "".join(
            html5lib.parseFragment(
                "\n".join(render_blocks(each, remote_images=False, prefix="a-")), namespaceHTMLElements=False
            ).itertext()
        )
        for each in (document, joined)
    )
    if joined.joined:
        assert len(words(after)) < len(words(before))
    else:
        assert after == before


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 5))]
)
def test_random_brackets_harm_nothing(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(400):
        assert_only_marks_are_gone(nasty_text(rng, 20) + "[\n\nx\n\n](http://a.example)" + nasty_text(rng, 9))


@given(
    st.lists(st.sampled_from([*MARKS, *SPACES, "[\n\n", "\n\n](http://a.example)"]), max_size=30).map("".join)
)
def test_shrunken_brackets_harm_nothing(text: str) -> None:
    assert_only_marks_are_gone(text)

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.commonmark import parse
from site_builder.rendering import PassageMark, mark_passages, render_blocks, source_range, visible_text

MARKDOWN = """The *old ferry* left [at noon](https://example.org/a), they say.

- one item
- **two** items

| Day | Height |
|-----|--------|
| Mon | 3.42 m |

A note.[^1]

[^1]: It was oak.

<p>raw <b>words</b> &amp; <mark>more</mark></p>

```python
def gauge():
    return "tide"
```
"""


def blocks(markdown: str = MARKDOWN) -> tuple[str, ...]:
    return render_blocks(parse(markdown), remote_images=False, prefix="a-")


def mark(html: str, words: str, number: int = 1) -> PassageMark:
    start = visible_text(html).index(words)
    return PassageMark("x", start, start + len(words), number, "Note 1", "comment")


def marked(html: str) -> str:
    """Join the marked texts."""
    return "".join(
        re.sub("<[^>]*>", "", text) for text in re.findall(r"<mark\b[^>]*>(.*?)</mark>", html, re.DOTALL)
    )


@pytest.mark.parametrize(
    ("index", "words", "text"),
    [
        (0, "old ferry left at", "old ferry left at"),
        (0, "at noon", "at noon"),
        (1, "item\ntwo items", "itemtwo items"),
        (2, "Mon\n3.42", "Mon3.42"),
        (4, "was oak", "was oak"),
        (5, "words & more", "words &amp; more"),
        (6, 'gauge():\n    return "tide"', None),
    ],
)
def test_a_passage_is_marked_across_elements(index: int, words: str, text: str | None) -> None:
    html = blocks()[index]

    shown = mark_passages(html, [mark(html, words)])

    assert visible_text(shown) == visible_text(html)
    assert shown.count('class="md-noteref"') == 1
    if text is not None:
        assert marked(shown.replace("<mark>more</mark>", "more")) == text


def test_a_number_stands_behind_its_passage_and_not_inside_a_link() -> None:
    html = blocks()[0]

    inside, before = (mark_passages(html, [mark(html, words)]) for words in ("left at", "old"))

    assert re.search(r'</a><sup><a class="md-noteref"[^>]*>1</a></sup>, they say', inside)
    assert re.search(r'old</mark><sup><a class="md-noteref"[^>]*>1</a></sup> ferry</em>', before)


def test_nested_and_overlapping_passages_name_all_their_notes() -> None:
    html = "<p>one two three four</p>"
    marks = [PassageMark("a", 0, 13, 1), PassageMark("b", 4, 18, 2), PassageMark("c", 4, 7, 3)]

    shown = mark_passages(html, marks)

    assert re.findall(r'data-notes="([^"]*)">([^<]*)<', shown) == [
        ("a", "one "),
        ("a b c", "two"),
        ("a b", " three"),
        ("b", " four"),
    ]


def test_what_is_no_word_of_the_article_cannot_be_quoted() -> None:
    html = blocks()

    assert visible_text(html[3]) == "A note."
    assert visible_text(html[4]).strip() == "It was oak."
    assert "python" not in visible_text(html[6])


PIECES = """
word|*|**|_|`|[a](https://e.org)|<b>|</b>|<td>|&lt;|<a href='x'>|<script>|é|🙂|"|[^1]
""".strip().split("|")
TABLE = "| a | b |\n|---|---|\n| c | d |\n"
FRAGMENTS = st.lists(
    st.sampled_from([*PIECES, " ", "\n", "\n\n", "- ", "> ", TABLE, "[^1]: note\n\n", "\u202e"]), max_size=24
)


@given(FRAGMENTS, st.data())
def test_marks_change_no_word_and_no_structure_of_any_block(pieces: list[str], data: st.DataObject) -> None:
    for html in blocks("".join(pieces)):
        text = visible_text(html)
        ends = st.integers(0, len(text))
        spans = data.draw(st.lists(st.tuples(ends, ends), max_size=3))
        marks = [
            PassageMark(f"n{at}", min(span), max(span), at + 1)
            for at, span in enumerate(spans)
            if span[0] != span[1]
        ]

        shown = mark_passages(html, marks)

        assert visible_text(shown) == text
        bare = re.sub(r"<sup><a class=\"md-noteref\".*?</sup>|</?mark[^>]*>", "", shown)
        assert tree(bare) == tree(html.replace("<mark>", "").replace("</mark>", ""))


def tree(html: str) -> object:
    return [
        (token["type"], token.get("name"), token.get("data"))
        for token in html5lib.getTreeWalker("etree")(html5lib.parseFragment(html))
        if token["type"] not in ("Characters", "SpaceCharacters")
    ]


@pytest.mark.parametrize(
    ("markdown", "words", "source"),
    [
        ("Plain words of it.", "words of", "words of"),
        ("Wrapped\nwords  of it.", "Wrapped\nwords", "Wrapped\nwords"),
        ("The *old ferry* left.", "old ferry left", "old ferry* left"),
        (
            "See [the site](https://site.example/the-site) here.",
            "site here",
            "site](https://site.example/the-site) here",
        ),
        ("Fish &amp; chips \\* here.", "chips * here", "chips \\* here"),
        ("A &quot;word&quot; more", 'word" more', "word&quot; more"),
        ("- one item\n- two items", "item\ntwo", "item\n- two"),
    ],
)
def test_a_stretch_of_the_text_is_found_in_the_source(markdown: str, words: str, source: str) -> None:
    def show(text: str) -> str:
        return "\n".join(map(visible_text, blocks(text)))

    text = show(markdown)
    start = text.index(words)

    first, last = source_range(markdown, text, start, start + len(words), show)

    assert markdown[first:last] == source

"""Whatever stands in a text, its HTML runs nothing, loads nothing, stays in its box and loses nothing."""

import random
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.commonmark import parse
from site_builder.model import Part, Role
from site_builder.rendering import mark_parts, render_blocks
from site_builder.rendering.sanitising import sanitise
from tests.unit.commonmark.plain_markdown import MARKS, SPACES, nasty_text

FORBIDDEN = {
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "meta",
    "link",
    "input",
}
ALLOWED_ATTRIBUTES = {
    *("href", "title", "rel", "class", "id", "colspan", "rowspan", "start", "value"),
    *("src", "alt", "loading", "decoding", "referrerpolicy"),
}
ATTACKS = """
<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js>
<img src=x onerror=alert(1)>
<img src="http://a.example/x.png" onerror=alert(1) style="x" id=y>
<svg/onload=alert(1)><svg><script>alert(1)</script></svg>
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<a href="javascript:alert(1)">x</a>
<a href=" jAvA&#x09;script:alert(1)">x</a>
<a href="//evil.example">x</a>
<a href="http://a.example" onclick=alert(1) target=_blank>x</a>
<b onmouseover="alert(1)">x</b>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<form action=/x><input name=q></form>
<base href="http://evil.example/"><meta http-equiv=refresh content="0;url=http://evil.example">
<link rel=stylesheet href=http://evil.example/x.css><style>*{color:red}</style>
<object data=x><embed src=x></object><template><b>x</b></template>
<p style="position:fixed" class="hl-k" id="top" name="top">x</p>
</article></main></section></body></html><div><table><tr><td>
<!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]><?x <script>?>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<textarea><script>alert(1)</script></textarea><title><script>alert(1)</script></title>
<xmp><script>alert(1)</script></xmp><plaintext>
[x](javascript:alert(1)) [x](<javascript:alert(1)>) [x](JAVASCRIPT&colon;alert(1)) <javascript:alert(1)>
[x](data:text/html;base64,PHNjcmlwdD4=) ![x](data:image/svg+xml,<svg/onload=alert(1)>) [x](vbscript:x)
![x](javascript:alert(1)) ![x](//evil.example/x.png) ![x](/local.png) ![x](http://evil.example/x.png "onload=x")
[x](http://a.example/" "\\" onclick=alert(1) x=\\"") [x](http://a.example/'onclick='alert(1))
[x](#top) [x](/etc/passwd) [x](../x) [x](?q) [x](http:evil) [x](http:///evil) [x](http://[bad) [x](mailto:a@b.example)
# <img src=x onerror=alert(1)> {#id .class onclick=x}
``` "><script>alert(1)</script>
| <script>x</script> | [x](javascript:1) |
{{ 7*7 }} {% raw %} ${x}
<details ontoggle=alert(1) open><summary>x</summary>y</details>
<a href="http://a.example"><div><a href="http://b.example">x</a></div>
<table><script>alert(1)</script><tr><td colspan="9999999" rowspan=x>y</table>
"""


def html_of(text: str, *, remote_images: bool = False) -> str:
    return "\n".join(render_blocks(parse(text), remote_images=remote_images, prefix="a-"))


def elements(html: str) -> Iterator[Element]:
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return (element for element in root.iter() if element is not root)


def assert_safe(html: str, *, remote_images: bool = False) -> None:
    for element in elements(html):
        assert isinstance(element.tag, str), html
        assert element.tag not in FORBIDDEN, html
        assert element.tag != "img" or remote_images
        for name, value in element.attrib.items():
            assert name in ALLOWED_ATTRIBUTES, html
            if name == "href":
                assert re.match(r"https?://|mailto:|ftp://|#a-fn", value, re.IGNORECASE), html
            if name == "src":
                assert re.match(r"https?://", value, re.IGNORECASE)
            if name == "id":
                assert re.fullmatch(r"a-fn(ref)?-\d+(-\d+)?", value), html
            if name == "class":
                assert re.fullmatch(r"(hl|md)-[a-z-]+", value), html


def visible_text(html: str) -> str:
    return "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())


@pytest.mark.parametrize("attack", ATTACKS.strip().split("\n"))
@pytest.mark.parametrize(
    "shape", ["{}", "words {}", "> {}", "- {}", "# {}", "| a |\n|---|\n| {} |", "a\n{}\nb"]
)
def test_attack_becomes_harmless(attack: str, shape: str) -> None:
    for remote_images in (False, True):
        assert_safe(html_of(shape.format(attack), remote_images=remote_images), remote_images=remote_images)


@given(
    st.lists(st.sampled_from([*MARKS, *SPACES, *ATTACKS.split(), *ATTACKS.split("\n")]), max_size=30).map(
        "".join
    )
)
def test_mixed_attacks_are_harmless(text: str) -> None:
    assert_safe(html_of(text))


@pytest.mark.parametrize("seed", range(5))
def test_each_block_is_a_box_of_its_own(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(300):
        for html in render_blocks(parse(nasty_text(rng, 20)), remote_images=False, prefix="a-"):
            around = f"<article>{html}<i>after</i></article>"

            article = next(elements(around))

            assert article.tag == "article"
            assert article[-1].tag == "i", html


@pytest.mark.parametrize("seed", range(5))
def test_what_is_not_sanitised_would_not_be_changed_by_sanitising(seed: int) -> None:
    rng = random.Random(seed)
    words = [mark for mark in MARKS if "<" not in mark and ">" not in mark] + SPACES
    for _ in range(1000):
        html = html_of("".join(rng.choice(words) for _ in range(rng.randint(1, 20))))

        assert sanitise(html) == as_serialised(html)


def as_serialised(html: str) -> str:
    """Write quotes and blanks as the sanitiser does, which is the only difference."""
    text_and_tags = re.split(r"(<[^>]*>)", html)
    text_and_tags[::2] = [text.replace("&quot;", '"') for text in text_and_tags[::2]]
    return "".join(text_and_tags).replace("\xa0", "&nbsp;")


@given(st.lists(st.sampled_from([*MARKS, *SPACES]).filter(lambda mark: mark not in "<>"), max_size=30))
def test_no_word_vanishes(marks: list[str]) -> None:
    words = [f"w{number}x" for number in range(len(marks))]

    html = html_of("".join(f"{mark}{word}" for mark, word in zip(marks, words, strict=True)))

    shown = visible_text(html) + " ".join(
        value for element in elements(html) for value in element.attrib.values()
    )
    assert [word for word in words if word not in shown] == []


def test_unknown_markup_is_shown_as_text() -> None:
    assert html_of("a <blink>b</blink> <!-- c --> <script>d</script>") == (
        "<p>a &lt;blink&gt;b&lt;/blink&gt; &lt;!-- c --&gt; &lt;script&gt;d&lt;/script&gt;</p>"
    )


def test_harmless_markup_is_kept_without_its_attributes() -> None:
    assert html_of('H<sub class="x">2</sub>O<br>x') == "<p>H<sub>2</sub>O<br>x</p>"


def test_what_a_script_says_is_text_to_its_end() -> None:
    assert html_of("<div><script>if (a<b) x('<b>hi</b>')</script>y</div>") == (
        "<div>&lt;script&gt;if (a&lt;b) x('&lt;b&gt;hi&lt;/b&gt;')&lt;/script&gt;y</div>"
    )


@pytest.mark.parametrize(
    "address", ["http://a.example/?b&c", "https://a.example", "mailto:a@b.example", "ftp://a.example"]
)
def test_foreign_address_becomes_a_link(address: str) -> None:
    written = address.replace("&", "&amp;")

    assert html_of(f"[x]({address})") == (
        f'<p><a href="{written}" rel="nofollow noopener noreferrer external">x</a></p>'
    )


@pytest.mark.parametrize(
    "address", ["/about/", "#top", "next.html", "?q=1", "//a.example/x", "tel:123", "http:x"]
)
def test_other_address_is_told_but_not_linked(address: str) -> None:
    assert html_of(f"[x]({address})") == f'<p><span title="{address}">x</span></p>'


def test_remote_image_is_a_link_under_its_description() -> None:
    assert html_of('![Low tide](http://a.example/t.jpg "Photo: A. B.")') == (
        '<p><a class="md-image" href="http://a.example/t.jpg" title="Photo: A. B." '
        'rel="nofollow noopener noreferrer external">Picture: Low tide, a.example</a></p>'
    )


def test_image_without_description_is_called_by_its_file_name() -> None:
    assert ">Picture: low tide.jpg, a.example</a>" in html_of("![](http://a.example/x/low%20tide.jpg?w=3)")


def test_image_inside_a_link_is_no_second_link() -> None:
    html = html_of("[![Low tide](http://a.example/t.jpg)](http://a.example/)")

    assert [element.tag for element in elements(html)] == ["p", "a", "span"]


def test_remote_image_is_shown_where_that_is_allowed() -> None:
    html = html_of("![Low tide](http://a.example/t.jpg)", remote_images=True)

    assert html.startswith('<p><img src="http://a.example/t.jpg" alt="Low tide" loading="lazy"')


def test_heading_leaves_the_first_level_to_the_page() -> None:
    assert html_of("# A\n\n### B\n\nC\n=\n\n<h1>D</h1>") == "<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>\n<h2>D</h2>"


def test_control_characters_are_shown() -> None:
    assert html_of("a\x07b\x1bc\x7fd\x92e\0f") == "<p>a␇b␛c␡d\\x92e\ufffdf</p>"


def test_turning_characters_are_isolated() -> None:
    assert html_of("a\u202eb &#8238;c") == "<p><bdi>a\u202eb \u202ec</bdi></p>"


def test_table_in_a_paragraph_is_a_table() -> None:
    html = html_of("Depths.\n| Pier | m |\n|:--|--:|\n| *North* | 4 |")

    assert [element.tag for element in elements(html)] == [
        "p",
        *["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "em", "td"],
    ]
    assert '<td class="md-right">4</td>' in html


def test_table_may_not_blow_up() -> None:
    wide = "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|b\n" * 2000

    assert len(html_of(wide)) < 20 * len(wide)


def test_struck_text() -> None:
    assert html_of("~~a~~ b") == "<p><s>a</s> b</p>"


def test_footnotes_link_both_ways() -> None:
    html = html_of("Salt[^b] and mud[^a], salt[^b].\n\n[^a]: Mud *note*.\n[^b]: http://b.example/\n")

    assert 'Salt<sup><a class="md-note" href="#a-fn-2" id="a-fnref-2">b</a></sup>' in html
    assert 'salt<sup><a class="md-note" href="#a-fn-2" id="a-fnref-2-2">b</a></sup>' in html
    assert (
        '<p class="md-footnote" id="a-fn-1"><sup>a</sup> Mud <em>note</em>. <a class="md-back" href="#a-fnref-1">'
        in html
    )


def test_footnote_that_commonmark_takes_for_a_definition_stands_at_its_place() -> None:
    html = html_of("Salt[^1].\n\n[^1]: brine\n\nMud.")

    assert re.sub("<[^>]*>", "", html).split() == ["Salt1.", "1", "brine", "↩", "Mud."]


def test_reference_to_no_footnote_is_text() -> None:
    assert html_of("Salt[^1].") == "<p>Salt[^1].</p>"


def test_used_definition_is_a_link_and_unused_one_is_text() -> None:
    html = html_of("See [a].\n\n[a]: http://a.example\n[b]: http://b.example 'B'")

    assert "http://a.example" in html
    assert "a]:" not in html
    assert "<p class=\"md-left\">[b]: http://b.example 'B'</p>" in html


def test_text_past_the_nesting_limit_is_shown() -> None:
    text = "".join("  " * depth + f"- item{depth}\n" for depth in range(15)) + "\nThe end."

    html = html_of(text)

    assert all(f"item{depth}" in html for depth in range(15))
    assert "The end." in html


def test_deep_raw_tags_are_text() -> None:
    html = html_of("<div>" * 1000)

    assert html.count("&lt;div&gt;") > 900


def test_rendering_does_not_depend_on_what_was_rendered_before() -> None:
    rng = random.Random(1)
    texts = [nasty_text(rng, 12) for _ in range(200)]

    first = [html_of(text) for text in texts]

    assert [html_of(text) for text in reversed(texts)] == first[::-1]


def test_line_that_begins_with_a_number_is_no_list_of_one() -> None:
    assert html_of("08. Februar 2022") == "<p>08. Februar 2022</p>"
    assert html_of("1. Only") == "<ol>\n<li>Only</li>\n</ol>"


def test_numbers_of_a_list_are_the_authors() -> None:
    assert (
        html_of("7. a\n5. b\n6. c") == '<ol start="7">\n<li>a</li>\n<li value="5">b</li>\n<li>c</li>\n</ol>'
    )
    assert "value" not in html_of("1. a\n1. b")


def test_parts_of_a_paragraph_are_marked_and_change_nothing_else() -> None:
    text = "**Disclaimer:** The *author* answers. You may reprint it. Write to <desk@harbour.example>."
    (whole,) = render_blocks(parse(text), remote_images=False, prefix="a-")
    parts = (
        Part(0, 37, Role.DISCLAIMER, ""),
        Part(38, 57, Role.COPYRIGHT, ""),
        Part(58, len(text), Role.CONTACT, ""),
    )

    marked = mark_parts(whole, text, parts, remote_images=False)

    assert re.findall(r'data-part="(\w+)">(.{6})', marked) == [
        ("disclaimer", "<stron"),
        ("copyright", "You ma"),
        ("contact", "Write "),
    ]
    assert re.sub(r'<span class="part" data-part="\w+">|</span>', "", marked) == whole


def test_a_paragraph_whose_emphasis_spans_its_parts_stays_as_it_is() -> None:
    text = "*The author answers. You may reprint it.*"
    (whole,) = render_blocks(parse(text), remote_images=False, prefix="a-")

    marked = mark_parts(whole, text, (Part(0, 20, Role.DISCLAIMER, ""),), remote_images=False)

    assert marked == whole

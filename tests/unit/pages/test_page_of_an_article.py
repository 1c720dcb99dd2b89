import json
import re
from collections.abc import Iterator
from html import unescape

import html5lib
import msgspec
import pytest

from site_builder.model import Metadata, Role, Voice, Words
from tests.unit.pages.theme import Element, article_html, elements
from tests.unit.pages.tidewater import GAUGE, MINA, SETTINGS, A, Given, P, given

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
HOSTILE = '"><script>alert(1)</script><!--\' & {{ 7 * 7 }} {% include "x" %} \x07\x85 \u202e</title></script>'


def sections(html: str) -> Iterator[Element]:
    return (element for element in elements(html) if "data-role" in element.attributes)


def hostile() -> Given:
    labels = (HOSTILE, "javascript:alert(1)")
    metadata = Metadata(
        title=HOSTILE,
        byline=labels,
        date="2020-02-04",
        publisher=HOSTILE,
        source=HOSTILE,
        source_url='javascript:alert("x")',
        regions=labels,
        themes=labels,
        reports=labels,
        language="en",
    )
    # What stands in blocks is made safe before it comes here.
    shown = HOSTILE.replace("\x07", "").replace("\x85", "")
    blocks = [(Role.TITLE, A, shown), (Role.BODY, A, "Quiet."), (Role.DISCLAIMER, P, shown)]
    return given("2020/hostile.md", blocks, metadata, HOSTILE)


@pytest.mark.parametrize("which", [GAUGE, MINA, hostile()], ids=["plain", "right-to-left", "hostile"])
def test_page_is_valid_html(which: Given) -> None:
    parser = html5lib.HTMLParser(strict=True)

    parser.parse(article_html(which))

    assert not parser.errors


@pytest.mark.parametrize("which", [GAUGE, MINA], ids=["plain", "right-to-left"])
def test_every_block_is_shown_whole_and_in_source_order(which: Given) -> None:
    html = article_html(which)

    shown = list(sections(html))

    assert [element.attributes["id"] for element in shown] == [
        segment.id for segment in which.article.segments
    ]
    for element, segment in zip(shown, which.article.segments, strict=True):
        blocks = "\n".join(which.html[segment.first : segment.end])
        assert element.text.split() == unescape(re.sub(r"<[^>]*>", "", blocks)).split()


def test_sections_name_class_role_and_voice() -> None:
    found = [
        tuple(element.attributes[name] for name in ("id", "data-class", "data-role", "data-voice"))
        for element in sections(article_html(GAUGE))
    ]

    assert ("s0", "article", "title", "author") in found
    assert ("s7", "boilerplate", "share", "source") in found
    assert ("s11", "disclaimer", "disclaimer", "publisher") in found


def test_title_block_that_opens_the_article_is_its_heading() -> None:
    page = elements(article_html(GAUGE))

    headings = [element for element in page if element.tag == "h1"]

    assert [heading.text for heading in headings] == [GAUGE.card.title]
    assert headings[0].above[-1].attributes["data-role"] == "title"


def test_title_with_a_link_is_kept_as_printed_under_a_plain_heading() -> None:
    blocks = [(Role.TITLE, A, "# [A tide table](https://coast.example/)"), (Role.BODY, A, "Text.")]
    linked = given("t.md", blocks, Metadata(title="A tide table"), "A tide table")

    page = elements(article_html(linked))

    assert next(element for element in page if element.tag == "h1").text == "A tide table"
    printed = next(element for element in page if element.attributes.get("data-role") == "title")
    assert printed.above[-1].tag == "details"
    assert "https://coast.example/" in article_html(linked)


def test_head_lines_are_folded_where_they_stand_and_elsewhere_small() -> None:
    page = elements(article_html(GAUGE))

    folded = [
        element.attributes["data-role"]
        for element in page
        if "data-role" in element.attributes and element.above[-1].tag == "details"
    ]
    small = [
        element.attributes["data-role"] for element in page if element.attributes.get("class") == "small"
    ]

    assert folded == ["byline", "dateline", "taxonomy"]
    assert small == ["byline"]


def test_notes_stand_beside_their_passage_label_first_and_are_tied_to_it() -> None:
    page = elements(article_html(GAUGE))
    notes = {
        element.attributes["id"]: element for element in page if element.attributes.get("role") == "note"
    }
    tied = [element for element in page if "aria-details" in element.attributes]

    assert len(notes) == len(GAUGE.article.annotations)
    for passage, said in zip(tied, GAUGE.article.annotations, strict=True):
        note = notes[passage.attributes["aria-details"]]
        assert note.tag == "aside"
        assert note.above[-1] is passage.above[-1]
        assert note.attributes["aria-label"] == said.label
        assert note.text.split("\n")[1].strip() == said.label
        assert said.speaker in note.text
        assert said.common in note.text


def test_furniture_is_left_out_of_the_search_index_and_the_article_is_in_it() -> None:
    for element in sections(article_html(GAUGE)):
        ignored = any("data-pagefind-ignore" in above.attributes for above in element.above)
        indexed = any("data-pagefind-body" in above.attributes for above in element.above)
        assert indexed
        if element.attributes["data-class"] in ("boilerplate", "disclaimer"):
            assert ignored
        if element.attributes["data-role"] in ("title", "body", "standfirst"):
            assert not ignored


def test_header_says_who_where_when_and_of_what_the_article_is_made() -> None:
    html = article_html(GAUGE)

    text = " ".join(next(element.text for element in elements(html) if element.tag == "main").split())

    assert "By Skerry Press Harbour Review, 4 February 2020" in text
    assert "71% article" in text
    assert "11% boilerplate" in text
    assert 'href="../../../regions/north-sea/index.html"' in html


def test_right_to_left_article_names_its_language_and_direction() -> None:
    page = elements(article_html(MINA))

    whole, article, top = (
        next(element for element in page if element.tag == tag) for tag in ("html", "article", "header")
    )

    assert (whole.attributes["lang"], whole.attributes["dir"]) == ("ar", "rtl")
    assert (article.attributes["lang"], article.attributes["dir"]) == ("ar", "rtl")
    assert top.attributes["lang"] == "en"


def test_hostile_metadata_stays_text() -> None:
    html = article_html(hostile())

    page = elements(html)
    scripts = [element for element in page if element.tag == "script"]

    assert len(scripts) == 2
    assert "src" in scripts[0].attributes
    assert json.loads(scripts[1].text)["headline"].startswith('"><script>')
    assert "<" not in scripts[1].text
    assert "{{ 7 * 7 }}" in html
    assert "\x07" not in html
    assert "javascript:" not in " ".join(
        value for element in page for name, value in element.attributes.items() if name in ("href", "src")
    )


def test_page_carries_the_policy_and_no_style_or_handler_of_its_own() -> None:
    for element in elements(article_html(GAUGE)):
        assert not {name for name in element.attributes if name == "style" or name.startswith("on")}
        assert element.tag != "style"
        if element.attributes.get("http-equiv"):
            assert element.attributes["content"] == POLICY
    assert '<meta name="referrer" content="no-referrer">' in article_html(GAUGE)


def test_address_of_the_original_page_is_a_link_only_on_the_web() -> None:
    assert 'href="https://skerry.example/gauge" rel="nofollow noopener noreferrer external"' in article_html(
        GAUGE
    )
    assert "Original page" not in article_html(hostile())


def test_page_of_a_thousand_words_is_small() -> None:
    paragraph = "The harbour office keeps its paper rolls in the same cupboard as the paint. " * 10
    blocks = [(Role.BODY, A, paragraph)] * 8 + [(Role.DISCLAIMER, P, paragraph)] * 2
    long = given("long.md", blocks, GAUGE.card.metadata, "Long")

    assert len(article_html(long).encode()) < 25_000


def test_article_without_words_or_facts_still_has_a_page() -> None:
    empty = given("empty.md", [], Metadata(), "Empty")
    empty = empty._replace(card=msgspec.structs.replace(empty.card, words=Words(0, 0, 0)))

    html = article_html(empty)

    assert "<h1>Empty</h1>" in html
    assert 'class="bar"' not in html


def test_editors_note_on_the_articles_own_text_keeps_it_in_the_article() -> None:
    noted = GAUGE._replace(
        article=msgspec.structs.replace(
            GAUGE.article,
            annotations=(
                msgspec.structs.replace(GAUGE.article.annotations[0], segment="s5", label="Editor's note"),
            ),
        )
    )

    body = next(e for e in sections(article_html(noted)) if e.attributes["id"] == "s5")

    assert body.attributes["aria-details"] == "ns5"
    assert not any("data-pagefind-ignore" in above.attributes for above in body.above)


def test_settings_language_is_that_of_articles_that_do_not_say() -> None:
    blocks = [(Role.BODY, Voice.AUTHOR, "Text")]
    unsaid = given("unsaid.md", blocks, Metadata(), "Unsaid")

    html = article_html(unsaid, msgspec.structs.replace(SETTINGS, language="he"))

    assert '<html lang="he" dir="rtl">' in html

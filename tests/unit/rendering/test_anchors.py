"""Headings and paragraphs have ids made of their words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.commonmark import parse, plain_blocks
from site_builder.model import Part, Role
from site_builder.rendering import add_handle, add_ids, mark_parts, render_blocks


def html_of(text: str) -> tuple[str, ...]:
    document = parse(text)
    html = render_blocks(document, remote_images=False, prefix="a-")
    return add_ids(html, plain_blocks(document))


def ids_of(text: str) -> list[str]:
    return re.findall(r' id="(t-[^"]*)"', "".join(html_of(text)))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("## The keeper's *ledger*", ["t-the-keepers-ledger"]),
        ("[Low tide](http://a.example) at noon.", ["t-low-tide-at-noon"]),
        ("Low &amp; high", ["t-low-high"]),
        ("Tide\n\nTide\n\nTide 2\n\nTide", ["t-tide", "t-tide-2", "t-tide-2-2", "t-tide-3"]),
        ("Отлив в полдень", ["t-otliv-v-polden"]),
        ("- item\n\n---\n\n    code\n\n> quote", []),
        ("![](p.png)", []),
        ("fn 1", ["t-fn-1"]),
    ],
)
def test_id_is_made_of_the_words(text: str, ids: list[str]) -> None:
    assert ids_of(text) == ids


def test_id_ends_with_a_whole_word() -> None:
    assert ids_of("The keeper wrote down every barge that went through the gate and the lock") == [
        "t-the-keeper-wrote-down-every-barge-that"
    ]


def test_an_edit_elsewhere_moves_no_id() -> None:
    assert ids_of("New words.\n\nLow tide.\n\nHigh tide.")[1:] == ids_of("Low tide.\n\nHigh tide.")


def test_footnotes_keep_their_own_ids() -> None:
    html = "".join(html_of("Salt[^1].\n\n[^1]: Of the sea."))

    assert re.findall(r' id="([^"]*)"', html) == ["t-salt", "a-fnref-1", "a-fn-1"]


def test_parts_are_marked_in_a_paragraph_with_an_id() -> None:
    (whole,) = html_of("Own words. Please share.")

    marked = mark_parts(
        whole, "Own words. Please share.", (Part(11, 24, Role.SHARE, ""),), remote_images=False
    )

    assert marked == (
        '<p id="t-own-words-please-share">Own words. <span class="part" data-part="share">Please share.</span></p>'
    )


def test_handle_leads_to_its_place_and_adds_no_text() -> None:
    (heading,) = html_of("# Low *tide*")

    assert add_handle(heading) == (
        '<h2 id="t-low-tide">Low <em>tide</em><a class="md-handle" href="#t-low-tide" aria-label="Link here"></a></h2>'
    )
    assert add_handle("<ul><li>x</li></ul>") == "<ul><li>x</li></ul>"


@given(
    st.lists(
        st.sampled_from(["Tide", "# Tide", "Tide 2", "Tide-2-2", "#", "*", "\u4e2d", "<p id=t-tide>x</p>"])
    )
)
def test_no_id_stands_twice(blocks: list[str]) -> None:
    ids = ids_of("\n\n".join(blocks))

    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"t-[a-z0-9-]+", each) for each in ids)

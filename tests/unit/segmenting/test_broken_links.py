"""Links whose label is spread over several blocks."""

import pytest

from site_builder.model import Role
from site_builder.segmenting import classify, gather_evidence
from site_builder.segmenting.block_text import block_text
from site_builder.segmenting.broken_links import as_links, broken_link_features
from tests.unit.segmenting.readings import reading_of

CARD = """\
[![A crane](crane.jpg)

### Harbour crane comes down

The last of three was sold to a museum.

Ada Quill](https://gullpost.example/2020/crane)
"""


def _texts(markdown):
    return [block_text(block, language="en") for block in reading_of(markdown).blocks]


def _features(markdown):
    return broken_link_features(_texts(markdown))


def test_every_block_of_a_card_that_is_a_link_is_found():
    assert _features(f"Before.\n\n{CARD}\nAfter.") == {
        1: "opens broken link",
        2: "in broken link",
        3: "in broken link",
        4: "closes broken link",
    }


def test_cards_that_follow_each_other_are_links_of_their_own():
    features = _features(CARD + "\n" + CARD)
    assert list(features.values()) == list(_features(CARD).values()) * 2


def test_a_block_may_end_one_link_and_begin_the_next():
    features = _features("[First\n\nwords](/a) [Second\n\nwords](/b)")
    assert list(features) == [0, 1, 2]


def test_an_address_without_an_opening_bracket_is_told_apart():
    assert _features("Read more](/a)") == {0: "closes link only"}


@pytest.mark.parametrize(
    "markdown",
    [
        "A [link](/a) and another [one](/b).",
        "She said [sic] that it was [laughs] fine.",
        "An open [bracket\n\nand nothing that closes it.",
        "An open [bracket\n\nand one that closes it].",
        "",
    ],
)
def test_whole_links_and_brackets_are_no_broken_links(markdown):
    assert not _features(markdown)


def test_a_bracket_far_above_an_address_is_not_its_beginning():
    paragraphs = "\n\n".join(f"Paragraph {number}." for number in range(9))
    features = _features(f"[An aside\n\n{paragraphs}\n\nRead more](/a)")
    assert list(features.values()) == ["closes link only"]


def test_words_of_a_broken_link_count_as_a_link_and_not_as_running_text():
    words = " ".join(["word"] * 30)
    texts = _texts(f"[Heading\n\n{words}\n\nmore](/a)\n\n{words}")
    assert texts[1].prose
    mended = as_links(texts, broken_link_features(texts))
    assert [(text.linked, text.prose) for text in mended[:3]] == [(1.0, False)] * 3
    assert mended[3] is texts[3]


def test_teasers_of_other_articles_that_are_broken_links_are_promotion():
    body = "\n\n".join(
        f"The harbour board met for the {number} time this year and heard what the dredging would cost the town, "
        "which has waited for it since the spring floods."
        for number in ("first", "second", "third", "fourth")
    )
    reading = reading_of(f"# Harbour is dredged\n\n{body}\n\n{CARD}\n{CARD.replace('crane', 'ferry')}")
    verdicts = classify(reading, gather_evidence(reading), {})
    assert {verdict.role for verdict in verdicts[5:]} == {Role.PROMO}
    assert {verdict.role for verdict in verdicts[1:5]} == {Role.BODY}

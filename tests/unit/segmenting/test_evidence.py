"""Phrases, features, weights, probabilities, parts and stored evidence."""

import time
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Block, Profile, Role, Span
from site_builder.segmenting import Evidence, explain, extract_features, gather_evidence
from site_builder.segmenting.block_text import block_text
from site_builder.segmenting.decoding import add_up, marginals, unpack_scores
from site_builder.segmenting.link_purposes import link_purposes
from site_builder.segmenting.parts import find_parts
from site_builder.segmenting.phrases import Phrase, find_phrases, index_phrases, shipped_phrases
from site_builder.segmenting.profile_phrases import match_profile, profile_phrases
from site_builder.segmenting.weights import SCALE, FeatureGroup, Weights, arrange, store_weights, weight_of
from site_builder.wording import normalise
from tests.unit.segmenting.readings import reading_of


def found_in(text: str, language: str | None) -> list[Phrase]:
    words = text.lower().split()
    return find_phrases(f" {' '.join(words)} ", frozenset(words), language=language)


def known_role(text: str) -> Role | None:
    profile = Profile("Tide", (), (), "", ((Role.COPYRIGHT, normalise("edition of the finance desk")),))
    match = match_profile(profile_phrases(profile), block_text(reading_of(text).blocks[0], language="en"))
    return match and match.role


def phrases_in(text: str, language: str | None) -> set[str]:
    return {group for phrase in found_in(text, language) for group in phrase.groups}


def test_phrases_are_whole_words_unless_a_star_lets_them_go_on() -> None:
    index = index_phrases(["[share]", "en: share this", "[support]", "en: donat*"])

    assert index.by_word["share"][0][1].needle == " share this "
    assert index.by_root["dona"][0].needle == " donat"
    assert "support" in phrases_in("donating is easy", "en")
    assert "share" not in phrases_in("shareholders met", "en")


def test_phrases_are_those_of_the_language_whatever_the_country() -> None:
    said = "assine nossa newsletter"

    assert found_in(said, "pt-br") == found_in(said, "pt")
    assert len(found_in(said, "pt")) > len(found_in(said, "fi"))


def test_stated_languages_that_are_none_share_one_index() -> None:
    before = shipped_phrases.cache_info().currsize

    for number in range(40):
        assert "share" in phrases_in("share this article", f"x{number}")

    assert shipped_phrases.cache_info().currsize <= before + 1


def test_short_phrases_belong_to_their_language() -> None:
    assert "author" in phrases_in("von anna", "de")
    assert "author" not in phrases_in("von anna", "en")


def test_phrases_are_looked_for_in_their_own_language_and_english() -> None:
    assert "disclaimer" in phrases_in("alle angaben ohne gewähr", "de")
    assert "disclaimer" not in phrases_in("alle angaben ohne gewähr", "es")
    assert "disclaimer" in phrases_in("alle angaben ohne gewähr", None)
    assert "newsletter" in phrases_in("sign up for our newsletter", "es")


def test_addresses_tell_what_links_are_for() -> None:
    assert link_purposes(["www", "spenden", "autor", "ada"]) == ["to giving", "to authors"]
    assert "to sharing" in own_features("A\n\n[x](https://tide.example/sharer?u=1)")[1]


def test_images_and_links_may_have_brackets_in_their_words() -> None:
    (seen,) = extract_features(reading_of('![A boat [Tide Photo]](boat.jpg "A boat (left).")')).texts

    assert (seen.images, seen.links, seen.urls) == (1, 0, ["boat.jpg"])
    assert seen.plain == "A boat [Tide Photo]"


def test_a_block_is_known_by_the_shapes_around_it() -> None:
    long = " ".join(["word"] * 30)
    features = own_features(f"# Head\n\n![](a.jpg)\n\n{long}\n\n{long}")

    assert {"core IPP", "HI(P)", "(P)P$"} <= set(features[2])
    assert {"lead IP", "lead plain"} <= set(features[2])
    assert not any(name.startswith("lead ") for name in features[3])


def own_features(text: str) -> list[list[str]]:
    return extract_features(reading_of(text)).own


ROLES = tuple(Role)
WEIGHTS = st.lists(st.integers(-32768, 32767), min_size=len(ROLES), max_size=len(ROLES))
NONE = [0] * len(ROLES)
TRANSITIONS = [NONE] * len(ROLES)


def weights_of(
    shared: dict[str, list[int]],
    own: dict[str, list[int]],
    *,
    edges: list[list[int]] | None = None,
    transitions: list[list[int]] | None = None,
) -> Weights:
    return arrange(store_weights(ROLES, shared, own, edges or [NONE, NONE], transitions or TRANSITIONS))


@given(WEIGHTS, WEIGHTS, WEIGHTS)
def test_weights_survive_being_stored_and_packed_side_by_side(
    own: list[int], after: list[int], before: list[int]
) -> None:
    weights = weights_of({"a": own + after + before}, {"b": own})

    total = weights.packed["a"] + weights.packed["b"] + weights.packed["unheard of"]

    assert [weight_of(weights.packed["a"], lane) for lane in range(3 * len(ROLES))] == own + after + before
    assert [weight_of(total, lane) for lane in range(len(ROLES))] == [2 * weight for weight in own]


@given(WEIGHTS, WEIGHTS, WEIGHTS, WEIGHTS)
def test_a_block_speaks_for_its_neighbours(
    own: list[int], after: list[int], before: list[int], edge: list[int]
) -> None:
    weights = weights_of({"a": own + after + before}, {}, edges=[edge, NONE])

    rows = unpack_scores(add_up([0, weights.packed["a"], 0], weights), len(ROLES))

    expected = [[a + b for a, b in zip(before, edge, strict=True)], own, after]
    # Only differences between the roles of one block mean anything.
    assert [[score - row[0] for score in row] for row in rows] == [
        [score - row[0] for score in row] for row in expected
    ]


def test_features_that_come_together_are_weighed_together() -> None:
    both = FeatureGroup("a", "b", "unheard of")
    weights = weights_of({}, {"a": [1, *NONE[1:]], "b": [2, *NONE[1:]]})

    assert weight_of(weights.packed[both], 0) == 3


def test_probabilities_take_in_what_may_follow_what() -> None:
    count = len(ROLES)
    transitions = [[0] * count for _ in ROLES]
    transitions[0][1] = 4096
    weights = weights_of({}, {}, transitions=transitions)
    first = [0] * count
    first[0] = 30 * SCALE

    columns = marginals([first, [0] * count], weights)

    assert max(columns[1], key=columns[1].__getitem__) == 1
    assert sum(columns[1].values()) == pytest.approx(1)


def block(text: str) -> Block:
    return Block(0, Span(0, 1), "paragraph", text)


def test_sentences_that_do_different_things_become_parts() -> None:
    text = (
        "The views expressed here are those of the author. You may republish this piece under a Creative Commons "
        "licence. For media inquiries write to press@tide.example."
    )
    said = ("disclaimer: views expressed", "copyright: creative commons", "contact: for media inquiries")

    parts = find_parts(block(text), Role.DISCLAIMER, said)

    assert [part.role for part in parts] == [Role.DISCLAIMER, Role.COPYRIGHT, Role.CONTACT]
    assert text[parts[1].start : parts[1].end].startswith("You may republish")


def test_body_has_no_parts() -> None:
    assert find_parts(block("Contact us. All rights reserved."), Role.BODY, ("contact: contact us",)) == ()


def test_evidence_can_be_stored() -> None:
    evidence = gather_evidence(reading_of("# Fees\n\nBy Ada Holm\n\nShare this article"))

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(evidence), type=Evidence) == evidence


@pytest.mark.parametrize(
    "unit",
    [
        "Ab cd ",
        "[a](",
        "[](a",
        "![",
        "**a ",
        "donate ",
        "a.b@",
        "- x\n",
        "\n\nBy A B\n\n",
        "](",
        "x\n\n",
        "1. ",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        reading = reading_of((unit * size)[:size])
        start = time.process_time()
        gather_evidence(reading)
        return time.process_time() - start

    small = min(seconds(12_000) for _ in range(2))
    large = min(seconds(48_000) for _ in range(2))

    # What grows with the square takes many seconds for the larger; a fraction of one tells nothing on a busy machine.
    assert large < 0.6 or large / small < 8


@pytest.mark.parametrize(
    "text",
    [
        "Deïnitive edition of the finance desk: printed in the old sail loft.",
        unicodedata.normalize("NFD", "Deïnitive edition of the finance desk: printed in the old sail loft."),
        "Deïnitive edition of the \ufb01nance desk: printed in the old sail loft.",
    ],
)
def test_known_phrases_are_found_however_their_letters_are_coded(text: str) -> None:
    assert known_role(text) == Role.COPYRIGHT


@pytest.mark.parametrize(
    "text",
    [
        "Our desk is at https://finance.example/edition-of-the-finance-desk today.",
        "[Ask us](https://desk.example/a) about the edition of the finance desk.",
        f"{'The tide turned. ' * 60}This is the edition of the finance desk. {'The tide turned. ' * 60}",
    ],
    ids=["in an address", "beside a link", "in the midst of a long text"],
)
def test_known_phrases_are_found_where_a_first_look_does_not_go(text: str) -> None:
    assert known_role(text) == Role.COPYRIGHT


def test_what_is_firm_is_among_the_reasons() -> None:
    reading = reading_of("The ferry sails again.\n\n**Disclaimer:** The views are the author's alone.")

    said = explain(reading, gather_evidence(reading), {}, 1)

    assert said[0].role == Role.DISCLAIMER
    assert said[0].reasons[0] == "calls itself a disclaimer"


def test_letters_are_counted_for_words_in_languages_without_blanks_only() -> None:
    text = "Ev gotar li ser avê ye û ji bo her kesî hatiye nivîsandin"

    assert block_text(reading_of(text).blocks[0], language="kmr").count == len(text.split())
    assert block_text(reading_of(text).blocks[0], language="km-KH").count > len(text.split())

"""Passages that are equal, or nearly, are known as such, and others are not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.wording import fingerprint, near_duplicate_keys, normalise

NOTICE = (
    "the harbour post is printed by its readers and by nobody else so please send a small sum to the office "
    "before the end of november when the paper for the next year has to be paid"
)
OTHER = (
    "the council met on monday to talk about the new pier and the mayor said that the stones had come by boat "
    "from the quarry in the north before the end of the summer"
)
LETTERS = "abcdefghijklmnoprstuvwz"


@pytest.mark.parametrize(
    ("some", "other", "same"),
    [
        ("The *ferry* leaves, at noon.", "the ferry leaves at NOON", True),
        ("Printed in 2019 by Ada Holm", "Printed in 25 by Ada Holm", True),
        ("Die Fähre – legt ab", "die fähre legt ab", True),
        ("The ferry came back up", "The ferry came backup", False),
        ("Come to the harbour today", "Come to the harbour to day", False),
    ],
)
def test_passages_of_the_same_words_have_one_fingerprint(some: str, other: str, same: bool) -> None:
    assert (normalise(some) == normalise(other)) is same
    assert (fingerprint(some) == fingerprint(other)) is same


@pytest.mark.parametrize(
    ("text", "recurs"),
    [("Read more.", False), ("Read it here", True), ("港口新闻社", False), ("По теме", False)],
)
def test_what_is_too_short_has_no_fingerprint(text: str, recurs: bool) -> None:
    assert bool(fingerprint(text)) is recurs


def alike(some: str, others: str) -> bool:
    return not set(near_duplicate_keys(some.split())).isdisjoint(near_duplicate_keys(others.split()))


@pytest.mark.parametrize(
    ("old", "new"), [("november", "february"), ("harbour", "lantern"), ("small", "large"), ("send", "give")]
)
def test_a_notice_with_one_changed_word_is_nearly_the_same(old: str, new: str) -> None:
    assert alike(NOTICE, NOTICE.replace(old, new))


def test_digits_are_all_the_same() -> None:
    assert near_duplicate_keys([*NOTICE.split(), "2019"]) == near_duplicate_keys([*NOTICE.split(), "25"])


def test_a_notice_may_have_words_before_and_after() -> None:
    assert alike(NOTICE, f"note of the editors {NOTICE} thank you")


def test_different_passages_are_not_alike() -> None:
    assert not alike(NOTICE, OTHER)


def test_a_few_words_have_no_echo() -> None:
    assert near_duplicate_keys(["read", "more", "about", "the", "harbour"]) == ()
    assert near_duplicate_keys(["on"] * 40) == ()


def test_most_notices_with_a_changed_word_are_found_and_no_others() -> None:
    rng = random.Random(1)

    def passage() -> list[str]:
        return ["".join(rng.choices(LETTERS, k=5)) for _ in range(30)]

    found = strange = 0
    for _ in range(400):
        words = passage()
        at = rng.randrange(len(words))
        found += alike(" ".join(words), " ".join([*words[:at], "other", *words[at + 1 :]]))
        strange += alike(" ".join(words), " ".join(passage()))

    assert found >= 340
    assert strange == 0


@given(st.lists(st.text(max_size=6), max_size=60))
def test_echoes_are_three_or_none_and_fit_into_64_bits(words: list[str]) -> None:
    found = near_duplicate_keys(words)

    assert len(found) in (0, 3)
    assert found == near_duplicate_keys(words)
    assert all(0 < each < 1 << 64 for each in found)


def test_the_target_of_a_link_that_was_broken_in_two_is_dropped() -> None:
    assert normalise("Holm sails again](/author/ada)") == normalise("Holm sails again](/ports/holm)")

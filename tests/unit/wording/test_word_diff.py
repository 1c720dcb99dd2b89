"""Word-level differences between texts of any length."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from site_builder.wording import PARAGRAPH_END, WordChange, paragraph_diff, word_diff

_WORDS = st.lists(st.sampled_from(["the", "tide", "gauge", "at Holm,", "and", "stopped."]), max_size=60)
_PARAGRAPHS = st.lists(_WORDS.map(" ".join).filter(bool), max_size=8)


def changes(runs):
    return [(run.change.value, run.text.strip()) for run in runs if run.change is not WordChange.KEPT]


def words_with(runs, *fates):
    return " ".join(
        "".join(run.text for run in runs if run.change in fates).replace(PARAGRAPH_END, " ").split()
    )


@given(_PARAGRAPHS, _PARAGRAPHS)
def test_what_was_kept_and_added_is_the_later_text(before, after):
    runs = paragraph_diff(before, after)

    assert words_with(runs, WordChange.KEPT, WordChange.ADDED) == " ".join(after)
    kept_and_cut = words_with(runs, WordChange.KEPT, WordChange.REMOVED)
    assert len(kept_and_cut.split()) == len(" ".join(before).split())


@given(_PARAGRAPHS)
def test_a_text_does_not_differ_from_itself(text):
    assert not changes(paragraph_diff(text, text))


def test_words_that_changed_in_a_long_text_are_found_one_by_one():
    text = [f"On day {day} the gauge read {day * 7 % 410} and nobody at Holm looked." for day in range(900)]
    later = list(text)
    later[3] = "On day 3 the gauge read nothing and nobody at Holm looked."
    later.insert(400, "Here a page of the roll is missing.")
    del later[800]

    assert changes(paragraph_diff(text, later)) == [
        ("removed", "21"),
        ("added", "nothing"),
        ("added", "Here a page of the roll is missing."),
        ("removed", text[799]),
    ]


def test_a_passage_that_was_written_anew_is_replaced_as_a_whole():
    before = [
        "A float stuck fast in January, and figures went on arriving every six minutes, all of them the same."
    ]
    after = [
        "It was read aloud at every meeting of the committee since, and we print it again for the last time."
    ]

    assert [change for change, _ in changes(paragraph_diff(before, after))] == ["removed", "added"]


def test_a_paragraph_that_was_cut_is_no_change_of_the_one_before():
    runs = paragraph_diff(
        ["It stopped.", "Nobody saw it.", "It began again."], ["It stopped.", "It began again."]
    )

    assert changes(runs) == [("removed", "Nobody saw it.")]


def test_texts_of_twenty_thousand_words_take_no_seconds():
    draw = random.Random(7)
    vocabulary = [f"w{number}" for number in range(4000)]
    before = [" ".join(draw.choices(vocabulary, k=100)) for _ in range(200)]
    anew = [" ".join(draw.choices(vocabulary, k=100)) for _ in range(200)]
    edited = [" ".join(word for word in text.split() if draw.random() > 0.05) for text in before]
    alike = ["the same words again and again " * 16] * 200
    for one, other in (
        (before, edited),
        (before, anew),
        (alike, alike[:150]),
        (before, before[::-1]),
        (alike, before),
    ):
        start = time.process_time()
        paragraph_diff(one, other)
        assert time.process_time() - start < 2


def test_short_texts_are_compared_word_by_word():
    assert changes(word_diff("Please give us five euros.", "Please give us ten euros.")) == [
        ("removed", "five"),
        ("added", "ten"),
    ]

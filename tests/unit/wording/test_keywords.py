"""Keywords are the names of a text and the long words that come again, as the text writes them."""

import pytest

from site_builder.wording import find_keywords


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("The dredging at Holm began late. More dredging is wanted by Holm.", {"dredging", "Holm"}),
        ("However, it rained. However late, the boats went out.", {"However"}),
        ("It was said that they have been there, and they were.", set()),
        ("We met [Ada Marr](https://example.org/Ferrow/Ferrow) near Lindmouth.", {"Marr", "Lindmouth"}),
        ("Das Wasser stieg, und der Pegel in Norddeich zeigte das Wasser.", {"Wasser", "Pegel", "Norddeich"}),
        ("港口关闭。港口重开。", {"港口"}),
        ("", set()),
    ],
)
def test_names_and_words_that_come_again_are_found(text: str, keywords: set[str]) -> None:
    assert set(find_keywords(text)) == keywords


def test_no_two_differ_in_case_alone() -> None:
    found = find_keywords("The Gauge of Holm. A gauge in Holm, the gauge. HOLM and Holm.")

    assert len({word.lower() for word in found}) == len(found)


def test_there_are_never_too_many() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    text = " ".join(f"in {one.upper()}{other}rrow" for one in letters for other in letters)

    assert len(find_keywords(text)) == 40

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.annotating.normal_form import normal_digest, normal_form, normalize

TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(
            " \n\t\u00a0\u200b\u00ad'\"’“”«»–—-….e\u0301\u0308가\u1100\u1161\u11a8港务\u0627\u0653🙂\u200d\ufe0f"
        ),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("a  b\n\tc", "a b c"),
        ("a\u00a0b\u2009c", "a b c"),
        ("‘it’s’", "'it's'"),
        ("“so” «so» „so“", '"so" "so" "so"'),
        ("a – b — c -- d", "a - b - c - d"),
        ("wait… and....", "wait... and..."),
        ("har\u00adbour\u200b", "harbour"),
        ("cafe\u0301", "café"),
        ("❤\ufe0f", "❤"),
        ("港务局\n把纸卷", "港务局把纸卷"),
        ("  edges  ", "edges"),
    ],
)
def test_what_is_alike_has_one_normal_form(text: str, other: str) -> None:
    assert normal_form(text) == normal_form(other)
    assert normal_digest(text) == normal_digest(other)


@pytest.mark.parametrize(
    ("text", "other"),
    [("Tide", "tide"), ("cafe", "café"), ("someone", "some one"), ("'a'", '"a"'), ("1.2", "12"), ("a.", "a")],
)
def test_letters_case_and_words_stay_as_they_are(text: str, other: str) -> None:
    assert normal_form(text) != normal_form(other)


@given(TEXTS)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normal_form(text)

    assert normal_form(once) == once


@given(TEXTS)
def test_every_character_leads_back_to_code_points_of_the_original_in_order(text: str) -> None:
    normal = normalize(text)

    assert len(normal.starts) == len(normal.ends) == len(normal.text)
    assert list(normal.starts) == sorted(normal.starts)
    for start, end in zip(normal.starts, normal.ends, strict=True):
        assert 0 <= start < end <= len(text)


@given(TEXTS)
def test_a_stretch_leads_back_to_what_has_the_same_normal_form(text: str) -> None:
    normal = normalize(text)
    words = [at for at, sign in enumerate(normal.text) if sign.isalnum() and not unicodedata.combining(sign)]

    for at in words[:10]:
        start, end = normal.original(at, at + 1)
        # Several accents of one letter come back together.
        assert (
            normal.text[at] in unicodedata.normalize("NFC", normal_form(text[start:end])) or end - start > 1
        )

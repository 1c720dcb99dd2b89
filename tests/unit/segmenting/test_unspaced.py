"""Scripts that are written without blanks: phrases are found anywhere in them, and shown as people write them."""

import pytest

from site_builder.segmenting import gather_evidence
from site_builder.segmenting.phrases import find_phrases
from site_builder.segmenting.unspaced import join_unspaced, split_unspaced
from site_builder.wording import split_words
from tests.unit.segmenting.readings import reading_of


@pytest.mark.parametrize(
    ("text", "language", "group", "words"),
    [
        ("本站所有内容未经授权不得转载，违者必究", "zh", "copyright", "未经授权"),
        ("記事・写真の無断転載を禁じます", "ja", "copyright", "無断転載"),
        ("저작권자 한바다 무단전재 금지", "ko", "copyright", "무단전재"),
        ("이 기사를 카카오톡으로 공유하기", "ko", "share", "공유하기"),
    ],
)
def test_a_phrase_is_found_within_a_run_of_signs(text: str, language: str, group: str, words: str) -> None:
    signs = split_unspaced(split_words(text))

    phrases = find_phrases(f" {' '.join(signs)} ", frozenset(signs), language=language)

    assert words in {phrase.words for phrase in phrases if group in phrase.groups}


def test_signs_are_split_and_words_of_other_scripts_stay() -> None:
    assert split_unspaced(["版权所有", "site", "한바다"]) == ["版", "权", "所", "有", "site", "한바다"]
    assert join_unspaced("版 权 所 有 site 한바다 둘") == "版权所有 site 한바다 둘"


def test_the_evidence_names_phrases_as_they_are_written() -> None:
    (phrases,) = gather_evidence(reading_of("版权所有 未经授权不得转载")).phrases

    assert "copyright: 未经授权不得转载" in phrases

"""Words of the index and of queries are the same, in Python and in the browser's script."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.search import folded_words, split_text

SCRIPT = Path(__file__).parents[3] / "templates" / "static" / "search-words.js"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The well-known gauge’s 1,000 days", "The well known gauge s 1 000 days"),
        ("U.S. e-mail, snake_case", "U S e mail snake case"),
        ("har\u00adbour", "harbour"),
        ("灯塔守护人 2020年", "灯 塔 守 护 人 2020 年"),
        ("ガベージ", "ガ ベ ー ジ"),
        ("ประภาคาร", "ป ร ะ ภ า ค า ร"),
        ("ميناءٌ قديم", "ميناءٌ قديم"),
        ("किताब", "किताब"),
        ("฿5 · ・", "5"),
        ("", ""),
    ],
)
def test_text_is_cut_at_everything_that_is_no_letter_or_digit(text: str, words: str) -> None:
    assert split_text(text) == words.split()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Élevé", "eleve", "ÉLEVÉ", "e\u0301leve\u0301"),
        ("ＡＢＣ", "abc"),
        ("ﬁne", "fine"),
        ("مِينَاء", "ميناء", "مينـــاء"),
        ("שָׁלוֹם", "שלום"),
        ("λόγος", "ΛΌΓΟΣ"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spellings_that_differ_in_case_accents_or_width_are_one_word(spellings: tuple[str, ...]) -> None:
    assert len({tuple(folded_words(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize("pair", [("कि", "का"), ("ガ", "カ"), ("กี", "กา")])
def test_marks_that_make_another_word_stay(pair: tuple[str, str]) -> None:
    first, second = pair

    assert folded_words(first) != folded_words(second)


def test_folded_words_are_as_many_as_words() -> None:
    text = "Zażółć ½ gęślą ÅNGSTRÖM ﷺ Ⅷ"

    assert len(folded_words(text)) == len(split_text(text))


_SIGNS = st.characters(exclude_categories=("Cs", "Cn", "Co"), max_codepoint=0x2FFF) | st.sampled_from(
    "灯塔ガカー・々한국어ﬁＡ１\u00ad\u200b\u200c\u0301\u064b\u0940\U00020000 -'’_\n"
)


@pytest.fixture(scope="module")
def node() -> str:
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node.js: apt-get install nodejs")
    return program


@settings(max_examples=3)
@given(texts=st.lists(st.text(_SIGNS, max_size=60), min_size=300, max_size=400))
def test_script_of_the_search_page_knows_the_same_words(node: str, texts: list[str]) -> None:
    known = [text for text in texts if not _is_newer(text)]
    program = (
        f"{SCRIPT.read_text('utf-8')};"
        "const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(texts.map((text) => SearchWords.split(text).map((word) => word.folded))));"
    )

    done = subprocess.run(
        [node, "-e", program], input=json.dumps(known), capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == [folded_words(text) for text in known]


def _is_newer(text: str) -> bool:
    """Return whether a text has signs that one of the two may not know yet."""
    return any(ord(sign) > 0x2FFF and sign not in "灯塔ガカー・々한국어ﬁＡ１\U00020000" for sign in text)

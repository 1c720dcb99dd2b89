"""The fast path makes the bytes that markdown-it-py makes, before the policy of what is safe."""

import gzip
import json
import random
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.commonmark.plain_markdown import MARKS, SPACES, assert_same, nasty_text

ROOT = Path(__file__).parents[3]
DATA = ROOT / "../shared/data"
EXAMPLES = ROOT / "tests/unit/commonmark/commonmark_examples.json"


@cache
def examples() -> list[str]:
    """Read the examples of the specification once."""
    texts: list[str] = json.loads(EXAMPLES.read_text("utf-8"))["examples"]
    return texts


@pytest.mark.parametrize("number", range(652))
def test_example_of_the_specification_is_the_same(number: int) -> None:
    assert_same(examples()[number])


@pytest.mark.parametrize(
    "seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 20))]
)
def test_random_marks_are_the_same(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(1000):
        assert_same(nasty_text(rng, 24))


@given(st.lists(st.sampled_from(MARKS + SPACES), max_size=40).map("".join))
def test_shrunken_marks_are_the_same(text: str) -> None:
    assert_same(text)


@given(st.text(alphabet="ab *_~`[]()<>!&#\\\"'-+.1:=|\n\t\xa0é\u2028\0", max_size=60))
def test_random_characters_are_the_same(text: str) -> None:
    assert_same(text)


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "gold").is_dir(), reason="the labelled articles are not here")
def test_labelled_articles_are_the_same() -> None:
    for path in sorted(DATA.glob("gold*/*/article.md")):
        assert_same(path.read_text("utf-8"))


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "bulk").is_dir(), reason="the articles are not here")
@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.slow)])
def test_thousands_of_articles_are_the_same(every: int) -> None:
    for path in sorted(DATA.glob("bulk/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in islice(lines, None, None, every):
                assert_same(json.loads(line)["md"])

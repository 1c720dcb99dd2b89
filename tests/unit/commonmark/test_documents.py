"""A text is taken apart as markdown-it-py does, and every line has one owner."""

import gzip
import json
import random
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from site_builder.commonmark import parse
from site_builder.model import Block, Span
from tests.unit.commonmark.plain_markdown import MARKS, SPACES, nasty_text

ROOT = Path(__file__).parents[3]
DATA = ROOT / "../shared/data"
EXAMPLES = Path(__file__).with_name("commonmark_examples.json")
REFERENCE = MarkdownIt("commonmark")


def expected_blocks(text: str) -> list[Block]:
    """Read the top-level blocks off markdown-it-py's own tokens."""
    text = re.sub(r"\r\n?", "\n", text)
    lines = text.split("\n")
    tokens = [
        token for token in REFERENCE.parse(text) if token.level == 0 and token.nesting >= 0 and token.map
    ]
    blocks = []
    for token in tokens:
        start, end = token.map or [0, 0]
        kind = token.type.removesuffix("_open")
        level = int(token.tag[1]) if kind == "heading" else 0
        blocks.append(Block(len(blocks), Span(start, end), kind, "\n".join(lines[start:end]), level))
    return blocks


def assert_same(text: str) -> None:
    expected = expected_blocks(text)
    found = parse(text)

    assert list(found.blocks) == expected or (not expected and len(found.blocks) == 1), repr(text[:500])


def assert_nothing_lost(text: str) -> None:
    found = parse(text)
    lines = re.sub(r"\r\n?", "\n", text).removesuffix("\n").split("\n") if text else []
    owners = found.owners()

    assert found.lines == Span(0, len(lines))
    assert len(owners) == (len(lines) if text.strip(" \t\r\n") else 0)
    assert list(owners) == sorted(owners)
    held = {line for block in found.blocks for line in range(block.lines.start, block.lines.end)}
    held |= {line for leftover in found.leftovers for line in range(leftover.lines.start, leftover.lines.end)}
    for number, line in enumerate(lines):
        if line.strip(" \t"):
            assert number in held, repr(text[:500])
    for block in found.blocks:
        assert owners[block.lines.start] == block.index


@pytest.mark.parametrize("check", [assert_same, assert_nothing_lost])
def test_examples_of_the_specification(check: Callable[[str], None]) -> None:
    for example in json.loads(EXAMPLES.read_text("utf-8"))["examples"]:
        check(example)


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 10))]
)
def test_random_marks(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(1000):
        text = nasty_text(rng, 30)
        assert_same(text)
        assert_nothing_lost(text)


@given(st.lists(st.sampled_from(MARKS + SPACES), max_size=40).map("".join))
def test_shrunken_marks(text: str) -> None:
    assert_same(text)
    assert_nothing_lost(text)


@given(st.text(alphabet="a *_~`[]()<>!#\\-+.1:=|\n\t\r\xa0é\u2028\0", max_size=60))
def test_random_characters(text: str) -> None:
    assert_same(text)
    assert_nothing_lost(text)


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "bulk").is_dir(), reason="the articles are not here")
@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.slow)])
def test_real_articles(every: int) -> None:
    for path in sorted(DATA.glob("bulk/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in islice(lines, None, None, every):
                text = json.loads(line)["md"]
                assert_same(text)
                assert_nothing_lost(text)


def test_lines_are_those_of_the_file() -> None:
    found = parse("# Tide\n\nLow.\n", first_line=4)

    assert [block.lines for block in found.blocks] == [Span(4, 5), Span(6, 7)]
    assert found.lines == Span(4, 7)
    assert found.owners() == (0, 0, 1)


def test_line_ends_of_any_system_count_once() -> None:
    assert parse("a\r\n\r\nb\rc").blocks == parse("a\n\nb\nc").blocks


def test_heading_has_its_level() -> None:
    assert [block.level for block in parse("### a\n\nb\n-\n\nc").blocks] == [3, 2, 0]


def test_blank_lines_belong_to_the_block_before_them_and_leading_ones_to_the_first() -> None:
    assert parse("\n\na\n\n\nb\n").owners() == (0, 0, 0, 0, 0, 1)


def test_definition_of_a_link_is_left_over() -> None:
    found = parse("a\n\n[b]: http://b.example\n\nc")

    assert [(leftover.text, leftover.owner, leftover.kind) for leftover in found.leftovers] == [
        ("[b]: http://b.example", 0, "definition")
    ]
    assert found.owners() == (0, 0, 0, 0, 1)


def test_text_of_definitions_only_is_a_paragraph() -> None:
    found = parse("[b]: http://b.example\n")

    assert [(block.type, block.text) for block in found.blocks] == [("paragraph", "[b]: http://b.example")]
    assert found.leftovers == ()


def test_text_past_the_nesting_limit_is_left_over_and_named() -> None:
    text = "".join("  " * depth + f"- item {depth}\n" for depth in range(14)) + "\nThe end.\n"

    leftovers = parse(text).leftovers

    assert [leftover.kind for leftover in leftovers] == ["too-deep"]
    assert leftovers[0].text.strip().startswith("- item 9")
    assert leftovers[0].text.endswith("The end.")


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "   "])
def test_blank_text_has_no_blocks(text: str) -> None:
    assert parse(text).blocks == ()


def test_labels_of_footnotes_are_in_source_order() -> None:
    found = parse("a[^B] b[^1]\n\n[^b]: http://b.example\n\n[^1]: one\n[^2]: two")

    assert [note.label for note in found.footnotes] == ["b", "1", "2"]

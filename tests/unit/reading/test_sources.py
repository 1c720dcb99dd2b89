"""A source is taken apart, or refused with a line and a way out."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Problem, Reading, Source, Span
from site_builder.reading import read
from site_builder.settings import Limits, Settings
from site_builder.wording import fingerprint


def taken(data: bytes | str, **settings: Any) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return read(Source("a.md", "content/a.md", raw), Settings(**settings))


def only(reading: Reading) -> Problem:
    (problem,) = reading.problems
    return problem


def test_blocks_keep_their_lines_and_get_a_fingerprint_each() -> None:
    reading = taken("# Low water\n\nThe gauge at Holm was read twice.\n")
    assert [(block.type, block.lines) for block in reading.blocks] == [
        ("heading", Span(0, 1)),
        ("paragraph", Span(2, 3)),
    ]
    assert reading.fingerprints == (0, fingerprint("The gauge at Holm was read twice."))
    assert reading.problems == ()


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfTide t\xc3\xa4ble",
        "Tide täble".encode("utf-16"),
        "\ufeffTide täble".encode("utf-16-be"),
        "Tide täble".encode("utf-32"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding(data: bytes) -> None:
    assert taken(data).blocks[0].text == "Tide täble"


def test_the_settings_tell_the_encoding_otherwise() -> None:
    assert taken("Tide täble".encode("latin-1"), encoding="latin-1").blocks[0].text == "Tide täble"


def test_line_ends_of_any_system_count_as_one() -> None:
    assert taken(b"one\r\ntwo\rthree\r\n\r\nfour").blocks[1].lines == Span(4, 5)


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"", None, "empty-file"),
        (b" \n\t\r\n", None, "empty-file"),
        (b"\xef\xbb\xbf \n", None, "empty-file"),
        (b"fine\nna\xefve\n", 2, "bad-encoding"),
        (b"fine\r\nna\xefve\n", 2, "bad-encoding"),
        (b"a\n\0b", 2, "not-text"),
        ("ab".encode("utf-16-le"), 1, "not-text"),
        (b"\x89PNG\r\n\x1a\n\0\0", 1, "not-text"),
        (b"%PDF-1.7\n\xe2\xe3", 2, "not-text"),
        (b"\x01\x02\x03", 1, "not-text"),
        (b"---\ntitle: Tide\n---\n", None, "only-front-matter"),
    ],
)
def test_what_is_no_article_is_refused_with_the_place(data: bytes, line: int | None, code: str) -> None:
    reading = taken(data)
    problem = only(reading)
    assert (problem.path, problem.line, problem.code, problem.refused) == ("content/a.md", line, code, True)
    assert problem.hint
    assert reading.blocks == ()


@pytest.mark.parametrize("encoding", ["no-such", "rot13", "hex"])
def test_an_encoding_that_is_none_is_named(encoding: str) -> None:
    assert only(taken(b"text", encoding=encoding)).code == "unknown-encoding"


def test_limits_are_named_with_their_setting() -> None:
    large = only(taken(b"x" * 11, limits=Limits(file_bytes=10)))
    long = only(taken("ok\n" + "ä" * 60, limits=Limits(line_bytes=100)))
    assert (large.code, "file_bytes" in large.hint) == ("file-too-large", True)
    assert (long.line, long.code, "line_bytes" in long.hint) == (2, "line-too-long", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ferry left\nat\x07 noon, as it does on most days.", "control-character"),
        ("The ferry left\nat \u202enoon\u202c.", "bidi-control"),
        ("The ferry left\nat n\ufffdon.", "replacement-character"),
        ("The ferry left\nat n\x9don, as it does on most days.", "control-character"),
    ],
)
def test_odd_characters_are_noted_and_kept(text: str, code: str) -> None:
    reading = taken(text)
    assert (only(reading).line, only(reading).code) == (2, code)
    assert reading.blocks[0].text == text


def test_the_language_is_told_from_the_text_unless_front_matter_states_it() -> None:
    text = "The harbour was quiet that morning and the keeper said that the lamp had been lit."
    assert taken(text).language == "en"
    assert taken(f"---\nlang: en_GB\n---\n{text}").language == "en-gb"
    assert taken("Holm").language is None


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("# Low water\n\nTide Gazette, February 4, 2020\n\nThe gauge was read.", "tidegazette"),
        ("# Low water\n\nText.\n\n© 2020 Tide Gazette\n\nMail: desk@tide-gazette.example", "tidegazette"),
        ("# Low water\n\nText with a link to <https://elsewhere.example/>.", ""),
        ("---\npublisher: The Tide Gazette\n---\nText", "thetidegazette"),
    ],
)
def test_the_outlet_is_guessed_from_plain_signs_only(text: str, outlet: str) -> None:
    assert taken(text).outlet == outlet


def test_the_outlet_of_the_settings_stands_in() -> None:
    assert taken("Text", publisher="Harbour Post").outlet == "harbourpost"


_HOSTILE = st.sampled_from(
    [
        "---\n",
        "+++\n",
        "title: x\n",
        "a: [\n",
        "\t",
        "\r",
        "\0",
        "\ufeff",
        "- ",
        "> ",
        "```\n",
        "<x",
        "](",
        "\u202e",
        "١/٢/٢٠٢٠",
        "&x *x !!",
    ]
)


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(_HOSTILE, max_size=30).map(lambda parts: "".join(parts).encode())
    )
)
def test_reading_never_raises_and_loses_no_line(data: bytes) -> None:
    reading = taken(data)
    if reading.blocks:
        assert not any(problem.refused for problem in reading.problems)
        assert len(reading.fingerprints) == len(reading.blocks)
    else:
        assert any(problem.refused for problem in reading.problems)


@pytest.mark.parametrize(
    "seed", ["---\n", "a: b\n", "+++\n", "http", "www.a", "@a.b", "© ", "A, 2020\n", "\u202e", "e\r"]
)
def test_time_grows_with_the_text_and_not_faster(seed: str) -> None:
    text = seed * (100_000 // len(seed))
    began = time.process_time()
    taken(text)
    taken("---\ntitle: x\n" + text)
    assert time.process_time() - began < 6

"""Patterns that are compiled when they are first used."""

import pickle
import re

import pytest

from site_builder import lazy_patterns
from site_builder.lazy_patterns import lazy_pattern


def test_it_finds_what_a_compiled_pattern_finds() -> None:
    pattern = lazy_pattern(r"(?P<word>q\w+)", re.IGNORECASE)
    for text in ("At the Quay, a queue", "no such word"):
        assert pattern.findall(text) == re.findall(r"(q\w+)", text, re.IGNORECASE)
    match = pattern.search("a Quay")
    assert match
    assert match["word"] == "Quay"
    assert pattern.sub("x", "quay quota", count=1) == "x quota"


def test_it_is_compiled_once_and_not_before_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []
    compile_pattern = re.compile
    monkeypatch.setattr(
        lazy_patterns.re,
        "compile",
        lambda *arguments: compiled.append(arguments) or compile_pattern(*arguments),
    )
    pattern = lazy_pattern(r"\d+")
    search = pattern.search
    assert not compiled
    assert pattern.match("12 boats")
    assert pattern.findall("3 of 4") == ["3", "4"]
    assert len(compiled) == 1
    assert search("boat 5")


def test_it_is_part_of_other_patterns_and_may_be_of_bytes() -> None:
    digit = lazy_pattern(r"\d")
    assert lazy_pattern(rf"{digit.pattern}-{digit.pattern}").fullmatch("1-2")
    assert lazy_pattern(rb"\xff+").search(b"a\xff\xff")


def test_it_reaches_another_process() -> None:
    pattern = lazy_pattern("quay", re.IGNORECASE)
    assert pickle.loads(pickle.dumps(pattern)).match("QUAY")


def test_a_wrong_one_is_reported_when_it_is_used() -> None:
    with pytest.raises(re.error):
        lazy_pattern("(").match("")

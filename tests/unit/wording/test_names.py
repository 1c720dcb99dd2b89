"""Bylines are split into the people, translators and outlets they name."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.wording import display_name, is_name, looks_like_names, split_names


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("By Ada Holm", ("Ada Holm",)),
        ("Ada Holm", ("Ada Holm",)),
        ("By Ada Holm and Bo Lind", ("Ada Holm", "Bo Lind")),
        ("By Ada Holm, Bo Lind & Cai Meyer", ("Ada Holm", "Bo Lind", "Cai Meyer")),
        ("Von Ada Holm und Bo Lind", ("Ada Holm", "Bo Lind")),
        ("Von:\nAda Holm-Lind", ("Ada Holm-Lind",)),
        ("Par Léa Dupré et Noé Caron", ("Léa Dupré", "Noé Caron")),
        ("Por Ana Ruiz y Luis Pérez", ("Ana Ruiz", "Luis Pérez")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Автор: Анна Хольм", ("Анна Хольм",)),
        ("بقلم: أحمد علي ومحمد حسن", ("أحمد علي", "محمد حسن")),
        ("By Dr. Ada Holm, PhD, and Prof. Bo Lind", ("Dr. Ada Holm, PhD", "Prof. Bo Lind")),
        ("By Ada Holm, staff writer", ("Ada Holm",)),
        (
            "Ada Holm, Staff Attorney, Shore Project\n& Bo Lind, Director of Tides, Shore Project",
            ("Ada Holm", "Bo Lind"),
        ),
        ("By ADA HOLM", ("ADA HOLM",)),
        ("By Ada Holm | @adaholm | ada@tide.example", ("Ada Holm",)),
        ("By Ada Holm - 11/19/19 06:56 AM EST", ("Ada Holm",)),
        ("Posted on May 30, 2015 by Admin", ("Admin",)),
        ("June 7th, 2024 by Ada Holm", ("Ada Holm",)),
        ("Written by Ada Holm on November 7, 2023", ("Ada Holm",)),
        ("Ada Holm (1930-2024)", ("Ada Holm",)),
        ("By Friends of the Shore for a Quiet Harbour", ("Friends of the Shore for a Quiet Harbour",)),
        ("The Tide Gazette Team", ("The Tide Gazette Team",)),
        ("By Staff", ("Staff",)),
        ("// By Ada Holm • ", ("Ada Holm",)),
        ("ByAda Holm", ("Ada Holm",)),
        ("Byron Holm", ("Byron Holm",)),
        ("By Bo Lind Jr.", ("Bo Lind Jr.",)),
        ("Par Ana Ruiz C.", ("Ana Ruiz C.",)),
        ("By Ada Holm.", ("Ada Holm",)),
        ("By Ada Holm, Bo Lind, and Cai Meyer, Tidewire", ("Ada Holm", "Bo Lind", "Cai Meyer")),
        ("Text und Interview: Ada Holm", ("Ada Holm",)),
        ("Piše: A. Holmić", ("A. Holmić",)),
        ("Ada Holm: 816-555-0100, @adaholm", ("Ada Holm",)),
        ("By Ada Holm and Bo Lind-Meyer Reuters", ("Ada Holm", "Bo Lind-Meyer")),
        ("Tide Gazette with AFP", ("Tide Gazette with AFP",)),
        ("By Ada Holm\nNo Comments", ("Ada Holm",)),
        ("Follow @adaholm", ()),
        ("View More Articles", ()),
        ("공유 더보기", ()),
        ("By", ()),
        ("", ()),
    ],
)
def test_a_byline_gives_its_people(text: str, people: tuple[str, ...]) -> None:
    assert split_names(text).people == people


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("By Ada Holm | Harbour Post", "Harbour Post"),
        ("By Ada Holm, Special to the Tide Gazette", "Tide Gazette"),
        ("by Ada Holm March 03, 2015 from TideGazette Website", "TideGazette"),
        ("By ADA HOLM, Associated Press", "Associated Press"),
        ("Ada Holm, Harbour Foundation, 19 Nov 2018", "Harbour Foundation"),
        ("Ada Holm, Tidewire", "Tidewire"),
        ("By Ada Holm", None),
    ],
)
def test_an_outlet_in_a_byline_is_no_person(text: str, outlet: str | None) -> None:
    names = split_names(text)
    assert (names.outlet, len(names.people)) == (outlet, 1)


def test_translators_are_told_apart() -> None:
    names = split_names("Texte: Léa Dupré, traduit de l’anglais par Noé Caron")
    assert (names.people, names.translators) == (("Léa Dupré",), ("Noé Caron",))


@pytest.mark.parametrize(
    "text",
    ["The ferry left at noon and nobody saw it go.", "Read more: tides!", "2020", "https://tide.example"],
)
def test_a_sentence_holds_no_names(text: str) -> None:
    assert not looks_like_names(text)


def test_capitals_are_folded_for_display_only() -> None:
    assert display_name("ADA O'HOLM-LIND") == "Ada O'Holm-Lind"
    assert [display_name(name) for name in ("AFP", "Ada Holm", "J.O. HOLM")] == [
        "AFP",
        "Ada Holm",
        "J.O. Holm",
    ]


@given(st.text(max_size=80))
def test_any_text_is_split_into_names(text: str) -> None:
    names = split_names(text)
    assert all(name.strip() for name in (*names.people, *names.translators))
    assert is_name(text) in (True, False)


@pytest.mark.parametrize(
    "seed", ["by ", "A, ", "and ", " ", "|", "@a", "a@b.c ", "(", "von Ada und ", "translated "]
)
def test_time_grows_with_the_text_and_not_faster(seed: str) -> None:
    began = time.process_time()
    split_names(seed * (200_000 // len(seed)))
    assert time.process_time() - began < 2

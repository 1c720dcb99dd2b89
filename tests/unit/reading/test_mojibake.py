"""Text that was decoded with the wrong encoding is named, and shown repaired where that is chosen."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import pipeline
from site_builder.model import Reading, Source
from site_builder.reading import read
from site_builder.settings import Settings

TIDE = "The keeper read the gauge twice a day and wrote what he saw into a book that nobody opened. "


def wrongly_decoded(text: str, encoding: str = "cp1252", times: int = 1) -> str:
    for _ in range(times):
        text = "".join(
            bytes([byte]).decode(encoding) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
            for byte in text.encode()
        )
    return text


def taken(data: str | bytes, *, repair: bool = False) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return read(Source("a.md", "a.md", raw), Settings(repair_text=repair))


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    "words",
    [
        "the harbour’s “ledger” – twice…",
        "Mandelplätzchen für 3 €",
        "L’été à la plage",
        "Łódź i Kraków",
        "水位計の記録",
    ],
)
def test_wrong_decoding_is_named_at_its_line_and_repaired(words: str, times: int, encoding: str) -> None:
    text = f"# Low water\n\n{TIDE}\n{wrongly_decoded(words, encoding, times)}\n{TIDE}"

    (problem,) = taken(text).problems
    repaired = taken(text, repair=True)

    assert (problem.line, problem.code) == (4, "mojibake")
    assert "decoded wrongly" in problem.message
    assert "repair_text" in problem.hint
    assert repaired.blocks[1].text == f"{TIDE}\n{words}\n{TIDE}"
    assert repaired.problems == ()


def test_the_message_shows_the_words_as_they_stand_and_as_they_should_read() -> None:
    (problem,) = taken(f"{TIDE}\nThat is {wrongly_decoded('Merrow’s')} gauge.").problems

    assert "UTF-8 read as Windows-1252" in problem.message
    assert "'Merrowâ€™s' should read 'Merrow’s'" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ\u00a0! DÉJÀ VU\u00a0: «\u00a0À LA CARTE\u00a0»",
        "São João, Évora; ÂNGELA, MÃE",
        "Ångström, Ærø, Ñandú, ÐƑ",
        "“Quoted” – ‘single’ … 100\u00a0€",
        "ﬁne ﬂow ＷＩＤＥ «guillemets» l'apostrophe",
    ],
)
def test_text_that_was_decoded_rightly_is_left_alone(text: str) -> None:
    assert taken(text).problems == ()
    assert taken(text, repair=True).blocks[0].text == text


def test_repair_undoes_nothing_but_the_wrong_decoding() -> None:
    kept = "‘single’ “double” ﬁne ＷＩＤＥ\u2028&amp; \x1b"
    wrong = wrongly_decoded("é’")

    assert (
        taken(f"{TIDE}\n{kept}\n{wrong} {kept}", repair=True).blocks[0].text == f"{TIDE}\n{kept}\né’ {kept}"
    )


def test_every_line_keeps_its_number() -> None:
    lines = [wrongly_decoded(f"été n° {number} — {TIDE}") for number in range(40)]

    block = taken("\n".join(lines), repair=True).blocks[0]

    assert block.text.split("\n")[:39] == [f"été n° {number} — {TIDE}" for number in range(39)]


def test_a_control_of_latin_1_is_shown_as_the_message_says_and_repaired_on_demand() -> None:
    text = f"{TIDE}\nHe said \x93twice\x94."

    (problem,) = taken(text).problems

    assert (problem.line, problem.code) == (2, "control-character")
    assert "the page shows it as \\x93" in problem.message
    assert "'“'" in problem.hint
    assert taken(text, repair=True).blocks[0].text.endswith("He said “twice”.")


def test_the_source_stays_as_it_is_and_its_notes_choose_for_it_alone() -> None:
    data = f"# Low\n\n{TIDE}{wrongly_decoded('Merrow’s')} gauge.".encode()
    plain = Source("a.md", "a.md", data)
    noted = Source("b.md", "b.md", data, b"repair_text = true", "b.notes.toml")
    unnoted = Source("c.md", "c.md", data, b"repair_text = false", "c.notes.toml")

    studies = [pipeline.study(plain, Settings()), pipeline.study(noted, Settings())]
    study = pipeline.study(unnoted, Settings(repair_text=True))

    assert ["Merrow’s" in each.html[1] for each in (*studies, study)] == [False, True, False]
    assert [each.data for each in (*studies, study)] == [data] * 3


def test_a_text_of_wrongly_decoded_cyrillic_is_no_binary() -> None:
    text = wrongly_decoded("Смотритель записывал уровень воды дважды в день. " * 5, "latin-1")

    assert [problem.code for problem in taken(text).problems] == ["mojibake"]
    assert taken(text, repair=True).blocks[0].text.startswith("Смотритель записывал")


@given(st.text(max_size=200))
def test_repairing_never_fails_and_keeps_the_number_of_lines(text: str) -> None:
    data = f"tide {text}".encode("utf-8", "replace")

    plain, repaired = taken(data), taken(data, repair=True)

    if plain.blocks and repaired.blocks:
        assert plain.blocks[-1].lines.end == repaired.blocks[-1].lines.end


@pytest.mark.parametrize("unit", ["Ã©", "â€™ ", "\x93 ", "Â", "Ã ", "ÃƒÆ’Ã‚Â¢"])
def test_repairing_takes_time_in_proportion_to_the_text(unit: str) -> None:
    started = time.process_time()
    taken(unit * (200_000 // len(unit)), repair=True)

    assert time.process_time() - started < 6


@pytest.mark.parametrize("name", ["latin-1", "iso-8859-1", "l1", "cp1252"])
def test_latin_1_is_read_as_windows_1252_as_browsers_do(name: str) -> None:
    data = f"{TIDE}The keeper’s “ledger” – 3 €".encode("cp1252")

    reading = read(Source("a.md", "a.md", data), Settings(encoding=name))

    assert reading.blocks[0].text.endswith("The keeper’s “ledger” – 3 €")
    assert reading.problems == ()

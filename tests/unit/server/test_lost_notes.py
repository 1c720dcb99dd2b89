"""What the terminal of `serve` says of notes that have lost their places."""

from site_builder.server.diagnostics import Diagnostic
from site_builder.server.lost_notes import LostNotesReport
from tests.unit.server.running import LIGHT

NOTES = '[[note]]\nquote = "lit again after eleven years"\ntext = "Twelve."\n'


def lost(line: int, message: str = "lost") -> Diagnostic:
    return Diagnostic("content/a.notes.toml", line, message, "", "[[note]]", stops=False)


def test_an_edit_that_takes_the_words_of_a_note_is_told_with_its_line(served):
    running = served()
    source = running.folder / "content/2020/light.md"
    source.with_name("light.notes.toml").write_text(NOTES, "utf-8")
    running.until(lambda: b"Twelve." in running.get("/articles/2020/light/")[2], 20)

    source.write_text(LIGHT.replace("eleven", "ten"), "utf-8")
    running.until(
        lambda: any("light.notes.toml:1: this note has lost its place" in line for line in running.lines), 20
    )
    source.write_text(LIGHT, "utf-8")
    running.until(lambda: "no note has lost its place any more" in running.lines, 20)

    assert len([line for line in running.lines if "has lost its place:" in line]) == 1


def test_each_note_is_told_once_though_its_line_changes():
    report = LostNotesReport()

    assert list(report.lines([lost(1)])) == ["content/a.notes.toml:1: lost\n  | [[note]]"]
    assert list(report.lines([lost(1)])) == []
    assert list(report.lines([lost(4)])) == []
    assert list(report.lines([])) == ["no note has lost its place any more"]
    assert list(report.lines([lost(4)])) == ["content/a.notes.toml:4: lost\n  | [[note]]"]


def test_many_notes_are_told_by_their_number():
    told = list(LostNotesReport().lines([lost(line, f"lost {line}") for line in range(1, 1205)]))

    assert len(told) == 6
    assert told[-1] == "1,199 more notes have lost their places; `site-builder check` lists them"

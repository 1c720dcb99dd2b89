"""Markdown: a list of notes by article, each with a link back to its place."""

from collections.abc import Sequence
from itertools import groupby

from site_builder.exchange.foreign_note import ExportedNote, Format
from site_builder.note_kinds import NOTE_KINDS


def write(notes: Sequence[ExportedNote], title: str) -> str:
    """Return a document with a heading for each article."""
    lines = [f"# {_escaped(title)}", ""]
    for _, group in groupby(notes, key=lambda exported: exported.path):
        of_one = list(group)
        lines += [f"## [{_escaped(of_one[0].title)}]({of_one[0].page})", ""]
        for exported in of_one:
            lines += _note(exported)
    return "\n".join(lines).rstrip() + "\n"


def _note(exported: ExportedNote) -> list[str]:
    note = exported.note
    quote = note.quote or note.block or f"{note.first} … {note.last}"
    name = NOTE_KINDS[note.kind].name("en")
    facts = [
        f"[{name}]({exported.page}#note-{note.name})",
        note.by,
        note.date,
        *(f"#{tag}" for tag in note.tags),
    ]
    if note.link:
        facts.append(f"<{note.link}>")
    if not exported.annotation:
        facts.append("(has lost its place)")
    lines = [*(f"> {_escaped(line)}" for line in quote.split("\n")), ""]
    if note.text:
        lines += [note.text, ""]
    return [*lines, " · ".join(filter(None, facts)), ""]


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in text)


FORMAT = Format(write=write)

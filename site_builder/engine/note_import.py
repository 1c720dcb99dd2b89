"""Import notes of other programs: each is placed exactly in its article and written to its notes file, or lost."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from site_builder.annotating import normal_form, place_notes
from site_builder.disk import NOTES, Folder
from site_builder.engine.note_archive import AddressBook, NotedArticle, by_path, read_articles
from site_builder.engine.site import Site
from site_builder.exchange import ForeignNote, UnreadableError, format_named
from site_builder.model import KeeperNote, LostNote, NoteKind, PlacedNote, Problem, SiteError
from site_builder.reading import NotesFileError, TableFields, with_table

_BOM = "\ufeff"
_LISTED = 3
"""Articles that are named where a note fits none of several."""


class ImportSummary(msgspec.Struct, frozen=True):
    """What became of the notes of a file."""

    placed: int
    known: int
    """Notes that the archive had already."""
    lost: int
    """Notes of articles here whose words do not stand there exactly once."""
    elsewhere: int
    """Notes of articles that are not in the archive."""
    files: tuple[str, ...]
    """Notes files that were written, below the content folder."""
    problems: tuple[Problem, ...]


def import_notes(site: Site, file: Path, name: str) -> ImportSummary:
    """Import the notes of a file in one of the formats. Raises SiteError where the file cannot be read."""
    foreign = _read(file, name)
    problems: list[Problem] = []
    book = AddressBook(site.settings.base_url)
    articles = by_path(read_articles(site, problems), book)
    work = _Import(site, articles, book, str(file))
    for number, note in enumerate(foreign, 1):
        work.take(note, number)
    files = work.write()
    return ImportSummary(
        work.placed, work.known, work.lost, work.elsewhere, files, (*problems, *work.problems)
    )


def _read(file: Path, name: str) -> list[ForeignNote]:
    reader = format_named(name).read
    if reader is None:
        raise SiteError(f"{name} is written and not read", hint="choose another --format")
    try:
        return list(reader(file.read_bytes()))
    except OSError as error:
        raise SiteError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    except (UnreadableError, AttributeError, TypeError, KeyError, ValueError) as error:
        raise SiteError(f"{file}: {error}", hint=f"is this really a file of {name}?") from error


class _Import:
    def __init__(
        self, site: Site, articles: Mapping[str, NotedArticle], book: AddressBook, display_path: str
    ) -> None:
        self._site = site
        self._articles = articles
        self._book = book
        self._display_path = display_path
        self._texts: dict[str, str] = {}
        """The texts of notes files that change, by name."""
        self._originals: dict[str, str] = {}
        notes = [(path, note) for path, each in articles.items() for note in each.study.corrections.notes]
        self._ids = {note.id for _, note in notes if note.has_id}
        self._known = {_identity(path, note) for path, note in notes}
        self.placed = self.known = self.lost = self.elsewhere = 0
        self.problems: list[Problem] = []

    def take(self, foreign: ForeignNote, number: int) -> None:
        """Add a note."""
        if foreign.id and foreign.id in self._ids:
            self.known += 1
            return
        where = f"note {number}"
        if foreign.unplaceable:
            self._lose(
                f"{where} is not imported: {foreign.unplaceable}", "write it beside some words yourself"
            )
            return
        paths = self._book.find(foreign.addresses, foreign.title)
        if not paths:
            self.elsewhere += 1
            address = foreign.addresses[0] if foreign.addresses else foreign.title or "an unnamed page"
            hint = "notes find their articles by path, by the address of the original, or by title"
            self._report("no-article", f"{where} is about no article here: {address}", hint)
            return
        note = _keeper_note(foreign)
        if any(_identity(path, note) in self._known for path in paths):
            self.known += 1
            return
        self._place(paths, note, where)

    def _place(self, paths: Sequence[str], note: KeeperNote, where: str) -> None:
        lost: LostNote | None = None
        for path in paths:
            placement = place_notes(self._articles[path].text, (note,), display_path="")
            if placement.placed:
                self._write(
                    path, _without_needless_context(self._articles[path], note, placement.placed[0]), where
                )
                return
            lost = placement.lost[0]
        assert lost is not None
        hint = (
            f"nearest: {'; '.join(lost.candidates)}"
            if lost.candidates
            else "correct its words, and import again"
        )
        names = ", ".join(paths[:_LISTED])
        self._lose(f"{where} has no place in {names}: {lost.reason}", hint)

    def _write(self, path: str, note: KeeperNote, where: str) -> None:
        name = path.rpartition(".")[0] + NOTES
        try:
            self._texts[name] = with_table(self._text(name), "note", note_fields(note))
        except (NotesFileError, UnicodeDecodeError) as error:
            self._lose(
                f"{where} is not imported: {name}: {error}", "correct the notes file, and import again"
            )
            return
        self.placed += 1
        self._known.add(_identity(path, note))
        if note.has_id:
            self._ids.add(note.id)

    def _text(self, name: str) -> str:
        if name not in self._texts:
            data = Folder(self._site.content).read(name) or b""
            self._originals[name] = self._texts[name] = data.decode().removeprefix(_BOM)
        return self._texts[name]

    def write(self) -> tuple[str, ...]:
        """Write the notes files that changed, and return their names."""
        folder = Folder(self._site.content)
        changed = sorted(name for name, text in self._texts.items() if text != self._originals[name])
        for name in changed:
            mark = _BOM if (folder.read(name) or b"").startswith(_BOM.encode()) else ""
            folder.write(name, (mark + self._texts[name]).encode())
        return tuple(changed)

    def _lose(self, message: str, hint: str) -> None:
        self.lost += 1
        self._report("lost-note", message, hint)

    def _report(self, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self._display_path, None, code, message, hint))


def _keeper_note(foreign: ForeignNote) -> KeeperNote:
    return KeeperNote(
        id=foreign.id,
        name="x",
        line=1,
        quote=foreign.quote,
        first=foreign.first,
        last=foreign.last,
        block=foreign.block,
        prefix=foreign.prefix,
        suffix=foreign.suffix,
        text=foreign.text.strip("\n"),
        kind=foreign.kind or NoteKind.COMMENT,
        by=" ".join(foreign.by.split()),
        date=foreign.date.removesuffix("T00:00:00Z"),
        tags=foreign.tags,
        link=foreign.link,
        has_id=bool(foreign.id),
    )


def _without_needless_context(noted: NotedArticle, note: KeeperNote, placed: PlacedNote) -> KeeperNote:
    """Return a note without prefix and suffix, where its words tell the same place by themselves."""
    bare = msgspec.structs.replace(note, prefix="", suffix="")
    again = place_notes(noted.text, (bare,), display_path="").placed
    if again and msgspec.structs.replace(again[0], note=note) == placed:
        return bare
    return note


def note_fields(note: KeeperNote) -> TableFields:
    """Return the keys of a note in a notes file."""
    return {
        "quote": note.quote,
        "from": note.first,
        "to": note.last,
        "block": note.block,
        "prefix": note.prefix,
        "suffix": note.suffix,
        "text": note.text,
        "kind": note.kind.value if note.kind is not NoteKind.COMMENT else "",
        "by": note.by,
        "date": note.date,
        "tags": note.tags,
        "link": note.link,
        "id": note.id if note.has_id else "",
    }


def _identity(path: str, note: KeeperNote) -> tuple[str, str, str]:
    """Return what two notes without ids are the same by."""
    passage: Iterable[str] = (note.quote, note.first, note.last, note.block)
    return path, "\0".join(map(normal_form, passage)), note.text

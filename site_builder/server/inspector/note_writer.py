"""Write, change and take out notes of the keeper from the page of an article, and undo the last of it."""

import datetime
import hashlib
from typing import Literal

import msgspec

from site_builder.annotating import ArticleText, QuoteError, excerpt_of, quote_of_passage
from site_builder.model import KeeperNote, NoteKind
from site_builder.note_kinds import NOTE_KINDS
from site_builder.reading import (
    NotesFileError,
    TableFields,
    read_corrections,
    with_changed_table,
    with_table,
    without_table,
)
from site_builder.rendering import visible_text
from site_builder.server.live.article_reader import OpenArticle

_KEPT = 200
"""Notes files whose last change can be undone."""


class NoteChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page wants of a note."""

    action: Literal["add", "edit", "delete", "undo"]
    name: str = ""
    """Of the note to edit or delete."""
    seen: str = ""
    """Digest of that note as the page showed it."""
    key: str = ""
    """Names a change, so that undoing takes back this one and none of somebody else."""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    kind: NoteKind = NoteKind.COMMENT
    by: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""


class NoteRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of a note as the page sends it."""

    digest: str
    """Of the source the page shows."""
    note: NoteChange


class NoteWriter:
    """Changes the texts of notes files, and remembers what each was before its last change."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[str, str, str]] = {}
        """What a file held before and after its last change, and the key of this change, by its name."""

    def changed(self, name: str, text: str, request: NoteRequest, opened: OpenArticle) -> str:
        """Return the text of a notes file with a change of a note in it. Raises NotesFileError."""
        if request.note.action == "undo":
            return self._undone(name, text, request.note.key)
        after = _changed(text, request.note, opened)
        _check(text, after)
        self._before.pop(name, None)
        self._before[name] = text, after, request.note.key
        while len(self._before) > _KEPT:
            del self._before[next(iter(self._before))]
        return after

    def _undone(self, name: str, text: str, key: str) -> str:
        before, after, made = self._before.get(name, ("", "", ""))
        if text != after or key != made:
            raise NotesFileError("the notes file has changed since; edit the note instead")
        del self._before[name]
        return before


def _changed(text: str, change: NoteChange, opened: OpenArticle) -> str:
    if change.action == "add":
        return with_table(text, "note", {**_passage(change, opened), **_said(change), "date": _today()})
    notes = read_corrections(text.encode(), "").notes
    note = next((note for note in notes if note.name == change.name), None)
    if note is None:
        raise NotesFileError("this note is not in the notes file any more; copy your words and look again")
    if change.seen and change.seen != _digest_of(note):
        raise NotesFileError(
            f"this note was changed meanwhile, and now says {excerpt_of(note.text)!r}; copy your words and look again"
        )
    if change.action == "delete":
        return without_table(text, "note", note.at)
    return with_changed_table(text, "note", note.at, _said(change))


def _said(change: NoteChange) -> TableFields:
    """Return what a note says, as keys of the notes file."""
    if not change.text.strip() and change.kind is not NoteKind.HIGHLIGHT:
        raise NotesFileError("write something, or choose highlight")
    return {
        "text": change.text.strip().replace("\r\n", "\n"),
        "kind": change.kind.value if change.kind is not NoteKind.COMMENT else "",
        "by": " ".join(change.by.split()),
        "tags": tuple(dict.fromkeys(" ".join(tag.split()) for tag in change.tags if tag.strip())),
        "link": change.link.strip(),
    }


def _passage(change: NoteChange, opened: OpenArticle) -> TableFields:
    """Return the keys that tell the one place of the selected words. Raises NotesFileError where none do."""
    article = ArticleText([visible_text(html) for html in opened.study.html], opened.article.blocks)
    try:
        return quote_of_passage(article, change.quote, prefix=change.prefix, suffix=change.suffix)
    except QuoteError as error:
        raise NotesFileError(str(error)) from error


def _check(before: str, after: str) -> None:
    """Raise NotesFileError where the change brings a mistake into the file, such as an address that is none."""
    known = {problem.message for problem in read_corrections(before.encode(), "").problems}
    for problem in read_corrections(after.encode(), "").problems:
        if problem.message not in known:
            raise NotesFileError(f"{problem.message}; {problem.hint}")


def _digest_of(note: KeeperNote) -> str:
    """Digest all that a notes file has of a note, but not where it stands in it."""
    facts = msgspec.structs.replace(note, line=1, at=0)
    return hashlib.blake2b(msgspec.json.encode(facts), digest_size=8).hexdigest()


def _today() -> str:
    return datetime.date.today().isoformat()


def described_notes(opened: OpenArticle, token: str) -> bytes:
    """Return the notes on an article and what a page needs to change them, as JSON."""
    notes = opened.study.corrections.notes
    return msgspec.json.encode(
        {
            "token": token,
            "digest": opened.article.sha256,
            "file": opened.study.corrections.display_path,
            "kinds": [[kind.value, row.name("en")] for kind, row in NOTE_KINDS.items()],
            "notes": {
                note.name: {
                    "digest": _digest_of(note),
                    "quote": note.quote or note.block or f"{note.first} … {note.last}",
                    "text": note.text,
                    "kind": note.kind.value,
                    "by": note.by,
                    "tags": note.tags,
                    "link": note.link,
                }
                for note in notes
            },
        }
    )

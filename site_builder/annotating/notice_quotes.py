"""Find the notices that have the words which the keeper's notes on notices quote."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.annotating.nearest import Candidate, nearest_passages
from site_builder.annotating.normal_form import normal_form
from site_builder.annotating.placement import MAX_CANDIDATES, excerpt_of, plain_quotes
from site_builder.annotating.quotes import has_words
from site_builder.model import NoticeNote, NoticeNoteRef, NoticeText, Problem

_COMPARED = 40
"""Notices that are compared with a quote letter by letter, those that share most words with it."""


def find_noted(
    notes: Sequence[NoticeNote], texts: Iterable[tuple[int, NoticeText]]
) -> dict[int, tuple[NoticeNoteRef, ...]]:
    """Return the notes on each text of a notice that has their words, by the digest of the text."""
    quotes = [
        (
            NoticeNoteRef(each.entry.name, each.note.kind),
            list(map(normal_form, plain_quotes(each.note.quote))),
        )
        for each in notes
    ]
    noted: dict[int, tuple[NoticeNoteRef, ...]] = {}
    for digest, passage in texts if quotes else ():
        text = normal_form(passage.text)
        if refs := tuple(ref for ref, forms in quotes if any(has_words(text, words) for words in forms)):
            noted[digest] = refs
    return noted


def lost_notice_note(note: NoticeNote, texts: Iterable[str], *, display_path: str) -> Problem:
    """Return the problem of a note whose words stand in no notice, with the notices most like them."""
    words = normal_form(note.note.quote)
    nearest = sorted(_nearest(words, set(texts)), key=lambda each: (-each.candidate.likeness, each.text))
    shown = dict.fromkeys(
        repr(excerpt_of(each.text[each.candidate.start : each.candidate.end])) for each in nearest
    )
    hint = "; ".join(list(shown)[:MAX_CANDIDATES])
    return Problem(
        display_path,
        note.note.line,
        "lost-note",
        f"this note has lost its place: {excerpt_of(words)!r} stands in no notice",
        f"nearest: {hint}" if hint else "quote words of one paragraph that the archive calls a notice",
    )


class _Nearest(NamedTuple):
    text: str
    candidate: Candidate


def _nearest(words: str, texts: Iterable[str]) -> Iterator[_Nearest]:
    wanted = set(words.casefold().split())
    shares = ((len(wanted.intersection(text.casefold().split())), text) for text in texts)
    ranked = sorted((-count, text) for count, text in shares if count)[:_COMPARED]
    for _, text in ranked:
        normal = normal_form(text)
        for candidate in nearest_passages(normal, words, 1):
            yield _Nearest(normal, candidate)

"""Place the keeper's notes beside the words that they quote, or call them lost."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from site_builder.annotating.nearest import nearest_passages
from site_builder.annotating.normal_form import NormalText, normal_form, normalize
from site_builder.annotating.quotes import Found, Outcome, Quote, find_quote, is_inside_word
from site_builder.commonmark import plain_text
from site_builder.model import Block, KeeperNote, LostNote, NoteKind, NotePlacement, PlacedNote, Problem

MAX_CANDIDATES = 3
"""Passages that a message offers for a lost note."""
_WORDS_OF_LINE = 60
"""Characters whose words tell on which line of a list or table they stand."""
_EXCERPT = 60
"""Characters of a passage in a message."""
_LEADING = " .,;:!?)"
"""Signs that a candidate does not begin with."""
_MARKDOWN = frozenset("*_`[]\\&<")
_REASONS = {
    Outcome.MISSING: "{} does not stand in the text",
    Outcome.AMBIGUOUS: "{} stands {} times in the text",
    Outcome.ELSEWHERE: "{} stands in the text, but with other words around it",
    Outcome.TOO_SHORT: "{} has fewer than eight letters",
}
_WAYS_OUT = {
    Outcome.MISSING: "correct the quote, or take the note out",
    Outcome.AMBIGUOUS: "quote more of the words, or give the words before and after them as prefix and suffix",
    Outcome.ELSEWHERE: "correct prefix and suffix",
    Outcome.TOO_SHORT: "quote more of the words, or give both prefix and suffix",
}


class ArticleText:
    """The words of an article as a reader sees them, with the way from the whole to its blocks."""

    def __init__(self, texts: Sequence[str], blocks: Sequence[Block]) -> None:
        """Join the visible texts of all blocks, one for each."""
        self.texts = texts
        self._blocks = blocks
        self.text = "\n".join(texts)
        self.normal: NormalText = normalize(self.text)
        self._starts = [0, *accumulate(len(text) + 1 for text in texts[:-1])] if texts else []

    def block_at(self, offset: int) -> tuple[int, int]:
        """Return the index of the block at a code point of the whole text, and the code point in it."""
        index = bisect_right(self._starts, offset) - 1
        return index, offset - self._starts[index]

    def offset(self, index: int, at: int) -> int:
        """Return the code point of the whole text at a code point of a block."""
        return self._starts[index] + at

    def line_at(self, offset: int) -> int:
        """Return the line of the source, counted from 1, at a code point of the whole text.

        In tables and lists that is the first line with the words that begin there.
        """
        index, at = self.block_at(offset)
        block, text = self._blocks[index], self.texts[index]
        if block.type != "paragraph" or "|" in block.text:
            words = text[at : at + _WORDS_OF_LINE].split()[:3]
            lines = block.text.split("\n")
            for count in range(len(words), 0, -1):
                hits = (
                    number for number, line in enumerate(lines) if all(word in line for word in words[:count])
                )
                if (number := next(hits, None)) is not None:
                    return block.lines.start + number + 1
        last = max(block.lines.start, block.lines.end - 1)
        return min(block.lines.start + text.count("\n", 0, at), last) + 1

    def first_line(self, index: int) -> int:
        """Return the line of the source, counted from 1, on which a block begins."""
        return self._blocks[index].lines.start + 1

    def extent(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Return first block, start in it, last block and end in it for a stretch of the normal form."""
        first, last = self.normal.original(start, end)
        (index, at), (last_index, last_at) = self.block_at(first), self.block_at(last - 1)
        return index, at, last_index, last_at + 1

    def block_extent(self, index: int) -> tuple[int, int, int, int]:
        """Return the same for a whole block, without blanks around its words."""
        text = self.texts[index]
        return index, len(text) - len(text.lstrip()), index, len(text.rstrip())


class _Result(NamedTuple):
    outcome: Outcome
    extent: tuple[int, int, int, int] | None
    words: str
    """What was looked for last."""
    places: tuple[int, ...]
    """Lines on which it stands."""


def place_notes(article: ArticleText, notes: Sequence[KeeperNote], *, display_path: str) -> NotePlacement:
    """Place each note beside the one passage it quotes; a note without such a passage is lost, never guessed at.

    `display_path` is the notes file in messages.
    """
    if not notes:
        return NotePlacement()
    placed: list[tuple[tuple[int, int, int, int], KeeperNote]] = []
    lost: list[LostNote] = []
    problems: list[Problem] = []
    for note in notes:
        result = _place(article, note)
        if result.extent:
            placed.append((result.extent, note))
            if result.outcome is Outcome.MOVED:
                problems.append(_moved(note, result, display_path))
        else:
            lost.append(_lost(article, note, result))
            problems.append(_problem(lost[-1], result.outcome, display_path))
    return NotePlacement(tuple(_numbered(placed)), tuple(lost), tuple(problems))


def _numbered(placed: Iterable[tuple[tuple[int, int, int, int], KeeperNote]]) -> Iterable[PlacedNote]:
    """Yield placed notes in the order in which their passages end, which is where their numbers stand."""
    number = 0
    for (first, start, last, end), note in sorted(
        placed, key=lambda each: (each[0][2:], each[0][:2], each[1].line)
    ):
        is_silent = note.kind is NoteKind.HIGHLIGHT and not note.text
        number += not is_silent
        yield PlacedNote(note, 0 if is_silent else number, first, start, last, end)


def _place(article: ArticleText, note: KeeperNote) -> _Result:
    if note.block:
        return _as_written(note.block, lambda words: _find_block(article, words))
    if note.first:
        return _find_passage(article, note)
    return _as_written(
        note.quote, lambda words: _find_words(article, Quote.of(words, note.prefix, note.suffix))
    )


def _as_written(words: str, find: Callable[[str], _Result]) -> _Result:
    """Look for words as they stand in the file, and then, where they have marks of Markdown, without these."""
    results = []
    for form in plain_quotes(words):
        results.append(find(form))
        if results[-1].outcome is not Outcome.MISSING:
            return results[-1]
    return results[0]


def plain_quotes(words: str) -> tuple[str, ...]:
    """Return words as they stand in a file, and then, where they have marks of Markdown, without these."""
    if _MARKDOWN.isdisjoint(words):
        return (words,)
    return tuple(dict.fromkeys((words, plain_text(words) or words)))


def _find_words(article: ArticleText, quote: Quote) -> _Result:
    found = find_quote(article.normal, quote)
    place = found.place
    return _Result(
        found.outcome, article.extent(*place) if place else None, quote.words, _lines(article, found)
    )


def _find_passage(article: ArticleText, note: KeeperNote) -> _Result:
    """Find a long passage by its first and its last words, each of which stands once."""
    first = _as_written(note.first, lambda words: _find_words(article, Quote.of(words, note.prefix)))
    last = _as_written(note.last, lambda words: _find_words(article, Quote.of(words, "", note.suffix)))
    for result in (first, last):
        if result.extent is None:
            return result
    assert first.extent is not None
    assert last.extent is not None
    if last.extent[2:] <= first.extent[:2]:
        return _Result(Outcome.MISSING, None, last.words, ())
    moved = Outcome.MOVED in (first.outcome, last.outcome)
    extent = (*first.extent[:2], *last.extent[2:])
    return _Result(Outcome.MOVED if moved else Outcome.PLACED, extent, first.words, first.places)


def _find_block(article: ArticleText, words: str) -> _Result:
    """Find the one block that begins with some words."""
    opening = Quote.of(words)
    texts = [normalize(text) for text in article.texts]
    hits = [index for index, text in enumerate(texts) if _begins(text, opening)]
    lines = tuple(article.first_line(index) for index in hits)
    if len(hits) == 1:
        return _Result(Outcome.PLACED, article.block_extent(hits[0]), opening.words, lines)
    return _Result(Outcome.AMBIGUOUS if hits else Outcome.MISSING, None, opening.words, lines)


def _begins(text: NormalText, opening: Quote) -> bool:
    end = len(opening.words)
    return bool(end) and text.text.startswith(opening.words) and not is_inside_word(text.text, end)


def _lines(article: ArticleText, found: Found) -> tuple[int, ...]:
    return tuple(article.line_at(article.normal.starts[start]) for start, _ in found.places)


def _lost(article: ArticleText, note: KeeperNote, result: _Result) -> LostNote:
    reason = _REASONS[result.outcome].format(repr(excerpt_of(result.words)), len(result.places))
    if result.places:
        lines = dict.fromkeys(result.places)
        name = "at lines" if len(lines) > 1 else "at line"
        reason += f", {name} {', '.join(map(str, lines))}"
        return LostNote(note, reason, ())
    near = nearest_passages(article.normal.text, result.words, MAX_CANDIDATES)
    normal = article.normal
    candidates = tuple(
        f"line {article.line_at(normal.starts[passage.start])}: "
        f"{excerpt_of(normal.text[passage.start : passage.end].lstrip(_LEADING))!r}"
        for passage in near
    )
    return LostNote(note, reason, candidates)


def _problem(lost: LostNote, outcome: Outcome, display_path: str) -> Problem:
    hint = f"nearest: {'; '.join(lost.candidates)}" if lost.candidates else _WAYS_OUT[outcome]
    return Problem(
        display_path, lost.note.line, "lost-note", f"this note has lost its place: {lost.reason}", hint
    )


def _moved(note: KeeperNote, result: _Result, display_path: str) -> Problem:
    line = f"line {result.places[0]}"
    message = (
        f"this note has moved to {line}: what stands before or after {excerpt_of(result.words)!r} is new"
    )
    return Problem(
        display_path, note.line, "moved-note", message, "look at it there, and correct prefix and suffix"
    )


def excerpt_of(words: str) -> str:
    """Return the first words of a passage in normal form, for messages."""
    words = normal_form(words)
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 2].rstrip() + " …"

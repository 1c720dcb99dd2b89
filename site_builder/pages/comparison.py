"""What was cut or added between two printings of an article, word by word."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from site_builder.commonmark import count_words
from site_builder.model import ArticleMention, Card, CopyLink, Onward
from site_builder.pages.diff_view import DiffView, view_runs
from site_builder.pages.humanize import counted
from site_builder.wording import PARAGRAPH_END, DiffRun, WordChange, paragraph_diff, unpack_paragraphs

COPIES = "copies.html"
"""The name of the page with the comparisons of an article, beside its own."""


class ParagraphView(msgspec.Struct, frozen=True, gc=False):
    """A paragraph with what was cut and added in it, or the number of paragraphs that stayed as they were."""

    runs: tuple[DiffView, ...]
    same: str
    """`3 paragraphs, 212 words`; empty where words are shown."""


class Comparison(msgspec.Struct, frozen=True):
    """An article and one of its copies, the earlier printing first."""

    copy: ArticleMention
    is_earlier: bool
    """Whether the copy was printed before the article, so that the changes lead from it to the article."""
    is_later: bool
    """Whether it was printed after the article; neither holds where a date is missing or both are the same."""
    cut: int
    """Words of the earlier printing that the later one does not have."""
    added: int
    paragraphs: tuple[ParagraphView, ...]


def compare_copies(card: Card, onward: Onward, own_words: Callable[[], bytes]) -> tuple[Comparison, ...]:
    """Compare an article with those of its copies whose words are at hand; `own_words` gives its own, packed."""
    copies = [copy for copy in onward.neighbours.copies if copy.text]
    own = unpack_paragraphs(own_words()) if copies else []
    return tuple(_comparison(card, own, copy) for copy in copies) if own else ()


def comparison_id(number: int) -> str:
    """Return the id of a comparison on its page, by its place in the list."""
    return f"c-{number + 1}"


def _comparison(card: Card, own: Sequence[str], copy: CopyLink) -> Comparison:
    other = unpack_paragraphs(copy.text)
    date = card.metadata.date or ""
    is_earlier = "" < copy.article.date < date
    runs = paragraph_diff(other, own) if is_earlier else paragraph_diff(own, other)
    return Comparison(
        copy=copy.article,
        is_earlier=is_earlier,
        is_later="" < date < copy.article.date,
        cut=_words(runs, WordChange.REMOVED),
        added=_words(runs, WordChange.ADDED),
        paragraphs=tuple(_without_same(_paragraphs(runs))),
    )


def _words(runs: Iterable[DiffRun], change: WordChange) -> int:
    return sum(count_words(" ".join(run.text.split())) for run in runs if run.change is change)


def _paragraphs(runs: Iterable[DiffRun]) -> Iterator[list[DiffRun]]:
    """Yield the runs of each paragraph."""
    paragraph: list[DiffRun] = []
    for change, words in runs:
        *ended, begun = words.split(PARAGRAPH_END)
        for text in ended:
            paragraph += [DiffRun(change, text)] if text else []
            if paragraph:
                yield paragraph
            paragraph = []
        paragraph += [DiffRun(change, begun)] if begun else []
    if paragraph:
        yield paragraph


def _without_same(paragraphs: Iterable[list[DiffRun]]) -> Iterator[ParagraphView]:
    """Yield the paragraphs that changed, and how many others stand between them."""
    number = words = 0
    for runs in paragraphs:
        if all(run.change is WordChange.KEPT for run in runs):
            number, words = number + 1, words + _words(runs, WordChange.KEPT)
            continue
        if number:
            yield _same(number, words)
            number = words = 0
        yield ParagraphView(tuple(view_runs(runs)), "")
    if number:
        yield _same(number, words)


def _same(paragraphs: int, words: int) -> ParagraphView:
    return ParagraphView((), f"{counted(paragraphs, 'paragraph')}, {counted(words, 'word')}")

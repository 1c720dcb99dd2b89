"""The composition bar: the shares of article, boilerplate and disclaimer by words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from site_builder.model import Card, Words
from site_builder.pages.humanize import minutes
from site_builder.pages.views import Bar

_MAX_COMPARED = 16
"""Articles up to which `have_same_bars` is less work than planning all lists."""


def composition(words: Words) -> Bar | None:
    """Compute the shares of each class in percent, adding up to 100; None for an article without words."""
    total = words.article + words.boilerplate + words.disclaimer
    if not total:
        return None
    return _bar(*_percent((words.article, words.boilerplate, words.disclaimer), total))


def shown_words(words: Words) -> tuple[str, Bar | None]:
    """Return what lists show of the words of an article."""
    return minutes(words.article), composition(words)


def composition_of(cards: Iterable[Card]) -> Bar | None:
    """Compute the shares of each class over many articles, by words.

    Whoever shows them says so in `PlannedPage.bars`.
    """
    # Three passes, hot: see tests/benchmarks/stages.py
    words = [card.words for card in cards]
    return composition(
        Words(
            sum([each.article for each in words]),
            sum([each.boilerplate for each in words]),
            sum([each.disclaimer for each in words]),
        )
    )


def bar_digest(cards: Iterable[Card]) -> bytes:
    """Return what is equal for articles that have the same shares of each class together."""
    bar = composition_of(cards)
    return b"%d %d %d;" % (bar.article, bar.boilerplate, bar.disclaimer) if bar else b";"


def have_same_bars(
    cards: Sequence[Card], former: Mapping[str, Card], lists: Iterable[Collection[int]]
) -> bool:
    """Return whether lists show the bars that they showed when the words of some articles were others.

    `former` has the cards that these articles had, by path.
    `lists` has the positions among all `cards` of the articles of each list that shows a bar.
    """
    if len(former) > _MAX_COMPARED:
        return False
    changed = [position for position, card in enumerate(cards) if card.path in former]
    concerned = (
        [cards[position] for position in positions]
        for positions in lists
        if any(position in positions for position in changed)
    )
    return all(
        composition_of(some) == composition_of(former.get(card.path, card) for card in some)
        for some in concerned
    )


def _percent(counts: tuple[int, int, int], total: int) -> tuple[int, ...]:
    """Round to whole per cents that add up; what exists at all is shown as at least one."""
    shares = [max(1, round(100 * count / total)) if count else 0 for count in counts]
    shares[shares.index(max(shares))] += 100 - sum(shares)
    return tuple(shares)


_SEEN = 4
"""Of a hundred, what is drawn of a class at least; less than that would not show in a small bar."""


@lru_cache(maxsize=8192)
def _bar(article: int, boilerplate: int, disclaimer: int) -> Bar:
    parts = ((article, "article"), (boilerplate, "boilerplate"), (disclaimer, "disclaimer"))
    shares = (article, boilerplate, disclaimer)
    drawn = [max(_SEEN, share) if share else 0 for share in shares]
    drawn[drawn.index(max(drawn))] += 100 - sum(drawn)
    return Bar(*shares, ", ".join(f"{share}% {name}" for share, name in parts if share), *drawn)

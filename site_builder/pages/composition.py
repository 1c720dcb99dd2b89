"""The composition bar: the shares of article, boilerplate and disclaimer by words."""

from collections.abc import Iterable
from functools import lru_cache

from site_builder.model import Card, Words
from site_builder.pages.views import Bar


def composition(words: Words) -> Bar | None:
    """Compute the shares of each class in percent, adding up to 100; None for an article without words."""
    total = words.article + words.boilerplate + words.disclaimer
    if not total:
        return None
    return _bar(*_percent((words.article, words.boilerplate, words.disclaimer), total))


def composition_of(cards: Iterable[Card]) -> Bar | None:
    """Compute the shares of each class over many articles, by words."""
    # Three passes, hot: see tests/benchmarks/stages.py
    words = [card.words for card in cards]
    return composition(
        Words(
            sum([each.article for each in words]),
            sum([each.boilerplate for each in words]),
            sum([each.disclaimer for each in words]),
        )
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

"""The composition bar: the shares of article, boilerplate and disclaimer by words."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from site_builder.facets import Facet
from site_builder.model import Card, Words
from site_builder.pages.humanize import minutes
from site_builder.pages.views import Bar
from site_builder.wording import label_slug

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

    Lists that show them have all articles, those of one label, or those of two; `have_same_bars` compares no others.
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


def have_same_bars(cards: Sequence[Card], former: Mapping[str, Card], facets: Sequence[Facet]) -> bool:
    """Return whether all lists show the bars that they showed when the words of some articles were others.

    `former` has the cards that these articles had, by path, with the same labels.
    """
    if len(former) > _MAX_COMPARED:
        return False
    lists: Iterable[Sequence[Card]] = (cards, *_lists_with(former.values(), cards, facets)) if former else ()
    return all(
        composition_of(each) == composition_of(former.get(card.path, card) for card in each) for each in lists
    )


def _lists_with(
    concerned: Collection[Card], cards: Iterable[Card], facets: Sequence[Facet]
) -> Iterator[Sequence[Card]]:
    """Yield the articles of every label that an article concerned has, and of every two of its labels."""
    labels = [_labels(card, facets) for card in concerned]
    by_label: dict[tuple[str, str], list[Card]] = {label: [] for some in labels for label in some}
    for facet in facets:
        names = {name for key, name in by_label if key == facet.key}
        # Most articles have the labels of another.
        names_of: dict[tuple[str, ...], set[str]] = {}
        for card in cards if names else ():
            stated = facet.labels(card.metadata)
            if stated not in names_of:
                names_of[stated] = names.intersection(map(label_slug, stated))
            for name in names_of[stated]:
                by_label[facet.key, name].append(card)
    yield from by_label.values()
    for pair in {pair for some in labels for pair in combinations(some, 2)}:
        shorter, longer = sorted((by_label[label] for label in pair), key=len)
        paths = {card.path for card in longer}
        yield [card for card in shorter if card.path in paths]


def _labels(card: Card, facets: Iterable[Facet]) -> list[tuple[str, str]]:
    """Return the facet and the slug of each label of an article, each once, in order."""
    metadata = card.metadata
    return sorted({(facet.key, label_slug(label)) for facet in facets for label in facet.labels(metadata)})


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

"""Articles that share rare words of their own, and which words these are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from site_builder.wording import keyword_key

MAX_HOLDERS = 50
"""A word that is a keyword of more articles than so many relates no two of them."""
MAX_RELATED = 4
"""Related articles that a page names, at most."""
_MIN_SHARED = 2
"""Rare words that two articles share to be related, at least."""
_MIN_WEIGHT = 5
"""What these words weigh together, at least."""
_HEAVIEST = 6


class Related(NamedTuple):
    """An article that shares rare words with another."""

    path: str
    words: tuple[str, ...]
    """The keys of the shared words, the rarest first."""


def keyword_keys(keywords: str) -> tuple[str, ...]:
    """Return the keys of the keywords of an article, which stand in one line."""
    return tuple(keyword_key(keywords).split())


class RelatedIndex:
    """The articles of an archive by their keywords; it depends on nothing but these.

    How much a word weighs depends on how many articles have it, in powers of two, and not on how many there are,
    so that an article that comes or goes changes what is related to few others.
    """

    def __init__(self, keys: Mapping[str, Collection[str]]) -> None:
        """`keys` has what `keyword_keys` returns for each article, by path, in the order that breaks ties."""
        self._keys = keys
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        holders = self._holders
        for path, words in keys.items():
            for word in words:
                holders[word].append(path)
        self._places = {path: place for place, path in enumerate(keys)}

    def related(self, path: str, *, without: Collection[str] = ()) -> tuple[Related, ...]:
        """Return the articles that share most with one, by the weight of the shared words; `without` some."""
        holders = self._holders
        weights: Counter[str] = Counter()
        numbers: Counter[str] = Counter()
        for word in self._keys.get(path, ()):
            others = holders[word]
            if 1 < len(others) <= MAX_HOLDERS:
                weight = _weight(len(others))
                for other in others:
                    weights[other] += weight
                    numbers[other] += 1
        del weights[path]
        candidates = [
            (-weight, -numbers[other], self._places[other], other)
            for other, weight in weights.items()
            if weight >= _MIN_WEIGHT and numbers[other] >= _MIN_SHARED and other not in without
        ]
        return tuple(
            Related(other, self._shared(path, other)) for *_, other in sorted(candidates)[:MAX_RELATED]
        )

    def holders(self, words: Iterable[str]) -> set[str]:
        """Return the articles that have one of some words, as far as such a word can relate them."""
        found: set[str] = set()
        for word in words:
            paths = self._holders.get(word, ())
            # One more than relates articles: a holder that went may have been the one too many.
            if len(paths) <= MAX_HOLDERS + 1:
                found.update(paths)
        return found

    def _shared(self, path: str, other: str) -> tuple[str, ...]:
        words = set(self._keys[path]).intersection(self._keys[other])
        rare = [(len(self._holders[word]), word) for word in words if len(self._holders[word]) <= MAX_HOLDERS]
        return tuple(word for _, word in sorted(rare))


def _weight(holders: int) -> int:
    """Return what a word weighs that so many articles have: 5 for two, 1 for more than fifteen."""
    return max(1, _HEAVIEST - (holders - 1).bit_length())

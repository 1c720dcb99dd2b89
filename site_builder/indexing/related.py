"""Articles that share rare words of their own, and which words these are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from site_builder.wording import keyword_key

MAX_HOLDERS = 50
"""A word that is a keyword of more articles than so many relates no two of them."""
_MAX_LISTED = MAX_HOLDERS + 2
"""Articles that are listed of a word at most: the one that changed may have been the one too many."""
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

    def __init__(self, keywords: Mapping[str, str]) -> None:
        """`keywords` has those of each article in one line, by path, in the order that breaks ties."""
        self._keywords = keywords
        self._holders: dict[str, list[str]] = {}
        """The paths of the articles with each word, the first `_MAX_LISTED` where more have it."""
        self._is_whole = False
        self._places = {path: place for place, path in enumerate(keywords)}

    def look_up(self, words: Iterable[str]) -> None:
        """Find the articles that have one of some words; those of all words are found once others are needed."""
        wanted = set(words).difference(self._holders)
        if self._is_whole or not wanted:
            return
        self._holders |= {word: [] for word in wanted}
        for path, line in self._keywords.items():
            for word in wanted.intersection(keyword_key(line).split()):
                paths = self._holders[word]
                paths.append(path)
                if len(paths) == _MAX_LISTED:
                    wanted.discard(word)

    def _index_all(self) -> None:
        """Find the articles of every word."""
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for path, line in self._keywords.items():
            for word in keyword_keys(line):
                paths = holders[word]
                if len(paths) < _MAX_LISTED:
                    paths.append(path)
        self._holders = holders
        self._is_whole = True

    def _keys(self, path: str) -> tuple[str, ...]:
        """Return the keys of the keywords of an article, whose holders are known then."""
        keys = keyword_keys(self._keywords.get(path, ""))
        if not (self._is_whole or self._holders.keys() >= set(keys)):
            self._index_all()
        return keys

    def related(self, path: str, *, without: Collection[str] = ()) -> tuple[Related, ...]:
        """Return the articles that share most with one, by the weight of the shared words; `without` some."""
        weights: Counter[str] = Counter()
        numbers: Counter[str] = Counter()
        for word in self._keys(path):
            others = self._holders[word]
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

    def holders(self, words: Collection[str]) -> set[str]:
        """Return the articles that have one of some words, as far as such a word can relate them."""
        self.look_up(words)
        holders = (self._holders.get(word, ()) for word in words)
        return {path for paths in holders if len(paths) < _MAX_LISTED for path in paths}

    def _shared(self, path: str, other: str) -> tuple[str, ...]:
        words = set(self._keys(path)).intersection(keyword_keys(self._keywords[other]))
        rare = [(len(self._holders[word]), word) for word in words if len(self._holders[word]) <= MAX_HOLDERS]
        return tuple(word for _, word in sorted(rare))


def _weight(holders: int) -> int:
    """Return what a word weighs that so many articles have: 5 for two, 1 for more than fifteen."""
    return max(1, _HEAVIEST - (holders - 1).bit_length())

"""Articles that share rare words of their own, and which words these are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from site_builder.indexing.addresses import path_key
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
_MAX_WORDS = 3
"""Shared words that a page names."""


ArticleT = TypeVar("ArticleT", bound=Hashable)
"""What stands for an article: its path, or the key of that."""


class Related(NamedTuple, Generic[ArticleT]):
    """An article that shares rare words with another."""

    article: ArticleT
    words: tuple[str, ...]
    """The keys of the shared words, the rarest first."""


def keyword_keys(keywords: str) -> tuple[str, ...]:
    """Return the keys of the keywords of an article, which stand in one line."""
    return tuple(keyword_key(keywords).split())


def most_related(
    article: ArticleT,
    words: Iterable[str],
    holders: Mapping[str, Sequence[ArticleT]],
    *,
    order: Callable[[ArticleT], int],
    without: Collection[ArticleT],
) -> tuple[Related[ArticleT], ...]:
    """Return the articles that share most with one, by the weight of the shared words; `without` some.

    `words` are the keys of its keywords, `holders` the articles with each; a word that is missing relates none.
    Among equals the first in `order` comes first.
    How much a word weighs depends on how many articles have it, in powers of two, and not on how many there are,
    so that an article that comes or goes changes what is related to few others.
    """
    telling = {word: holders[word] for word in words if 1 < len(holders.get(word, ())) <= MAX_HOLDERS}
    weights: Counter[ArticleT] = Counter()
    numbers: Counter[ArticleT] = Counter()
    for others in telling.values():
        weight = _weight(len(others))
        for other in others:
            weights[other] += weight
            numbers[other] += 1
    del weights[article]
    candidates = [
        (-weight, -numbers[other], order(other), other)
        for other, weight in weights.items()
        if weight >= _MIN_WEIGHT and numbers[other] >= _MIN_SHARED and other not in without
    ]
    best = sorted(candidates, key=lambda candidate: candidate[:3])[:MAX_RELATED]
    return tuple(Related(other, _shared(other, telling)) for *_, other in best)


def _shared(article: ArticleT, telling: Mapping[str, Sequence[ArticleT]]) -> tuple[str, ...]:
    """Return the words that an article is among the holders of, the rarest first."""
    rare = [(len(others), word) for word, others in telling.items() if article in others]
    return tuple(word for _, word in sorted(rare))


def spelt(words: Iterable[str], keywords: str) -> tuple[str, ...]:
    """Return the first of some shared words, given by their keys, as the keywords of an article spell them."""
    spellings = {keyword_key(word): word for word in keywords.split()}
    return tuple(spellings[word] for word in islice(words, _MAX_WORDS))


class RelatedIndex:
    """The articles of an archive by their keywords; it depends on nothing but these."""

    def __init__(self, keywords: Mapping[str, str]) -> None:
        """`keywords` has those of each article in one line, by path."""
        self._keywords = keywords
        self._holders: dict[str, list[str]] = {}
        """The paths of the articles with each word, the first `_MAX_LISTED` where more have it."""
        self._is_whole = False

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

    def related(self, path: str, *, without: Collection[str] = ()) -> tuple[Related[str], ...]:
        """Return the articles that share most with one, as `most_related` says."""
        words = self._keys(path)
        return most_related(path, words, self._holders, order=path_key, without=without)

    def holders(self, words: Collection[str]) -> set[str]:
        """Return the articles that have one of some words, as far as such a word can relate them."""
        self.look_up(words)
        holders = (self._holders.get(word, ()) for word in words)
        return {path for paths in holders if len(paths) < _MAX_LISTED for path in paths}


def _weight(holders: int) -> int:
    """Return what a word weighs that so many articles have: 5 for two, 1 for more than fifteen."""
    return max(1, _HEAVIEST - (holders - 1).bit_length())

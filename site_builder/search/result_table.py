"""The table beside the index: what results are filtered and sorted by, and what lists show of an article.

Pagefind counts labels only for queries that it can answer itself; phrases and words to leave out are not among them.
"""

import sys
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from site_builder.facets import YEARS, Facet
from site_builder.model import Card
from site_builder.wording import label_slug

_PARAMETERS = {
    "regions": "region",
    "themes": "theme",
    "reports": "report",
    "publishers": "publisher",
    "sources": "source",
    "authors": "author",
    YEARS: "year",
}
"""Names of facets in addresses of searches; those of a site's own are their keys."""
_LANGUAGE = Facet(key="lang", one="Language", many="Languages", phrase="in this language", field="language")
_FORMAT = 2
"""Of the table; the script refuses others, as an old page may meet a new table."""


class IndexedPage(msgspec.Struct, frozen=True):
    """A page of an index and the article it is of."""

    fragment: str
    """Pagefind's name for it."""
    length: int
    """Bytes of its fragment."""
    card: Card


def search_table(
    indexes: Mapping[str, Iterable[IndexedPage]],
    packs: Mapping[str, Sequence[str]],
    facets: Sequence[Facet],
    *,
    language: str,
) -> bytes:
    """Return the table, compressed; `language` is that of the site, for articles without one of their own.

    `indexes` has the pages of each index in their order, which are gone through twice and not kept;
    `packs` the files of its fragments, by the folder of the index; none for an index whose fragments are not packed.
    """
    all_facets = (*facets, _LANGUAGE)
    labels = {facet.key: _Labels() for facet in all_facets}
    titles: dict[str, str] = {}
    for found in chain.from_iterable(indexes.values()):
        card = found.card
        if card.address not in titles:
            titles[card.address] = card.title.casefold()
            for facet in all_facets:
                labels[facet.key].count(_labels(facet, card, language))
    ordered = sorted(titles, key=lambda address: (titles[address], address))
    ranks = {address: rank for rank, address in enumerate(ordered)}
    del ordered
    head = {
        "format": _FORMAT,
        "facets": [
            {
                "parameter": _PARAMETERS.get(facet.key, facet.key),
                "name": facet.one,
                "labels": labels[facet.key].entries,
            }
            for facet in all_facets
        ],
    }
    packer = zlib.compressobj(9, wbits=31)
    data = [packer.compress(msgspec.json.encode(head)[:-1] + b',"indexes":{')]
    for number, (name, pages) in enumerate(indexes.items()):
        columns = _Columns()
        for found in pages:
            numbers = [
                labels[facet.key].numbers(_labels(facet, found.card, language)) for facet in all_facets
            ]
            columns.add(found, ranks[found.card.address], numbers)
        index = columns.index(packs[name])
        key = (b"," if number else b"") + msgspec.json.encode(name) + b":"
        data.append(packer.compress(key + msgspec.json.encode(index)))
    return b"".join((*data, packer.compress(b"}}"), packer.flush()))


class _Columns:
    """What the table has of the pages of one index."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._lengths = array("I")
        self._dates: list[str] = []
        self._titles = array("I")
        self._words = array("I")
        self._labels: list[list[int | list[int]]] = []

    def add(self, found: IndexedPage, rank: int, labels: Sequence[int | list[int]]) -> None:
        """Add a page with the rank of its title and the numbers of its labels by facet."""
        card = found.card
        self._ids.append(found.fragment)
        self._lengths.append(found.length)
        self._dates.append(sys.intern(card.metadata.date or ""))
        self._titles.append(rank)
        self._words.extend((card.words.article, card.words.boilerplate, card.words.disclaimer))
        self._labels = self._labels or [[] for _ in labels]
        for column, numbers in zip(self._labels, labels, strict=True):
            column.append(numbers)

    def index(self, packs: Sequence[str]) -> dict[str, object]:
        """Return them by name; `packs` are the files of the fragments."""
        words = iter(self._words)
        return {
            "ids": self._ids,
            "packs": packs,
            "lengths": self._lengths.tolist() if packs else [],
            "dates": self._dates,
            "titles": self._titles.tolist(),
            "words": list(zip(words, words, words, strict=True)),
            "labels": self._labels,
        }


def _labels(facet: Facet, card: Card, language: str) -> tuple[str, ...]:
    if facet is _LANGUAGE:
        tag = (card.metadata.language or language).partition("-")[0]
        return (tag,)
    return facet.labels(card.metadata)


class _Labels:
    """The labels of one facet: which spellings are one, and the number of each."""

    def __init__(self) -> None:
        self._names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._numbers: dict[str, int] = {}

    def count(self, labels: Iterable[str]) -> None:
        """Count the labels of an article."""
        for label in labels:
            self._names[label_slug(label)][label] += 1

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Slug and most frequent spelling of every label, in the order of slugs, which numbers them."""
        slugs = sorted(self._names)
        self._numbers = {slug: number for number, slug in enumerate(slugs)}
        return [(slug, _most_frequent(self._names[slug])) for slug in slugs]

    def numbers(self, labels: Iterable[str]) -> int | list[int]:
        """Return the number of an article's label, or all where it has none or several; `entries` comes first."""
        numbers = list(dict.fromkeys(self._numbers[label_slug(label)] for label in labels))
        return numbers[0] if len(numbers) == 1 else numbers


def _most_frequent(spellings: Counter[str]) -> str:
    name = min(spellings, key=lambda label: (-spellings[label], label))
    return " ".join(name.split())

"""The table beside the index: what results are filtered and sorted by, and what lists show of an article.

Pagefind counts labels only for queries that it can answer itself; phrases and words to leave out are not among them.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from site_builder.facets import YEARS, Facet
from site_builder.model import Card, Words
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
    indexes: Mapping[str, Sequence[IndexedPage]],
    packs: Mapping[str, Sequence[str]],
    facets: Sequence[Facet],
    *,
    language: str,
) -> bytes:
    """Return the table, compressed; `language` is that of the site, for articles without one of their own.

    `indexes` has the pages of each index in their order, `packs` the files of its fragments, by the folder of the
    index; none for an index whose fragments are not packed.
    """
    all_facets = (*facets, _LANGUAGE)
    labels = {facet.key: _Labels() for facet in all_facets}
    cards = {found.card.address: found.card for pages in indexes.values() for found in pages}
    for card in cards.values():
        for facet in all_facets:
            labels[facet.key].count(_labels(facet, card, language))
    ranks = {
        address: rank
        for rank, address in enumerate(
            sorted(cards, key=lambda address: (cards[address].title.casefold(), address))
        )
    }
    table = {
        "format": _FORMAT,
        "facets": [
            {
                "parameter": _PARAMETERS.get(facet.key, facet.key),
                "name": facet.one,
                "labels": labels[facet.key].entries,
            }
            for facet in all_facets
        ],
        "indexes": {
            name: {
                "ids": [found.fragment for found in pages],
                "packs": packs[name],
                "lengths": [found.length for found in pages] if packs[name] else [],
                "dates": [found.card.metadata.date or "" for found in pages],
                "titles": [ranks[found.card.address] for found in pages],
                "words": [_counts(found.card.words) for found in pages],
                "labels": [
                    [labels[facet.key].numbers(_labels(facet, found.card, language)) for found in pages]
                    for facet in all_facets
                ],
            }
            for name, pages in indexes.items()
        },
    }
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(msgspec.json.encode(table)) + packer.flush()


def _counts(words: Words) -> tuple[int, int, int]:
    return words.article, words.boilerplate, words.disclaimer


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

"""What lists show of an article, made once for all the lists that it stands in."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from site_builder.facets import UNDATED, YEARS, Facet
from site_builder.model import Card
from site_builder.pages.composition import composition
from site_builder.pages.humanize import counted, day, minutes, one_line
from site_builder.pages.pagination import group_id
from site_builder.pages.views import Group, Item
from site_builder.settings import Settings
from site_builder.wording import label_slug, slug

LINE = 140
"""Characters of the first words of an article that lists show, at most."""
_RESERVED = frozenset({"sort", "order", "q", "year", "month"})
"""Parameters of lists that are no facet."""
_MAX_ITEMS = 20_000
"""Items that are memoized, of a kilobyte each."""


def first_line(excerpt: str) -> str:
    """Cut an excerpt to what lists show of it."""
    if len(excerpt) <= LINE:
        return excerpt
    start, blank, _ = excerpt[:LINE].rpartition(" ")
    return (start if blank else excerpt[:LINE]).removesuffix(" …") + " …"


def filter_names(facets: Sequence[Facet]) -> Mapping[str, str]:
    """Return the parameter by which lists are filtered for a facet, by its key: `region` in `?region=north-sea`."""
    names = {facet.key: slug(facet.one) for facet in facets}
    taken = list(names.values())
    return {
        key: key if name in _RESERVED or taken.count(name) > 1 else name
        for key, name in names.items()
        if key != YEARS
    } | {YEARS: "year"}


class Items:
    """The items of a site by article."""

    def __init__(self, settings: Settings) -> None:
        self._lang = settings.language
        names = filter_names(settings.indexes)
        self._filters = [(names[facet.key], facet) for facet in settings.indexes if facet.key != YEARS]
        self._made: dict[int, tuple[Card, Item]] = {}
        """By identity, with the card, which must not go before its item."""

    def of(self, card: Card) -> Item:
        """Return what a list shows of an article."""
        entry = self._made.get(id(card))
        if entry is None:
            if len(self._made) >= _MAX_ITEMS:
                self._made.clear()
            entry = self._made[id(card)] = card, self._item(card)
        return entry[1]

    def groups(self, cards: Sequence[Card], *, precision: int) -> tuple[Group, ...]:
        """Group neighbouring cards by `YEAR` or `MONTH`."""
        return tuple(
            Group(group_id(date), day(date) or UNDATED, tuple(map(self.of, run)))
            for date, run in groupby(cards, lambda card: (card.metadata.date or "")[:precision])
        )

    def _item(self, card: Card) -> Item:
        metadata = card.metadata
        lang = metadata.language or self._lang
        byline = metadata.byline
        bar = composition(card.words)
        return Item(
            filters=" ".join(
                [
                    f"{name}/{label_slug(label)}"
                    for name, facet in self._filters
                    for label in facet.labels(metadata)
                ]
            ),
            share=bar.boilerplate if bar else 0,
            href=card.address + "index.html",
            title=one_line(card.title),
            lang="" if lang == self._lang else lang,
            who=one_line(", ".join(byline) if len(byline) < 4 else f"{byline[0]} and others"),
            where=one_line(metadata.publisher or ""),
            date=metadata.date or "",
            when=day(metadata.date) if metadata.date else UNDATED.lower(),
            minutes=minutes(card.words.article),
            about=one_line(", ".join(metadata.themes[:4])),
            line=one_line(first_line(card.excerpt)),
            bar=bar,
            notes=counted(len(card.notes), "note") if card.notes else "",
        )

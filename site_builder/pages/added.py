"""What was added to an archive lately: articles by the day on which they were saved, as far as that is stated.

Neither the clock nor the times of files are asked, as a copy of the archive must give the same pages.
"""

from collections.abc import Sequence
from heapq import nlargest
from itertools import groupby

from site_builder.model import Card
from site_builder.pages.humanize import day
from site_builder.pages.items import Items
from site_builder.pages.views import Group


def lately_added(cards: Sequence[Card], most: int) -> list[Card]:
    """Return the articles that were saved last, the latest first, those of one day in the order of `cards`."""
    dated = [(card.metadata.saved, -place, card) for place, card in enumerate(cards) if card.metadata.saved]
    return [card for *_, card in nlargest(most, dated, key=lambda entry: entry[:2])]


def added_groups(cards: Sequence[Card], items: Items, most: int) -> tuple[Group, ...]:
    """Group the articles that were saved last by day."""
    return tuple(
        Group(f"added-{date}", f"Added {day(date or '')}", tuple(map(items.of, run)))
        for date, run in groupby(lately_added(cards, most), lambda card: card.metadata.saved)
    )

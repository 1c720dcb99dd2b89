"""Count the articles that lack the facts by which readers find them."""

from collections.abc import Iterable, Mapping

from site_builder.model import Card

NOUNS: Mapping[str, str] = {"date": "date", "publisher": "publisher", "title": "title", "byline": "author"}
"""Fields that are counted, in the order of messages, and what messages call them."""


def count_missing(cards: Iterable[Card]) -> dict[str, int]:
    """Count the articles without each of the fields; fields that all of them have are left out."""
    dates = publishers = titles = authors = 0
    for card in cards:
        metadata = card.metadata
        dates += not metadata.date
        publishers += not metadata.publisher
        titles += not card.titled
        authors += not metadata.byline
    counts = zip(NOUNS, (dates, publishers, titles, authors), strict=True)
    return {field: count for field, count in counts if count}


def missing_fields(card: Card) -> tuple[str, ...]:
    """Return those of the counted fields that an article lacks."""
    metadata = card.metadata
    values = (metadata.date, metadata.publisher, card.titled, metadata.byline)
    return tuple(field for field, value in zip(NOUNS, values, strict=True) if not value)


def describe_missing(missing: Mapping[str, int]) -> str:
    """Write the counts in one line: `without a date 214 · publisher 309`; empty where nothing is missing."""
    parts = [f"{NOUNS[field]} {count:,}" for field, count in missing.items()]
    article = "an" if next(iter(missing), "") == "byline" else "a"
    return f"without {article} {' · '.join(parts)}" if parts else ""

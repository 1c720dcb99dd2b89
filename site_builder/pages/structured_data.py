"""Describe an article to machines: schema.org as JSON-LD."""

from typing import Any

import msgspec

from site_builder.model import Card
from site_builder.pages.humanize import one_line
from site_builder.pages.menu import stated_labels
from site_builder.settings import Settings


def news_article(card: Card, title: str, lang: str, canonical: str, settings: Settings) -> str:
    """Encode a NewsArticle that states only what the text states; `<` is escaped, so it is safe in a script."""
    metadata = card.metadata
    outlets = {metadata.publisher, metadata.source}
    item: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "inLanguage": lang,
        "wordCount": card.words.article,
    }
    if card.excerpt:
        item["description"] = one_line(card.excerpt)
    if metadata.byline:
        item["author"] = [
            {"@type": "Organization" if name in outlets else "Person", "name": one_line(name)}
            for name in metadata.byline
        ]
    if metadata.publisher:
        item["publisher"] = {"@type": "Organization", "name": one_line(metadata.publisher)}
    if metadata.date:
        item["datePublished"] = metadata.date
    keywords = [one_line(label) for label in stated_labels(metadata, settings)]
    if keywords:
        item["keywords"] = keywords
    if metadata.source_url:
        item["isBasedOn"] = one_line(metadata.source_url)
    if canonical:
        item["url"] = canonical
    return msgspec.json.encode(item).decode().replace("<", "\\u003c")

"""Describe an article to machines: schema.org as JSON-LD."""

from typing import Any

import msgspec

from site_builder.model import Card
from site_builder.pages.humanize import one_line
from site_builder.pages.menu import stated_labels
from site_builder.settings import Settings


def news_article(card: Card, title: str, lang: str, canonical: str, settings: Settings) -> str:
    """Encode a NewsArticle that states only what the text states; `<` is escaped, so it is safe in a script."""
    known = card.metadata
    outlets = {known.publisher, known.source}
    item: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "inLanguage": lang,
        "wordCount": card.words.article,
    }
    if card.excerpt:
        item["description"] = one_line(card.excerpt)
    if known.byline:
        item["author"] = [
            {"@type": "Organization" if name in outlets else "Person", "name": one_line(name)}
            for name in known.byline
        ]
    if known.publisher:
        item["publisher"] = {"@type": "Organization", "name": one_line(known.publisher)}
    if known.date:
        item["datePublished"] = known.date
    keywords = [one_line(label) for label in stated_labels(known, settings)]
    if keywords:
        item["keywords"] = keywords
    if known.source_url:
        item["isBasedOn"] = one_line(known.source_url)
    if canonical:
        item["url"] = canonical
    return msgspec.json.encode(item).decode().replace("<", "\\u003c")

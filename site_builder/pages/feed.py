"""Write what is new, for the site and for every heading: Atom and JSON Feed."""

import uuid
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Any

import msgspec

from site_builder.model import Archive, Card, Page
from site_builder.pages.drafts import CardDetail, PlannedPage
from site_builder.pages.frames import absolute, root_of
from site_builder.pages.phrases import plain
from site_builder.pages.views import Link
from site_builder.settings import Settings

_NEWEST = 30
_NO_DATE = "1970-01-01T00:00:00Z"
"""Atom wants a date even for a feed with no entries; the clock is not asked."""
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:site-builder")


class EntryView(msgspec.Struct, frozen=True):
    """One article in a feed."""

    id: str
    title: str
    lang: str
    href: str
    updated: str
    authors: tuple[str, ...]
    summary: str
    labels: tuple[str, ...]


class FeedView(msgspec.Struct, frozen=True):
    """What the feed's template sees."""

    id: str
    title: str
    subtitle: str
    lang: str
    home: str
    """Address of the page that the feed follows."""
    itself: str
    updated: str
    author: str
    entries: tuple[EntryView, ...]


def plan_feeds(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield both feeds of the site."""
    del nav
    yield from feeds(archive.cards, "", settings.title, settings)


def feeds(cards: Sequence[Card], folder: str, title: str, settings: Settings) -> Iterator[PlannedPage]:
    """Yield both feeds of a list, newest first: Atom and JSON Feed.

    Links and ids are absolute where the site knows its address.
    Elsewhere links are relative to the feed and ids are made from site paths.
    Only dated articles are news; a feed without any has the date 1970-01-01.
    """
    # Cards come newest first and undated last.
    dated = tuple(card for card in cards[:_NEWEST] if card.metadata.date)
    origin = "feed of " + (folder or "the site")
    seen = cache(partial(_view, dated, folder, title, settings))

    def atom() -> Page:
        return Page(folder + "feed.xml", "feed.xml", seen(), origin)

    def json() -> Page:
        return Page(folder + "feed.json", "", _json_feed(seen(), folder, settings), origin)

    yield PlannedPage(folder + "feed.xml", "feed.xml", origin, dated, atom, shows=CardDetail.EXCERPTS)
    yield PlannedPage(folder + "feed.json", "", origin, dated, json, shows=CardDetail.EXCERPTS)


def _view(dated: Sequence[Card], folder: str, title: str, settings: Settings) -> FeedView:
    entries = tuple(_entry(card, folder, settings) for card in dated)
    page = folder + "index.html"
    return FeedView(
        id=_id(folder, settings),
        title=plain(title),
        subtitle=plain(settings.description),
        lang=settings.language,
        home=absolute(settings, page) or "index.html",
        itself=absolute(settings, folder + "feed.xml") or "feed.xml",
        updated=entries[0].updated if entries else _NO_DATE,
        author=plain(settings.title),
        entries=entries,
    )


def _entry(card: Card, folder: str, settings: Settings) -> EntryView:
    known = card.metadata
    page = card.address + "index.html"
    return EntryView(
        id=_id(card.address, settings),
        title=plain(card.title),
        lang=known.language or settings.language,
        href=absolute(settings, page) or root_of(folder) + page,
        updated=_instant(known.date or ""),
        authors=tuple(plain(name) for name in known.byline or filter(None, (known.publisher,))),
        summary=plain(card.excerpt),
        labels=tuple(plain(label) for label in (*known.themes, *known.regions)),
    )


def _instant(date: str) -> str:
    """Give the first moment of a date that may be a month or a year."""
    return f"{date}{'-01-01'[len(date) - 4 :] if len(date) < 10 else ''}T00:00:00Z" if date else _NO_DATE


def _id(path: str, settings: Settings) -> str:
    return absolute(settings, path) or f"urn:uuid:{uuid.uuid5(_NAMES, path)}"


def _json_feed(seen: FeedView, folder: str, settings: Settings) -> bytes:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": seen.title,
        "language": seen.lang,
        "items": [_json_item(entry) for entry in seen.entries],
    }
    if settings.base_url:
        feed["home_page_url"] = seen.home
        feed["feed_url"] = absolute(settings, folder + "feed.json")
    if seen.subtitle:
        feed["description"] = seen.subtitle
    return msgspec.json.encode(feed)


def _json_item(entry: EntryView) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.href,
        "title": entry.title,
        "content_text": entry.summary,
        "date_published": entry.updated,
        "language": entry.lang,
    }
    if entry.authors:
        item["authors"] = [{"name": name} for name in entry.authors]
    if entry.labels:
        item["tags"] = list(entry.labels)
    return item

"""Feeds of what is new: Atom for the site and every label with several articles, JSON Feed for the site."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import msgspec

from site_builder.model import Archive, Card
from site_builder.pages.added import lately_added
from site_builder.pages.context import absolute, root_of
from site_builder.pages.humanize import one_line
from site_builder.pages.menu import stated_labels
from site_builder.pages.planned import CardDetail, PlannedPage
from site_builder.pages.views import Link
from site_builder.settings import Settings
from site_builder.wording import last_plausible_date

_NEWEST = 30
ADDED_FEED = "added.xml"
"""The feed of what was added to the archive, where articles say when they were saved."""
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
    """Address of the feed."""
    updated: str
    author: str
    entries: tuple[EntryView, ...]


class FeedFormat(msgspec.Struct, frozen=True):
    """One format in which every list with feeds has one."""

    file: str
    """Name of the file in the folder of the list."""
    template: str
    """Empty where `encode` makes the file."""
    encode: Callable[[FeedView, str, Settings], bytes] | None = None
    """Takes the view, the folder of the list and the settings."""
    site_only: bool = False
    """Whether labels have no such feed."""


def plan_feeds(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the feeds of the site."""
    del nav
    yield from feeds(archive.cards, "", settings.title, settings)
    added = lately_added(archive.cards, _NEWEST)
    if added:
        view = partial(_added_view, added, settings)
        yield PlannedPage(
            ADDED_FEED, "feed.xml", "feed of what was added", added, view, detail=CardDetail.EXCERPTS
        )


def feeds(cards: Sequence[Card], folder: str, title: str, settings: Settings) -> Iterator[PlannedPage]:
    """Yield the feeds of a list, newest first; `folder` is empty for the site.

    Links and ids are absolute where the site knows its address.
    Elsewhere links are relative to the feed and ids are made from site paths.
    Only dated articles are news; a feed without any has the date 1970-01-01.
    """
    # Cards come newest first and undated last.
    dated = tuple(card for card in cards[:_NEWEST] if card.metadata.date)
    origin = "feed of " + (folder or "the site")
    entries = cache(lambda: tuple(_entry(card, folder, settings) for card in dated))
    for kind in FEED_FORMATS:
        if folder and kind.site_only:
            continue
        view = partial(_view, kind, dated, entries, folder, title, settings)
        yield feed_page(kind, folder, origin, dated, view, settings)


def feed_page(
    kind: FeedFormat,
    folder: str,
    origin: str,
    cards: Sequence[Card],
    view: Callable[[], FeedView],
    settings: Settings,
    *,
    digest: bytes = b"",
) -> PlannedPage:
    """Plan a feed in one format; `cards` are the articles that it shows, `digest` is that of whatever else it does."""
    return PlannedPage(
        folder + kind.file,
        kind.template,
        origin,
        cards,
        view if kind.template else partial(_encoded, kind, view, folder, settings),
        detail=CardDetail.EXCERPTS,
        digest=digest,
    )


def _view(
    kind: FeedFormat,
    dated: Sequence[Card],
    entries: Callable[[], tuple[EntryView, ...]],
    folder: str,
    title: str,
    settings: Settings,
) -> FeedView:
    page = folder + "index.html"
    return FeedView(
        id=urn(folder, settings),
        title=one_line(title),
        subtitle=one_line(settings.description),
        lang=settings.language,
        home=absolute(settings, page) or "index.html",
        itself=absolute(settings, folder + kind.file) or kind.file,
        # A year that is wrong would make readers of feeds take all that comes later for old.
        updated=feed_instant(last_plausible_date(card.metadata.date or "" for card in dated) or ""),
        author=one_line(settings.title),
        entries=entries(),
    )


def _added_view(cards: Sequence[Card], settings: Settings) -> FeedView:
    """Lay out the feed of what was added, with the days on which articles were saved for their dates."""
    feed = _view(FEED_FORMATS[0], (), lambda: (), "", f"{settings.title} · added", settings)
    return msgspec.structs.replace(
        feed,
        id=urn(ADDED_FEED, settings),
        itself=absolute(settings, ADDED_FEED) or ADDED_FEED,
        updated=feed_instant(cards[0].metadata.saved or ""),
        entries=tuple(
            msgspec.structs.replace(
                _entry(card, "", settings), updated=feed_instant(card.metadata.saved or "")
            )
            for card in cards
        ),
    )


def _entry(card: Card, folder: str, settings: Settings) -> EntryView:
    metadata = card.metadata
    page = card.address + "index.html"
    return EntryView(
        id=urn(card.address, settings),
        title=one_line(card.title),
        lang=metadata.language or settings.language,
        href=absolute(settings, page) or root_of(folder) + page,
        updated=feed_instant(metadata.date or ""),
        authors=tuple(one_line(name) for name in metadata.byline or filter(None, (metadata.publisher,))),
        summary=one_line(card.excerpt),
        labels=tuple(map(one_line, stated_labels(metadata, settings))),
    )


def feed_instant(date: str) -> str:
    """Return the first moment of a date that may be a month or a year."""
    return f"{date}{'-01-01'[len(date) - 4 :] if len(date) < 10 else ''}T00:00:00Z" if date else _NO_DATE


def urn(path: str, settings: Settings) -> str:
    """Return an id that stays: the absolute address, or one made from the site path."""
    return absolute(settings, path) or f"urn:uuid:{uuid.uuid5(_NAMES, path)}"


def _json_feed(view: FeedView, folder: str, settings: Settings) -> bytes:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "language": view.lang,
        "items": [_json_item(entry) for entry in view.entries],
    }
    if settings.base_url:
        feed["home_page_url"] = view.home
        feed["feed_url"] = absolute(settings, folder + "feed.json")
    if view.subtitle:
        feed["description"] = view.subtitle
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


FEED_FORMATS = (FeedFormat("feed.xml", "feed.xml"), FeedFormat("feed.json", "", _json_feed, site_only=True))
"""Adding a format takes a row here, a template or a function that encodes it, the content type of its file name in
`content_types.py`, and for readers a link in `templates/base.html`."""


def _encoded(kind: FeedFormat, view: Callable[[], FeedView], folder: str, settings: Settings) -> bytes:
    assert kind.encode is not None
    return kind.encode(view(), folder, settings)

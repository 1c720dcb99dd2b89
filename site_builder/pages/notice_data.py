"""Notices and articles as data: a feed of new wordings, and one JSON object a line for other programs."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from io import BytesIO
from typing import Any

import msgspec

from site_builder.model import Archive, Card, Notice
from site_builder.pages.card_selection import select_cards
from site_builder.pages.context import absolute, root_of
from site_builder.pages.feed import FEED_FORMATS, EntryView, FeedView, feed_instant, feed_page, urn
from site_builder.pages.humanize import one_line
from site_builder.pages.notice_views import diff_views, notice_digest, opening, version_id
from site_builder.pages.planned import PlannedPage
from site_builder.pages.views import Link
from site_builder.roles import ROLES
from site_builder.settings import Settings
from site_builder.wording import ordinal

_NEWEST = 30
"""Wordings in the feed."""
_CHANGED_WORDS = 200
"""Characters of the words that came or went, in an entry of the feed, at most."""


def plan_notice_data(archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Iterator[PlannedPage]:
    """Yield the feed of notices and the files of all notices and articles."""
    del nav
    if archive.notices:
        digests = b"".join(map(notice_digest, archive.notices))
        digest = hashlib.blake2b(digests, digest_size=16).digest()
        yield from _feeds(archive.notices, digest, settings)
        yield PlannedPage(
            "data/notices.jsonl", "", "notices", (), partial(_notice_lines, archive.notices), digest=digest
        )
    yield plan_article_lines(archive)


def in_path_order(cards: Sequence[Card]) -> Sequence[Card]:
    """Sort the cards of an archive by path."""
    return select_cards(cards, sorted(range(len(cards)), key=lambda position: cards[position].path))


def plan_article_lines(archive: Archive) -> PlannedPage:
    """Plan the file of all articles, in the order of their paths."""
    cards = in_path_order(archive.cards)
    shown = hashlib.blake2b(digest_size=16)
    for card in cards:
        shown.update(archive.digests.get(card.path, "").encode() + msgspec.msgpack.encode(card.words))
    view = partial(_article_lines, cards, archive.digests)
    return PlannedPage("data/articles.jsonl", "", "articles", cards, view, digest=shown.digest())


def _feeds(notices: Sequence[Notice], digest: bytes, settings: Settings) -> Iterator[PlannedPage]:
    view = cache(partial(_feed, notices, settings))
    for kind in FEED_FORMATS:
        if not kind.site_only:
            yield feed_page(kind, "notices/", "feed of notices", (), view, settings, digest=digest)


def _feed(notices: Sequence[Notice], settings: Settings) -> FeedView:
    newest = sorted(
        (
            (version.first, version.address, index, notice)
            for notice in notices
            for index, version in enumerate(notice.versions)
            if version.first
        ),
        key=lambda each: each[:2],
        reverse=True,
    )[:_NEWEST]
    entries = tuple(_entry(notice, index, settings) for _, _, index, notice in newest)
    return FeedView(
        id=urn("notices/", settings),
        title=f"Notices · {one_line(settings.title)}",
        subtitle="New notices, and notices with new words",
        lang=settings.language,
        home=absolute(settings, "notices/index.html") or "index.html",
        itself=absolute(settings, "notices/feed.xml") or "feed.xml",
        updated=entries[0].updated if entries else feed_instant(""),
        author=one_line(settings.title),
        entries=entries,
    )


def _entry(notice: Notice, index: int, settings: Settings) -> EntryView:
    version = notice.versions[index]
    page = f"{notice.address}index.html"
    fragment = f"#{version_id(notice, index)}"
    name = f"{ordinal(index + 1).capitalize()} wording" if index else "New notice"
    outlet = one_line(notice.outlet.name)
    home = absolute(settings, page)
    return EntryView(
        id=urn(version.address, settings),
        title=": ".join(
            filter(
                None,
                (
                    outlet,
                    f"{name} of “{opening(version.passage)}”"
                    if index
                    else f"{name}, “{opening(version.passage)}”",
                ),
            )
        ),
        lang=version.passage.language or settings.language,
        href=(home or root_of("notices/") + page) + fragment,
        updated=feed_instant(version.first),
        authors=(outlet,) if outlet else (),
        summary=_change(notice, index) if index else one_line(version.passage.text),
        labels=(ROLES[notice.role].name,),
    )


def _change(notice: Notice, index: int) -> str:
    """Return which words came and which went with a wording."""
    runs = diff_views(notice.versions[index - 1].passage.text, notice.versions[index].passage.text)
    sentences = []
    for name, element in (("Removed", "del"), ("Added", "ins")):
        words = "”, “".join(run.text for run in runs if run.element == element)
        if words:
            cut = words if len(words) <= _CHANGED_WORDS else words[:_CHANGED_WORDS].rpartition(" ")[0] + " …"
            sentences.append(f"{name}: “{cut}”")
    return ". ".join(sentences)


def _notice_lines(notices: Sequence[Notice]) -> bytes:
    ordered = sorted(notices, key=lambda notice: notice.address)
    return b"".join(msgspec.json.encode(_notice(notice)) + b"\n" for notice in ordered)


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.address.rstrip("/").rpartition("/")[2],
        "address": notice.address,
        "role": notice.role.value,
        "outlet": notice.outlet.name or None,
        "count": notice.count,
        "first": notice.first or None,
        "last": notice.last or None,
        "varies": notice.varies,
        "purposes": list(notice.purposes),
        "elsewhere": [address for _, address in notice.elsewhere],
        "versions": [
            {
                "text": version.passage.text,
                "first": version.first or None,
                "last": version.last or None,
                "count": version.count,
                "address": version.address,
            }
            for version in notice.versions
        ],
    }


def _article_lines(cards: Sequence[Card], digests: Mapping[str, str]) -> bytes:
    # Not joined from a list, as all of them are hundreds of megabytes in a large archive.
    lines = BytesIO()
    for card in cards:
        lines.write(msgspec.json.encode(_article(card, digests.get(card.path, ""))) + b"\n")
    return lines.getvalue()


def _article(card: Card, digest: str) -> dict[str, Any]:
    metadata = msgspec.structs.asdict(card.metadata)
    metadata["labels"] = dict(card.metadata.labels)
    path = card.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    facts = {"path": path, "address": card.address, "sha256": digest, "shown_title": card.title, **metadata}
    return {**facts, "words": msgspec.structs.asdict(card.words)}

"""What the margin of an article says of the notices in it."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from site_builder.model import Annotation, Card, FoundNotice, Notice, NoticeLink, Segment
from site_builder.notices.collect import CollectedNotices
from site_builder.notices.noted import NotedTexts
from site_builder.notices.occurrences import outlet_of, unpack_occurrences
from site_builder.wording import label_slug, ordinal, round_count, split_tokens

_OPENING = 5
"""Words that tell a notice from others in the same passage."""
NoticeLinks = Mapping[int, NoticeLink]
"""What the margin says of each notice of one article, by the digest of its wording."""
NoticeLinkIndex = Mapping[str, NoticeLinks]
"""The same of all notices of an archive, by the slug of the outlet."""
_NONE: NoticeLinks = {}
_NO_NOTES: NotedTexts = {}
_NO_PAGE = NoticeLink("", "", "")


def notice_link(notice: Notice, index: int) -> NoticeLink:
    """Return what the margin says of a version of a notice."""
    version = notice.versions[index]
    return NoticeLink(
        f"{notice.address}index.html#{version_id(version.address)}",
        _words(notice, index),
        _opening(version.passage.text),
        notice.varies,
    )


def version_id(address: str) -> str:
    """Return the id of a version on the page of its notice."""
    return f"w-{address.rstrip('/').rpartition('-')[2]}"


def _words(notice: Notice, index: int) -> str:
    since = f" since {notice.first[:4]}" if notice.first else ""
    if notice.count > 1:
        words = f"In {round_count(notice.count):,}+ articles{since}"
    else:
        names = [name for name, _ in notice.elsewhere if name]
        words = (
            f"Also said by {names[0]}" if len(names) == 1 else f"Also said by {len(notice.elsewhere)} others"
        )
    return f"{words} · {ordinal(index + 1)} wording" if len(notice.versions) > 1 else words


def _opening(text: str) -> str:
    tokens = split_tokens(text)
    if len(tokens) <= _OPENING:
        return text
    at = 0
    for token in tokens[:_OPENING]:
        at = text.index(token, at) + len(token)
    return text[:at] + " …"


def link_index(collected: CollectedNotices) -> NoticeLinkIndex:
    """Return what the margin says of every notice of an archive."""
    index: dict[str, dict[int, NoticeLink]] = {}
    for (outlet, words), (notice, version) in collected.versions.items():
        index.setdefault(outlet, {})[words] = notice_link(notice, version)
    return index


def links_of(card: Card, index: NoticeLinkIndex, noted: NotedTexts = _NO_NOTES) -> dict[int, NoticeLink]:
    """Return what the margin says of each notice of an article; `noted` has the keeper's notes on them."""
    links: dict[int, NoticeLink] = {}
    for occurrence in unpack_occurrences(card.notices) if index or noted else ():
        name = outlet_of(occurrence.speaker, card.metadata)
        link = index.get(label_slug(name) if name else "", _NONE).get(occurrence.words)
        if refs := noted.get(occurrence.text):
            link = msgspec.structs.replace(link or _NO_PAGE, notes=refs)
        if link:
            links[occurrence.words] = link
    return links


def link_notices(
    annotations: Sequence[Annotation],
    segments: Iterable[Segment],
    found: Iterable[FoundNotice],
    links: NoticeLinks,
) -> tuple[Annotation, ...]:
    """Return the margin notes with what there is to say of the notices that each stands beside."""
    if not links:
        return tuple(annotations)
    by_block = {notice.block: links[notice.words] for notice in found if notice.words in links}
    beside: dict[str, tuple[NoticeLink, ...]] = {}
    for segment in segments:
        blocks = range(segment.first, segment.end)
        beside[segment.id] = tuple(dict.fromkeys(by_block[block] for block in blocks if block in by_block))
    return tuple(
        msgspec.structs.replace(
            note,
            notices=beside[note.segment],
            common="; ".join(dict.fromkeys(link.words for link in beside[note.segment] if link.words))
            or note.common,
        )
        if beside.get(note.segment)
        else note
        for note in annotations
    )

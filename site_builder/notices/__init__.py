"""Passages of boilerplate that recur: found in articles, folded over the archive, told apart from their versions."""

from site_builder.notices.collect import CollectedNotices, OutletMemory, collect_notices
from site_builder.notices.margin import NoticeLinkIndex, NoticeLinks, link_index, link_notices, links_of
from site_builder.notices.noted import NotedTexts, carried_notes, texts_of, with_notes
from site_builder.notices.occurrences import (
    find_notices,
    outlet_of,
    pack_occurrences,
    unpack_occurrences,
)

__all__ = [
    "CollectedNotices",
    "NotedTexts",
    "NoticeLinkIndex",
    "NoticeLinks",
    "OutletMemory",
    "carried_notes",
    "collect_notices",
    "find_notices",
    "link_index",
    "link_notices",
    "links_of",
    "outlet_of",
    "pack_occurrences",
    "texts_of",
    "unpack_occurrences",
    "with_notes",
]

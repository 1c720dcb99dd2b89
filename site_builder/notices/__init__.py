"""Passages of boilerplate that recur: found in articles, folded over the archive, told apart from their versions."""

from site_builder.notices.collect import CollectedNotices, OutletPairs, ReadText, collect_notices
from site_builder.notices.margin import NoticeLinks, link_notices, links_of
from site_builder.notices.occurrences import (
    FoundNotice,
    find_notices,
    outlet_of,
    pack_occurrences,
    unpack_occurrences,
)

__all__ = [
    "CollectedNotices",
    "FoundNotice",
    "NoticeLinks",
    "OutletPairs",
    "ReadText",
    "collect_notices",
    "find_notices",
    "link_notices",
    "links_of",
    "outlet_of",
    "pack_occurrences",
    "unpack_occurrences",
]

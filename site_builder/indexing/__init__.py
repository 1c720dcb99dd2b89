"""Fold the records of single articles into what the whole archive knows."""

from site_builder.indexing.addresses import Placement, assign_addresses, path_digest, path_key
from site_builder.indexing.copies import Copies, copy_problems, find_copies, later_copies
from site_builder.indexing.onward import (
    MAX_COPIES,
    OnwardEntry,
    OnwardFinder,
    copy_links,
    facets_read_in,
    list_read_in,
    mention_of,
)
from site_builder.indexing.recurrence_counts import (
    PassageChange,
    changed_passages,
    count_recurrences,
    select_recurrences,
    update_recurrences,
    weigh_passages,
)
from site_builder.indexing.related import MAX_HOLDERS, keyword_keys, most_related, spelt
from site_builder.indexing.relations import RelationFinder, names_meant, names_of, pack_keys
from site_builder.indexing.shelves import build_index, label_shelves, list_order, update_index
from site_builder.indexing.similar import may_have_copies, pack_body

__all__ = [
    "MAX_COPIES",
    "MAX_HOLDERS",
    "Copies",
    "OnwardEntry",
    "OnwardFinder",
    "PassageChange",
    "Placement",
    "RelationFinder",
    "assign_addresses",
    "build_index",
    "changed_passages",
    "copy_links",
    "copy_problems",
    "count_recurrences",
    "facets_read_in",
    "find_copies",
    "keyword_keys",
    "label_shelves",
    "later_copies",
    "list_order",
    "list_read_in",
    "may_have_copies",
    "mention_of",
    "most_related",
    "names_meant",
    "names_of",
    "pack_body",
    "pack_keys",
    "path_digest",
    "path_key",
    "select_recurrences",
    "spelt",
    "update_index",
    "update_recurrences",
    "weigh_passages",
]

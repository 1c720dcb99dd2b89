"""Fold the records of single articles into what the whole archive knows."""

from site_builder.indexing.addresses import Placement, assign_addresses, path_digest
from site_builder.indexing.copies import Copies, copy_problems, find_copies, later_copies
from site_builder.indexing.onward import OnwardEntry, OnwardFinder
from site_builder.indexing.recurrence_counts import (
    PassageChange,
    changed_passages,
    count_recurrences,
    select_recurrences,
    update_recurrences,
    weigh_passages,
)
from site_builder.indexing.related import keyword_keys
from site_builder.indexing.relations import RelationFinder, pack_keys
from site_builder.indexing.shelves import build_index, label_shelves, list_order, update_index
from site_builder.indexing.similar import may_have_copies, pack_body

__all__ = [
    "Copies",
    "OnwardEntry",
    "OnwardFinder",
    "PassageChange",
    "Placement",
    "RelationFinder",
    "assign_addresses",
    "build_index",
    "changed_passages",
    "copy_problems",
    "count_recurrences",
    "find_copies",
    "keyword_keys",
    "label_shelves",
    "later_copies",
    "list_order",
    "may_have_copies",
    "pack_body",
    "pack_keys",
    "path_digest",
    "select_recurrences",
    "update_index",
    "update_recurrences",
    "weigh_passages",
]

"""Fold the records of single articles into what the whole archive knows."""

from site_builder.indexing.addresses import Placement, assign_addresses, path_digest
from site_builder.indexing.recurrence_counts import count_recurrences, round_count, update_recurrences
from site_builder.indexing.shelves import build_index

__all__ = [
    "Placement",
    "assign_addresses",
    "build_index",
    "count_recurrences",
    "path_digest",
    "round_count",
    "update_recurrences",
]

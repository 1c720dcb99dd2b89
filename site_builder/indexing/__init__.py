"""Fold the records of single articles into what the whole archive knows."""

from site_builder.indexing.addresses import Placement, path_digest, place
from site_builder.indexing.shelves import shelve
from site_builder.indexing.weighing import rounded, weigh, weigh_again

__all__ = ["Placement", "path_digest", "place", "rounded", "shelve", "weigh", "weigh_again"]

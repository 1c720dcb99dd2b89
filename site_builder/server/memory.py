"""Recall what the last build of a site understood, without changing anything of it."""

from collections.abc import Mapping

from site_builder.engine import Site
from site_builder.engine.site import meaning_of
from site_builder.engine.store import Record, Store, locked
from site_builder.model import Recurrences


def recall(site: Site) -> tuple[Mapping[str, Record], Recurrences]:
    """Give the records of the last build and its recurrences; nothing where this program cannot trust them."""
    if not (site.state / "store.sqlite").exists():
        return {}, {}
    with locked(site.state, waiting=""):
        store = Store(site.state)
        try:
            if store.fact("meaning") != meaning_of(site).encode():
                return {}, {}
            return store.sources(), store.recurrences()
        finally:
            store.close()

"""Recall what the last build of a site understood, without changing anything of it."""

from collections.abc import Mapping
from contextlib import closing

from site_builder.engine import Site
from site_builder.engine.site import meaning_of
from site_builder.engine.store import Record, Store, locked
from site_builder.model import Recurrences, SiteError


def recall(site: Site) -> tuple[Mapping[str, Record], Recurrences]:
    """Give the records of the last build and its recurrences; nothing where this program cannot trust them."""
    if not (site.state / "store.sqlite").exists():
        return {}, {}
    try:
        with locked(site.state, waiting=""), closing(Store(site.state)) as store:
            if store.fact("meaning") == meaning_of(site).encode():
                return store.sources(), store.recurrences()
    except SiteError:
        # It is damaged, or may only be read: the articles are still there.
        pass
    return {}, {}

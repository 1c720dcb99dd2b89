"""List the indexes of the archive: one line each."""

from collections.abc import Callable
from typing import NamedTuple

from site_builder.model import Metadata


class Facet(NamedTuple):
    """One index: where it lives, what it is called, and the labels an article has in it."""

    key: str
    """Folder of its pages: `regions`."""
    one: str
    many: str
    labels: Callable[[Metadata], tuple[str, ...]]


# Order matters: navigation and overviews follow it.
FACETS: tuple[Facet, ...] = (
    Facet("regions", "Region", "Regions", lambda metadata: metadata.regions),
    Facet("themes", "Theme", "Themes", lambda metadata: metadata.themes),
    Facet("reports", "Report", "Reports", lambda metadata: metadata.reports),
    Facet(
        "publishers",
        "Publisher",
        "Publishers",
        lambda metadata: (metadata.publisher,) if metadata.publisher else (),
    ),
    Facet("authors", "Author", "Authors", lambda metadata: metadata.byline),
    Facet("years", "Year", "Years", lambda metadata: (metadata.date[:4],) if metadata.date else ("Undated",)),
)

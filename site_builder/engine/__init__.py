"""Build sites on disk: the pipeline, the store of what was built before, and the processes that do the work."""

from site_builder.engine.build import build
from site_builder.engine.cleaning import clean
from site_builder.engine.progress import Progress, Summary
from site_builder.engine.site import Site, open_site

__all__ = ["Progress", "Site", "Summary", "build", "clean", "open_site"]

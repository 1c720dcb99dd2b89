"""Find the one page that lives at a path without laying out the others, as a server needs it."""

from site_builder.model import Archive, Page
from site_builder.pages.counting import Spellings
from site_builder.pages.drafts import PageGroup
from site_builder.pages.shelf import articles_batch, shelf_batch
from site_builder.pages.views import Link
from site_builder.pages.whole import plan_drafts
from site_builder.settings import Settings


def listed_page(path: str, archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Page | None:
    """Give the page at `path` if it is made from the cards of articles; the same that planning all gives."""
    batch = _batch(path.rpartition("/")[0], archive, settings, nav)
    drafts = batch.drafts() if batch else plan_drafts(archive, settings, nav)
    return next((draft.page() for draft in drafts if draft.path == path), None)


def _batch(folder: str, archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> PageGroup | None:
    """Give the list that lives in a folder."""
    if folder == "articles":
        return articles_batch(archive, settings, nav)
    key, _, slug = folder.partition("/")
    for shelf in archive.shelves.get(key, ()):
        if shelf.term.slug == slug:
            return shelf_batch(shelf, Spellings(archive), settings, nav)
    return None

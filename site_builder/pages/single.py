"""Find the one page that lives at a path without laying out the others, as a server needs it."""

from site_builder.facets import BY_KEY
from site_builder.model import Archive, Page
from site_builder.pages.counting import Spellings
from site_builder.pages.facets import shelf_folder
from site_builder.pages.feed import feeds
from site_builder.pages.listing import sheets
from site_builder.pages.shelf import _articles_page, _overview, _shelf_page, in_menu
from site_builder.pages.views import Link
from site_builder.settings import Settings

_FEEDS = ("feed.xml", "feed.json")


def listed_page(path: str, archive: Archive, settings: Settings, nav: tuple[Link, ...]) -> Page | None:
    """Give the page at `path` if it is a list, a list of headings, or a feed; the same that planning all gives."""
    folder, _, name = path.rpartition("/")
    if name in _FEEDS:
        return _feed(folder, path, archive, settings)
    if folder == "articles":
        return next(
            (
                _articles_page(sheet, archive, settings, nav)
                for sheet in sheets(archive.cards, "articles/", size=settings.page_size)
                if sheet.path == path
            ),
            None,
        )
    key, _, slug = folder.partition("/")
    if key not in BY_KEY:
        return None
    shelves = archive.shelves.get(key, ())
    if not slug and (shelves or in_menu(BY_KEY[key], nav)):
        return _overview(BY_KEY[key], shelves, settings, nav) if name == "index.html" else None
    for shelf in shelves:
        if shelf.term.slug == slug:
            for sheet in sheets(shelf.cards, shelf_folder(shelf), size=settings.page_size):
                if sheet.path == path:
                    return _shelf_page(sheet, shelf, Spellings(archive), settings, nav)
    return None


def _feed(folder: str, path: str, archive: Archive, settings: Settings) -> Page | None:
    if not folder:
        pages = feeds(archive.cards, "", settings.title, settings)
        return next((page for page in pages if page.path == path), None)
    key, _, slug = folder.partition("/")
    if key not in BY_KEY or not BY_KEY[key].feeds:
        return None
    for shelf in archive.shelves.get(key, ()):
        if shelf.term.slug == slug:
            pages = feeds(shelf.cards, shelf_folder(shelf), f"{shelf.term.name} · {settings.title}", settings)
            return next((page for page in pages if page.path == path), None)
    return None

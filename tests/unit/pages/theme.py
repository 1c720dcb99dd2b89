"""The theme of the repository and a whole small site in memory, made as the program makes it."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from site_builder.model import Archive, Page
from site_builder.pages import Link, menu, plan_article, plan_pages, plan_static
from site_builder.rendering import Renderer
from site_builder.settings import Settings
from tests.unit.pages.tidewater import GAUGE, MINA, SETTINGS, Given, archive

FOLDER = Path(__file__).parents[3] / "templates"


@cache
def templates() -> dict[str, str]:
    """Read the templates by name."""
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file() and path.relative_to(FOLDER).parts[0] not in ("static", "new", "live", "deploy")
    }


@cache
def renderer() -> Renderer:
    """Give the renderer of the theme."""
    return Renderer(templates())


@cache
def static() -> dict[str, bytes]:
    """Read what is served as it is."""
    return {path.name: path.read_bytes() for path in sorted((FOLDER / "static").iterdir())}


def nav_of(whole: Archive) -> tuple[Link, ...]:
    """Give the menu of an archive."""
    return menu((key for key, shelves in whole.shelves.items() if shelves), SETTINGS)


def article_pages(given: Given, settings: Settings = SETTINGS) -> dict[str, Page]:
    """Plan one article; by path."""
    nav = nav_of(archive(10))
    planned = plan_article(given.article, given.card, given.html, given.source, settings, nav=nav)
    return {page.path: page for page in planned}


def article_html(given: Given, settings: Settings = SETTINGS) -> str:
    """Render the page of one article."""
    return renderer().render(article_pages(given, settings)[given.card.address + "index.html"]).decode()


def list_pages(whole: Archive, settings: Settings = SETTINGS) -> dict[str, Page]:
    """Plan what is not an article's own; by path."""
    return {page.path: page for page in plan_pages(whole, settings, nav=nav_of(whole))}


def site(settings: Settings = SETTINGS, *, number: int = 120) -> dict[str, bytes]:
    """Build a whole site; of the articles only two have their page."""
    whole = archive(number)
    nav = nav_of(whole)
    pages = [*plan_pages(whole, settings, nav=nav), *plan_static(static())]
    for given in (GAUGE, MINA):
        pages += plan_article(given.article, given.card, given.html, given.source, settings, nav=nav)
    return {page.path: renderer().render(page) for page in pages}


class Element:
    """One element of a page, as far as the tests look at it."""

    def __init__(self, tag: str, attributes: dict[str, str], above: tuple["Element", ...]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.above = above
        self.text = ""


class _Reader(HTMLParser):
    _VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.elements.append(element)
        if tag not in self._VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def elements(html: str) -> list[Element]:
    """Read a page into its elements, in document order; a tag out of place fails."""
    reader = _Reader()
    reader.feed(html)
    assert not reader.open
    return reader.elements

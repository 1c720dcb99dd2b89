"""Extract the addresses in built files (HTML, XML, JSON Feed, robots.txt), with their lines."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

import msgspec

_ATTRIBUTES = frozenset({"href", "src", "poster", "data", "action", "xlink:href"})
_XML_TEXT = frozenset({"loc", "link", "url", "uri"})
"""Elements of sitemaps and feeds whose text is an address."""
_JSON_KEYS = ("home_page_url", "feed_url", "next_url", "url", "external_url")
_SITEMAP = re.compile(r"(?i)[ \t]*sitemap[ \t]*:[ \t]*(\S+)")


class Reference(msgspec.Struct, frozen=True, array_like=True):
    """An address as a built file has it."""

    line: int
    """Of the built file, counted from 1."""
    target: str


class FileReferences(msgspec.Struct, frozen=True, array_like=True):
    """The links of one built file, each target once, and the ids that others can link to."""

    references: tuple[Reference, ...]
    ids: tuple[str, ...] = ()
    fault: tuple[int, str] | None = None
    """Line and words, where the file is not what its name says."""


def extract_references(name: str, text: str) -> FileReferences:
    """Extract the references of a built file; its name tells its kind."""
    if name.endswith(".html"):
        return _html(text)
    if name.endswith(".xml"):
        return _xml(text)
    if name.endswith("feed.json"):
        return _json(text)
    if name == "robots.txt":
        lines = enumerate(text.split("\n"), 1)
        return FileReferences(
            tuple(Reference(line, hit[1]) for line, each in lines if (hit := _SITEMAP.match(each)))
        )
    return FileReferences(())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.targets: dict[str, int] = {}
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.ids.append(value)
            elif name in _ATTRIBUTES:
                self.targets.setdefault(value.strip(), self.getpos()[0])
            elif name == "srcset":
                for each in value.split(","):
                    self.targets.setdefault((each.split() or [""])[0], self.getpos()[0])


def _html(text: str) -> FileReferences:
    page = _Page()
    page.feed(text)
    page.close()
    return FileReferences(_references(page.targets), tuple(page.ids))


def _references(targets: dict[str, int]) -> tuple[Reference, ...]:
    return tuple(Reference(line, target) for target, line in targets.items())


def _xml(text: str) -> FileReferences:
    targets: dict[str, int] = {}
    words: list[str] = []
    parser = expat.ParserCreate()

    def start(_name: str, attributes: dict[str, str]) -> None:
        words.clear()
        for key in _ATTRIBUTES & attributes.keys():
            targets.setdefault(attributes[key].strip(), parser.CurrentLineNumber)

    def end(name: str) -> None:
        address = "".join(words).strip()
        if address and name in _XML_TEXT:
            targets.setdefault(address, parser.CurrentLineNumber)
        words.clear()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words.append
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        return FileReferences(
            _references(targets), (), (error.lineno, f"is not XML: {expat.ErrorString(error.code)}")
        )
    return FileReferences(_references(targets))


def _json(text: str) -> FileReferences:
    try:
        feed = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        return FileReferences((), (), (1, f"is not JSON: {error}"))
    return FileReferences(_references(dict.fromkeys(_addresses(feed), 1)))


def _addresses(feed: Any) -> Iterator[str]:
    items = feed.get("items", ()) if isinstance(feed, dict) else ()
    for table in (feed, *items):
        for key in _JSON_KEYS:
            value = table.get(key) if isinstance(table, dict) else None
            if isinstance(value, str):
                yield value

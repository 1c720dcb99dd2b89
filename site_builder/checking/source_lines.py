"""Locate the line of an article that an address on its page comes from."""

import codecs
import os
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from site_builder.checking.references import Reference
from site_builder.disk import open_source, readable
from site_builder.engine import Site
from site_builder.model import Source

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_MAX_SEARCHES_PER_ARTICLE = 500
"""So that a hundred thousand dead links in a large file cannot stall a check."""


def line_of(text: str, address: str) -> int | None:
    """Locate the 1-based line on which an address stands, in any of the spellings that lead there.

    `text` has its lines ended by `\n` and no backslashes, which Markdown puts before marks.
    """
    for spelling in _spellings(address):
        place = text.find(spelling)
        if place >= 0:
            return text.count("\n", 0, place) + 1
    return None


def _spellings(address: str) -> Iterator[str]:
    address = address.replace("\\", "")
    yield address
    yield unquote(address)
    yield escape(address)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if "xn--" in host:
            host = host.encode("ascii").decode("idna")
        if host:
            yield f"{host}{unquote(parts.path)}".rstrip("/")
        elif parts.fragment:
            # Pages of the site itself name files, whose addresses differ; the place in them is the same.
            yield f"#{parts.fragment})"
    except ValueError:
        return


class SourceLines:
    """Locates links in the sources, or in built pages where no source has them."""

    def __init__(self, site: Site, sources: Mapping[str, str]) -> None:
        """`sources` maps the page of every article and own page to the path of its source."""
        self._site = site
        self._sources = sources
        self._texts: dict[str, str] = {}
        self._searches = 0

    def locate(self, page: str, reference: Reference) -> tuple[str, int | None]:
        """Return file and line for a message about a link on a built page."""
        path = self._sources.get(page)
        text = self._text(path) if path is not None else ""
        if path is not None and self._searches < _MAX_SEARCHES_PER_ARTICLE:
            self._searches += 1
            line = line_of(text, reference.target)
            if line is not None:
                return readable(os.path.join(self._site.display_path, path)), line
        return page, reference.line

    def _text(self, path: str) -> str:
        if path not in self._texts:
            # One article after the other is asked for, so one text is enough to keep.
            self._texts.clear()
            self._searches = 0
            limit = self._site.settings.limits.file_bytes
            source = open_source(
                Path(self._site.content), path, display_path=self._site.display_path, limit=limit
            )
            self._texts[path] = _decoded(source, self._site.settings.encoding)
        return self._texts[path]


def _decoded(source: object, encoding: str) -> str:
    if not isinstance(source, Source):
        return ""
    marked = next((name for mark, name in _MARKS if source.data.startswith(mark)), encoding)
    text = source.data.decode(marked, "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "")

"""Citations in the formats that reference managers read: of one article or a short list on its page, of a longer list
as one file."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Card
from site_builder.pages.context import absolute
from site_builder.pages.humanize import day, one_line
from site_builder.pages.planned import PlannedPage
from site_builder.settings import Settings
from site_builder.wording import slug

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
}
_TEX_MARK = lazy_pattern(r"[\\~^&%$#_{}]")
# An address in BibTeX may not close its braces; everything else is read as it stands.
_URL_MARK = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C", ord(" "): "%20"}


class Citation(msgspec.Struct, frozen=True):
    """What every format says, each in its way."""

    key: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    date: str
    url: str
    language: str
    note: str


def citation(card: Card, settings: Settings) -> Citation:
    """Gather what can be cited of an article; nothing is invented, so most of it may be empty."""
    metadata = card.metadata
    first = " ".join(
        filter(None, (metadata.source, day(metadata.source_date) if metadata.source_date else None))
    )
    return Citation(
        key=slug(card.address.removeprefix("articles/").rstrip("/")),
        title=one_line(card.title),
        authors=tuple(one_line(name) for name in metadata.byline),
        publisher=one_line(metadata.publisher or metadata.source or ""),
        date=metadata.date or metadata.source_date or "",
        url=absolute(settings, card.address) or one_line(metadata.source_url or ""),
        language=metadata.language or "",
        note=one_line(f"First published: {first}") if first else "",
    )


def csl_json(cited: Citation) -> str:
    """Encode a citation as an item of CSL-JSON; names stay whole, as `literal`."""
    item: dict[str, Any] = {"id": cited.key, "type": "article-newspaper", "title": cited.title}
    if cited.authors:
        item["author"] = [{"literal": name} for name in cited.authors]
    if cited.date:
        item["issued"] = {"date-parts": [[int(part) for part in cited.date.split("-")]]}
    more = {
        "container-title": cited.publisher,
        "URL": cited.url,
        "language": cited.language,
        "note": cited.note,
    }
    item.update((name, value) for name, value in more.items() if value)
    return msgspec.json.encode(item).decode()


def bibtex(cited: Citation) -> str:
    """Encode a citation as a BibTeX entry; names stay whole, in braces of their own."""
    year, _, rest = cited.date.partition("-")
    fields = (
        ("title", f"{{{_tex(cited.title)}}}"),
        ("author", " and ".join(f"{{{_tex(name)}}}" for name in cited.authors)),
        ("howpublished", _tex(cited.publisher)),
        ("year", year),
        ("month", rest[:2].lstrip("0")),
        ("date", cited.date),
        ("url", cited.url.translate(_URL_MARK)),
        ("language", cited.language),
        ("note", _tex(cited.note)),
    )
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
    return f"@misc{{{cited.key},\n{lines}\n}}\n"


def ris(cited: Citation) -> str:
    """Encode a citation as a RIS record; its lines end as the format wants them."""
    parts = [*cited.date.split("-"), "", ""][:3] if cited.date else []
    fields = (
        ("TY", "NEWS"),
        ("TI", cited.title),
        *(("AU", name) for name in cited.authors),
        ("T2", cited.publisher),
        ("PY", cited.date[:4]),
        ("DA", "/".join(parts) + "/" if parts else ""),
        ("UR", cited.url),
        ("LA", cited.language),
        ("N1", cited.note),
    )
    lines = [f"{name}  - {value}" for name, value in fields if value]
    return "\r\n".join([*lines, "ER  - "]) + "\r\n"


def _tex(text: str) -> str:
    return _TEX_MARK.sub(lambda mark: _TEX[mark[0]], text)


class CitationFormat(msgspec.Struct, frozen=True):
    """One format of citations."""

    name: str
    suffix: str
    """Of the file that cites a list."""
    encode: Callable[[Citation], str]
    opening: str = ""
    separator: str = ""
    """Stands between the citations of a list."""
    closing: str = ""

    def one(self, cited: Citation) -> str:
        """Encode the citation of one article as a whole file has it."""
        return f"{self.opening}{self.encode(cited)}{self.closing}"


CITATION_FORMATS = (
    CitationFormat("BibTeX", "bib", bibtex, separator="\n"),
    CitationFormat("RIS", "ris", ris),
    CitationFormat("CSL", "json", csl_json, opening="[", separator=",\n", closing="]"),
)
"""Adding a format takes a row here and a function that encodes one citation."""


def citation_name(kind: CitationFormat) -> str:
    """Return the name of the file that cites a list."""
    return f"citations.{kind.suffix}"


class CitationView(msgspec.Struct, frozen=True, gc=False):
    """The citation of an article, or those of a list, in one format."""

    name: str
    text: str


CITED_BY_FILE = 20
"""Articles from which on a list has files that cite it; what cites fewer stands on its page, a kilobyte for each."""
_MOST_KEPT = 20_000
"""Articles whose citations are kept, of a kilobyte each; an article stands in some eight lists."""


class ListCitations:
    """Citations of articles, encoded once for all the lists that an article stands in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._encoded: dict[str, tuple[bytes, ...]] = {}

    def files(self, cards: Sequence[Card], folder: str) -> Iterator[PlannedPage]:
        """Yield the files that cite every article of a list, one per format; none for a short list."""
        if len(cards) < CITED_BY_FILE:
            return
        for number, kind in enumerate(CITATION_FORMATS):
            path = f"{folder}{citation_name(kind)}"
            yield PlannedPage(
                path, "", f"citations of {folder}", cards, partial(self._joined, kind, number, cards)
            )

    def texts(self, cards: Sequence[Card]) -> tuple[CitationView, ...]:
        """Return what cites every article of a list in each format, as the files would have it."""
        return tuple(
            CitationView(kind.name, self._joined(kind, number, cards).decode())
            for number, kind in enumerate(CITATION_FORMATS)
        )

    def _joined(self, kind: CitationFormat, number: int, cards: Sequence[Card]) -> bytes:
        items = kind.separator.encode().join([self._of(card)[number] for card in cards])
        return kind.opening.encode() + items + kind.closing.encode()

    def _of(self, card: Card) -> tuple[bytes, ...]:
        """Encode the citation of an article in every format."""
        encoded = self._encoded.get(card.address)
        if encoded is None:
            if len(self._encoded) >= _MOST_KEPT:
                self._encoded.clear()
            cited = citation(card, self._settings)
            encoded = tuple(kind.encode(cited).encode("utf-8", "replace") for kind in CITATION_FORMATS)
            self._encoded[card.address] = encoded
        return encoded

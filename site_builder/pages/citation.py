"""Write the citation of one article in the formats that reference managers read."""

import re
from typing import Any

import msgspec

from site_builder.model import Article, Card
from site_builder.pages.context import absolute
from site_builder.pages.humanize import day, one_line
from site_builder.settings import Settings
from site_builder.wording import slug

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
}
_TEX_MARK = re.compile(r"[\\~^&%$#_{}]")
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


def citation(article: Article, card: Card, settings: Settings) -> Citation:
    """Gather what can be cited; nothing is invented, so most of it may be empty."""
    known = card.metadata
    first = " ".join(filter(None, (known.source, day(known.source_date) if known.source_date else None)))
    return Citation(
        key=slug(card.address.removeprefix("articles/").rstrip("/")),
        title=one_line(card.title),
        authors=tuple(one_line(name) for name in known.byline),
        publisher=one_line(known.publisher or known.source or ""),
        date=known.date or known.source_date or "",
        url=absolute(settings, card.address) or one_line(known.source_url or ""),
        language=known.language or "",
        note=one_line(f"First published: {first}") if first else "",
    )


def csl_json(cited: Citation) -> bytes:
    """Give CSL-JSON: a list of one item; names stay whole, as `literal`."""
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
    return msgspec.json.encode([item])


def bibtex(cited: Citation) -> bytes:
    """Give a BibTeX entry; names stay whole, in braces of their own."""
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
    return f"@misc{{{cited.key},\n{lines}\n}}\n".encode("utf-8", "replace")


def ris(cited: Citation) -> bytes:
    """Give a RIS record; its lines end as the format wants them."""
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
    return ("\r\n".join([*lines, "ER  - "]) + "\r\n").encode("utf-8", "replace")


def _tex(text: str) -> str:
    return _TEX_MARK.sub(lambda mark: _TEX[mark[0]], text)

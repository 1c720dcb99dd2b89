"""Omnivore: its export, an archive with `metadata_….json` and `highlights/….md`, and answers of its interface."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from site_builder.exchange.foreign_note import (
    ForeignNote,
    Format,
    UnreadableError,
    kind_of,
    read_json,
    tables,
    tags_of,
    text_of,
)

_MAX_BYTES = 200_000_000
"""Bytes of an archive's files together, unpacked."""
_QUOTE = re.compile(r"(?:^>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_LABEL = re.compile(r"(?:^|\s)#([\w\-]+)")


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the highlights of an export or an answer."""
    if data[:2] == b"PK":
        yield from _archive(data)
        return
    articles = list(_articles(read_json(data), 0))
    if not articles:
        raise UnreadableError("this holds no article with highlights")
    for article in articles:
        for highlight in tables(article["highlights"]):
            yield _highlight(article, highlight)


def _articles(value: object, depth: int) -> Iterator[dict[str, Any]]:
    for item in tables(value) if depth < 8 else ():
        if isinstance(item.get("highlights"), list):
            yield item
            continue
        for each in item.values():
            if isinstance(each, list | dict):
                yield from _articles(each, depth + 1)


def _highlight(article: dict[str, Any], highlight: dict[str, Any]) -> ForeignNote:
    text, quote = text_of(highlight.get("annotation")), text_of(highlight.get("quote"))
    return ForeignNote(
        **_origin(article),
        quote=quote,
        prefix=text_of(highlight.get("prefix")),
        suffix=text_of(highlight.get("suffix")),
        text=text,
        kind=kind_of(text),
        date=text_of(highlight.get("createdAt")) or text_of(highlight.get("highlightedAt")),
        tags=tags_of(highlight.get("labels") or []),
        id=text_of(highlight.get("id")),
        unplaceable="" if quote.strip() else "it is about a page as a whole",
    )


def _origin(article: dict[str, Any]) -> dict[str, Any]:
    names = ("originalArticleUrl", "originalUrl", "url", "pageUrl")
    return {
        "addresses": tuple(filter(None, (text_of(article.get(name)) for name in names))),
        "title": text_of(article.get("title")),
    }


def _archive(data: bytes) -> Iterator[ForeignNote]:
    """Yield the highlights of an export; nothing of it is written anywhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > _MAX_BYTES:
                raise UnreadableError("the archive is too large")
            files = {
                info.filename: archive.read(info)
                for info in infos
                if info.filename.endswith((".json", ".md"))
            }
    # RuntimeError is a password, NotImplementedError a compression that Python does not know.
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise UnreadableError(f"this is not a zip archive: {error}") from error
    articles = {}
    for name, content in sorted(files.items()):
        if name.endswith(".json"):
            for article in tables(_parsed(content)):
                articles[text_of(article.get("slug"))] = article
    for name, content in sorted(files.items()):
        folder, _, file = name.rpartition("/")
        if folder.endswith("highlights"):
            article = articles.get(file.removesuffix(".md"), {})
            yield from _in_markdown(article, content.decode("utf-8", "replace"))


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise UnreadableError(f"a file of the archive is not JSON: {error}") from error


def _in_markdown(article: dict[str, Any], text: str) -> Iterator[ForeignNote]:
    """Yield the quotations of a file, each with the text behind it."""
    quotes = list(_QUOTE.finditer(text))
    ends = [*(match.start() for match in quotes[1:]), len(text)]
    for match, end in zip(quotes, ends, strict=True):
        quote = "\n".join(line[1:].strip() for line in match[0].splitlines()).strip()
        tags = (
            tags_of(_LABEL.findall(quote.rpartition("\n")[2]))
            if quote.rpartition("\n")[2].startswith("#")
            else ()
        )
        if tags:
            quote = quote.rpartition("\n")[0].strip()
        words = text[match.end() : end].strip()
        yield ForeignNote(**_origin(article), quote=quote, text=words, kind=kind_of(words), tags=tags)


FORMAT = Format(read)

"""Omnivore: its export, an archive with `metadata_….json` and `highlights/….md`, and answers of its interface."""

import io
import json
import re
import zipfile
from collections.abc import Container, Iterator
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
_QUOTE = re.compile(r"^>[^\n]*(?:\n(?!\s*(?:\n|\Z))[^\n]*)*", re.MULTILINE)
"""A quotation, whose lines after the first may lack the `>`, up to an empty line."""
_END_OF_PAGE_NOTE = "\n\n\n\n"
_END_OF_LAST_PAGE_NOTE = "\n\n"
_ON_PAGE = "it is about a page as a whole"


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
        unplaceable="" if quote.strip() else _ON_PAGE,
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
    labels = {label for article in articles.values() for label in tags_of(article.get("labels") or [])}
    for name, content in sorted(files.items()):
        folder, _, file = name.rpartition("/")
        if folder.endswith("highlights"):
            article = articles.get(file.removesuffix(".md"), {})
            yield from _in_markdown(article, content.decode("utf-8", "replace"), labels)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise UnreadableError(f"a file of the archive is not JSON: {error}") from error


def _in_markdown(article: dict[str, Any], text: str, labels: Container[str]) -> Iterator[ForeignNote]:
    """Yield the highlights of a file, each with its labels and its note, and what is said of the page as a whole.

    A note on the page ends with an empty line more than others, and nothing else tells it from the note above it.
    """
    origin = _origin(article)
    quotes = list(_QUOTE.finditer(text))
    first = quotes[0].start() if quotes else len(text)
    ends = [*(match.start() for match in quotes[1:]), len(text)]
    on_page = [text[:first].strip()]
    for match, end in zip(quotes, ends, strict=True):
        said = text[match.end() : end]
        paragraphs = [part.strip() for part in said.split("\n\n") if part.strip()]
        tags = _labels(paragraphs[0], labels) if paragraphs else ()
        paragraphs = paragraphs[bool(tags) :]
        if said.endswith(_END_OF_PAGE_NOTE if end < len(text) else _END_OF_LAST_PAGE_NOTE) and paragraphs:
            kept = int(len(paragraphs) > 1)
            on_page.append("\n\n".join(paragraphs[kept:]))
            paragraphs = paragraphs[:kept]
        words = "\n\n".join(paragraphs)
        quote = "\n".join(line.removeprefix(">").strip() for line in match[0].splitlines()).strip()
        yield ForeignNote(**origin, quote=quote, text=words, kind=kind_of(words), tags=tags)
    for words in filter(None, on_page):
        yield ForeignNote(**origin, text=words, unplaceable=_ON_PAGE)


def _labels(paragraph: str, labels: Container[str]) -> tuple[str, ...]:
    """Return the labels of a highlight; nothing where a paragraph is a note that only begins with `#`."""
    if "\n" in paragraph or not paragraph.startswith("#"):
        return ()
    names = [name.strip() for name in re.split(r"(?:^|\s)#", paragraph)[1:]]
    is_label = all(name and (name in labels or not re.search(r"\s", name)) for name in names)
    return tuple(dict.fromkeys(names)) if is_label else ()


FORMAT = Format(read)

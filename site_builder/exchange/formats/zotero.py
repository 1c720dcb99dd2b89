"""Zotero: annotations of snapshots, in its JSON (of its interface and of Better BibTeX) and its RDF."""

import json
import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

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

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_CITED = r'\s*<span class="citation"[^>]*>.*?</span>'
_HIGHLIGHT = re.compile(
    r'<span class="(?:highlight|underline)"(?: data-annotation="([^"]*)")?[^>]*>(.*?)</span>'
    rf"(?:{_CITED}\)?</span>|{_CITED})?(.*?)(?=</p>|\Z)",
    re.DOTALL,
)
_MARK = re.compile(r"</?(?:i|b|u|sub|sup|span|p|div|br)(?:\s[^<>]*)?/?>", re.IGNORECASE)
"""What texts of annotations may have of HTML."""
_EMPHASIS = {"i": "*", "b": "**"}
_TAG = re.compile(r"<[^>]*>")
_QUOTES = "“”\"'‘’"


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the annotations of a file."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        yield from _rdf(data)
        return
    content = read_json(data)
    items = content.get("items", []) if isinstance(content, dict) else content
    entries = [_data(item) for item in tables(items)]
    by_key = {text_of(entry.get("key")): entry for entry in entries}
    found = [*_flat(entries, by_key), *_nested(entries)]
    if not found and not entries:
        raise UnreadableError("this holds no items")
    yield from found


def _data(item: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an item, which the interface has one level down."""
    inner = item.get("data")
    return {"key": item.get("key"), **inner} if isinstance(inner, dict) else item


def _flat(entries: list[dict[str, Any]], by_key: dict[str, dict[str, Any]]) -> Iterator[ForeignNote]:
    for entry in entries:
        if entry.get("itemType") == "annotation":
            chain = [entry]
            while (parent := by_key.get(text_of(chain[-1].get("parentItem")))) and parent not in chain:
                chain.append(parent)
            yield _note(entry, chain[1:])


def _nested(entries: list[dict[str, Any]]) -> Iterator[ForeignNote]:
    for entry in entries:
        for attachment in tables(entry.get("attachments") or []):
            for annotation in tables(attachment.get("annotations") or []):
                yield _note(annotation, [attachment, entry])
        for note in tables(entry.get("notes") or []):
            yield from _in_html(
                text_of(note.get("note")), (text_of(entry.get("url")),), text_of(entry.get("title"))
            )
        if entry.get("itemType") != "annotation":
            for annotation in tables(entry.get("annotations") or []):
                yield _note(annotation, [entry])


def _note(annotation: dict[str, Any], above: list[dict[str, Any]]) -> ForeignNote:
    quote = _MARK.sub("", text_of(annotation.get("annotationText")))
    text = _MARK.sub(_as_markdown, text_of(annotation.get("annotationComment")))
    return ForeignNote(
        addresses=tuple(dict.fromkeys(filter(None, (text_of(item.get("url")) for item in above)))),
        title=next((title for item in reversed(above) if (title := text_of(item.get("title")))), ""),
        quote=quote,
        text=text,
        kind=kind_of(text),
        by=text_of(annotation.get("annotationAuthorName")),
        date=text_of(annotation.get("dateAdded")).replace(" ", "T", 1),
        tags=tags_of(annotation.get("tags") or [], "tag"),
        id=text_of(annotation.get("key")),
        unplaceable="" if quote.strip() else "it quotes no words",
    )


def _as_markdown(tag: re.Match[str]) -> str:
    """Return the Markdown of a tag in a comment; nothing where it has none."""
    return _EMPHASIS.get(tag[0].strip("</>").lower(), "")


def _rdf(data: bytes) -> Iterator[ForeignNote]:
    """Yield the annotations of RDF: those in notes made of annotations, beside the item they belong to."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableError("this has a document type, which no export has")
    try:
        root = Xml.fromstring(data)
    except Xml.ParseError as error:
        raise UnreadableError(f"this is not XML: {error}") from error
    owners: dict[str, tuple[tuple[str, ...], str]] = {}
    memos: dict[str, str] = {}
    for element in root:
        about = element.get(f"{_RDF}about", "")
        if _name(element) == "Memo":
            memos[about] = "".join(
                text for child in element if _name(child) == "value" for text in child.itertext()
            )
            continue
        addresses = (
            about,
            *(text for each in element.iter() if _name(each) == "value" and (text := each.text or "")),
        )
        title = next((child.text or "" for child in element if _name(child) == "title"), "")
        for child in element:
            if _name(child) in ("isReferencedBy", "link"):
                web = tuple(address for address in addresses if address.startswith("http"))
                owners[child.get(f"{_RDF}resource", "")] = web, title
    for about, note in memos.items():
        yield from _in_html(note, *owners.get(about, ((), "")))


def _name(element: Xml.Element) -> str:
    return element.tag.rpartition("}")[2]


def _in_html(note: str, addresses: tuple[str, ...], title: str) -> Iterator[ForeignNote]:
    """Yield the annotations that a note of Zotero quotes, each with the comment behind it."""
    for described, quote, comment in _HIGHLIGHT.findall(note):
        facts = _facts(described)
        words = _plain(quote)
        text = _plain(comment)
        yield ForeignNote(
            addresses=tuple(filter(None, (*addresses, text_of(facts.get("uri"))))),
            title=title,
            quote=words[1:-1] if len(words) > 1 and words[0] in _QUOTES and words[-1] in _QUOTES else words,
            text=text,
            kind=kind_of(text),
            id=text_of(facts.get("annotationKey")),
        )


def _facts(described: str) -> dict[str, Any]:
    try:
        facts = json.loads(unquote(unescape(described))) if described else {}
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


FORMAT = Format(read)

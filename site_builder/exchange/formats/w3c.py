"""W3C Web Annotations: single ones, lists, pages and collections of them, in JSON-LD."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from site_builder.exchange.foreign_note import (
    ExportedNote,
    ForeignNote,
    Format,
    UnreadableError,
    kind_of,
    read_json,
    tables,
    tags_of,
    text_of,
)
from site_builder.model import NoteKind
from site_builder.pages import described

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_MOTIVATIONS = {"questioning": NoteKind.QUESTION, "highlighting": NoteKind.HIGHLIGHT}
_HOLDERS = ("first", "items", "@graph", "rows", "next")
_MAX_DEPTH = 6
_OPENING = "schema:name"
"""On the quote of a whole block: the words by which the notes file names it."""
_OWN_ID = re.compile(r"#note-[0-9a-f]{8}(?:-\d+)?$")


def read(data: bytes) -> Iterator[ForeignNote]:
    """Yield the notes of a file."""
    annotations = list(_annotations(read_json(data), 0))
    if not annotations:
        raise UnreadableError("this holds no annotation")
    yield from map(_note, annotations)


def _annotations(value: object, depth: int) -> Iterator[dict[str, Any]]:
    for item in tables(value) if depth < _MAX_DEPTH else ():
        if "target" in item:
            yield item
            continue
        for key in _HOLDERS:
            if isinstance(item.get(key), list | dict):
                yield from _annotations(item[key], depth + 1)


def _note(item: dict[str, Any]) -> ForeignNote:
    bodies = list(_bodies(item.get("body", item.get("bodyValue", []))))
    target, selector = _target(item)
    words = _passage(selector)
    text = "\n\n".join(filter(None, (_words(body) for body in bodies)))
    by_motivation = next(
        (kind for name, kind in _MOTIVATIONS.items() if name in _names(item.get("motivation"))), None
    )
    stated = next((kind for body in bodies if (kind := _kind(body))), None)
    return ForeignNote(
        addresses=_addresses(item, target),
        text=text,
        kind=stated
        or (by_motivation if text or by_motivation is NoteKind.HIGHLIGHT else None)
        or kind_of(text),
        by=_creator(item.get("creator")),
        date=text_of(item.get("created")),
        tags=tags_of(body.get("value") for body in _with_purpose(bodies, "tagging")),
        link=next((text_of(body.get("source")) for body in _with_purpose(bodies, "linking")), ""),
        id=text_of(item.get("canonical")) or _foreign_id(text_of(item.get("id"))),
        unplaceable="" if words else "it has no selector with a quote",
        **words,
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _bodies(value: object) -> Iterator[Any]:
    """Yield bodies: all of a set, and of a choice the first, which is the one to show."""
    for body in _listed(value):
        items = body.get("items") if isinstance(body, dict) else None
        if not isinstance(items, list) or "value" in body:
            yield body
        elif items:
            yield from items[:1] if body.get("type") == "Choice" else items


def _members(value: object) -> Iterator[dict[str, Any]]:
    """Yield targets, those of sets of them included."""
    for target in tables(value):
        yield from tables(target["items"]) if isinstance(target.get("items"), list) else [target]


def _names(value: object) -> list[str]:
    return [text_of(each) for each in _listed(value)]


def _with_purpose(bodies: Sequence[object], purpose: str) -> Iterator[dict[str, Any]]:
    return (body for body in bodies if isinstance(body, dict) and purpose in _purposes(body))


def _foreign_id(name: str) -> str:
    """Return an id; nothing for one that this program has made from the words."""
    return "" if _OWN_ID.search(name) else name


def _purposes(body: Mapping[str, Any]) -> list[str]:
    return _names(body.get("purpose"))


def _words(body: object) -> str:
    """Return the text of a body; tags and links are no text."""
    if isinstance(body, str):
        return body if not body.startswith(("http://", "https://")) else ""
    if not isinstance(body, dict) or {"tagging", "linking", "classifying"} & set(_purposes(body)):
        return ""
    return text_of(body.get("value", body.get("chars")))


def _kind(body: object) -> NoteKind | None:
    if isinstance(body, dict) and "classifying" in _purposes(body) and body.get("value") in list(NoteKind):
        return NoteKind(body["value"])
    return None


def _creator(value: object) -> str:
    for each in _listed(value):
        if isinstance(each, str):
            return each
        if isinstance(each, dict):
            name = each.get("name", each.get("nickname", each.get("id")))
            return text_of(name[0] if isinstance(name, list) and name else name)
    return ""


def _target(item: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the target whose selector quotes words, of several the last: ours have the source before the page."""
    best: tuple[dict[str, Any], list[dict[str, Any]]] = {}, []
    for target in _members(item.get("target", [])):
        selectors = list(_selectors(target.get("selector", []), 0))
        if _passage(selectors) or not best[0]:
            best = target, selectors
    return best


def _selectors(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """Yield selectors and those that refine them."""
    for selector in tables(value) if depth < _MAX_DEPTH else ():
        yield selector
        if "refinedBy" in selector:
            yield from _selectors(selector["refinedBy"], depth + 1)
        if selector.get("type") == "Choice":
            yield from _selectors(selector.get("items", []), depth + 1)


def _passage(selectors: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return what a note quotes, by fields; nothing where it quotes no words."""
    for selector in selectors:
        start, end = selector.get("startSelector"), selector.get("endSelector")
        if selector.get("type") == "RangeSelector" and isinstance(start, dict) and isinstance(end, dict):
            first, last = text_of(start.get("exact")), text_of(end.get("exact"))
            if first and last:
                edges = {"prefix": text_of(start.get("prefix")), "suffix": text_of(end.get("suffix"))}
                return {"first": first, "last": last, **edges}
    for selector in selectors:
        if selector.get("type") == "TextQuoteSelector" and text_of(selector.get("exact")):
            if opening := text_of(selector.get(_OPENING)):
                return {"block": opening}
            return {
                "quote": text_of(selector.get("exact")),
                "prefix": text_of(selector.get("prefix")),
                "suffix": text_of(selector.get("suffix")),
            }
    return {}


def _addresses(item: dict[str, Any], target: dict[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for value in (target, *_listed(item.get("target", [])), *_members(item.get("target", []))):
        source = value.get("source", value.get("id")) if isinstance(value, dict) else value
        source = source.get("id", source.get("@id")) if isinstance(source, dict) else source
        if isinstance(source, str):
            found.append(source)
    return tuple(dict.fromkeys(found))


def write(notes: Sequence[ExportedNote], title: str) -> str:
    """Return a collection of annotations."""
    items = [_annotation(exported) for exported in notes]
    collection = {
        "@context": _CONTEXT,
        "id": "urn:site-builder:notes",
        "type": "AnnotationCollection",
        "label": title,
        "total": len(items),
        "first": {
            "id": "urn:site-builder:notes:1",
            "type": "AnnotationPage",
            "partOf": "urn:site-builder:notes",
            "startIndex": 0,
            "items": items,
        },
    }
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _annotation(exported: ExportedNote) -> dict[str, Any]:
    """Return the annotation of a note; of a lost one with the quote it has and no position."""
    note = exported.note
    item: dict[str, Any] = dict(exported.annotation)
    if not item:
        item = {"id": f"{exported.page}#note-{note.name}", "type": "Annotation", **described(note)}
    item["id"] = f"{exported.page}#note-{note.name}"
    if note.has_id:
        item["canonical"] = note.id
    if not exported.annotation:
        item["target"] = [{"type": "SpecificResource", "source": exported.page, "selector": [_own(exported)]}]
        return item
    source, page = (dict(target) for target in exported.annotation["target"])
    if note.block:
        quote, *others = page["selector"]
        page["selector"] = [{**quote, _OPENING: note.block}, *others]
    else:
        own = _own(exported)
        page["selector"] = [own, *(each for each in page["selector"] if each != own)]
    page["source"] = exported.page
    source["source"] = exported.page.removesuffix("index.html") + "article.md"
    return {**item, "target": [source, page]}


def _own(exported: ExportedNote) -> dict[str, Any]:
    """Return the selector of what the notes file quotes, which comes back as it was."""
    note = exported.note
    if note.first:
        return {
            "type": "RangeSelector",
            "startSelector": {"type": "TextQuoteSelector", "exact": note.first, **_given(prefix=note.prefix)},
            "endSelector": {"type": "TextQuoteSelector", "exact": note.last, **_given(suffix=note.suffix)},
        }
    return {
        "type": "TextQuoteSelector",
        "exact": note.quote or exported.quote,
        **_given(prefix=note.prefix, suffix=note.suffix),
        **({_OPENING: note.block} if note.block else {}),
    }


def _given(**texts: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


FORMAT = Format(read, write)

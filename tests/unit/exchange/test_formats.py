"""Read and write notes as other programs have them: text in, notes out."""

import io
import json
import zipfile
from typing import Any

import pytest

from site_builder.exchange import UnreadableError, format_named
from site_builder.exchange.foreign_note import ForeignNote
from site_builder.exchange_names import EXPORTS, IMPORTS
from site_builder.model import NoteKind

URL = "https://skerry.example/gauge"
QUOTE = "The float had caught on a bolt"


def read(name: str, content: Any) -> list[ForeignNote]:
    data = (
        content
        if isinstance(content, bytes)
        else content
        if isinstance(content, str)
        else json.dumps(content)
    )
    reader = format_named(name).read
    assert reader
    return list(reader(data if isinstance(data, bytes) else data.encode()))


HYPOTHESIS = {
    "id": "AbC_d-12",
    "created": "2021-03-04T10:20:30.123456+00:00",
    "updated": "2021-03-05T10:20:30.123456+00:00",
    "user": "acct:ada@hypothes.is",
    "uri": URL,
    "text": "A *week* earlier.",
    "tags": ["tides"],
    "document": {"title": ["The gauge"]},
    "target": [
        {
            "source": URL,
            "selector": [
                {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]"},
                {"type": "TextPositionSelector", "start": 10, "end": 40},
                {"type": "TextQuoteSelector", "exact": QUOTE, "prefix": "computer. ", "suffix": " at half"},
            ],
        }
    ],
}


@pytest.mark.parametrize("holder", ["rows", "annotations"])
def test_hypothesis_answers_and_exports_are_read(holder: str) -> None:
    reply = {**HYPOTHESIS, "id": "r", "references": ["AbC_d-12"]}
    page_note = {**HYPOTHESIS, "id": "p", "target": [{"source": URL}]}

    note, answer, page = read("hypothesis", {"total": 3, holder: [HYPOTHESIS, reply, page_note]})

    assert (note.id, note.by, note.date) == ("AbC_d-12", "ada", "2021-03-04T10:20:30.123456+00:00")
    assert (note.quote, note.prefix, note.suffix) == (QUOTE, "computer. ", " at half")
    assert (note.text, note.tags, note.addresses) == ("A *week* earlier.", ("tides",), (URL,))
    assert note.kind is NoteKind.COMMENT
    assert "reply" in answer.unplaceable
    assert "page" in page.unplaceable


W3C = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "id": "http://notes.example/7",
    "type": "Annotation",
    "motivation": "questioning",
    "creator": {"type": "Person", "name": "Ada"},
    "created": "2021-03-04T10:20:30Z",
    "body": [
        {"type": "TextualBody", "value": "Who says so?", "purpose": "commenting"},
        {"type": "TextualBody", "value": "tides", "purpose": "tagging"},
    ],
    "target": {
        "source": URL,
        "selector": {
            "type": "FragmentSelector",
            "value": "x",
            "refinedBy": {"type": "TextQuoteSelector", "exact": QUOTE, "prefix": "computer. "},
        },
    },
}


@pytest.mark.parametrize(
    "content",
    [
        W3C,
        [W3C],
        {"type": "AnnotationPage", "items": [W3C]},
        {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [W3C]}},
        {"@graph": [W3C]},
    ],
)
def test_web_annotations_are_read_from_whatever_holds_them(content: Any) -> None:
    (note,) = read("w3c", content)

    assert (note.quote, note.prefix, note.text) == (QUOTE, "computer. ", "Who says so?")
    assert (note.kind, note.by, note.tags) == (NoteKind.QUESTION, "Ada", ("tides",))
    assert (note.id, note.addresses) == ("http://notes.example/7", (URL,))


def test_a_range_between_two_quotes_is_a_long_passage() -> None:
    ends = {"startSelector": {"type": "TextQuoteSelector", "exact": "One"}, "endSelector": {"exact": "ten"}}
    target = {"source": URL, "selector": {"type": "RangeSelector", **ends}}

    (note,) = read("w3c", {**W3C, "target": [URL, target], "body": "Long."})

    assert (note.first, note.last, note.text) == ("One", "ten", "Long.")


def test_a_table_of_readwise_is_read() -> None:
    table = (
        "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at\r\n"
        f'"{QUOTE}",The gauge,Skerry,,"A week, earlier",,"tides,logs",order,1,2021-03-04 10:20:30+00:00\r\n'
    )

    (note,) = read("readwise", table)

    assert (note.quote, note.title, note.text) == (QUOTE, "The gauge", "A week, earlier")
    assert (note.tags, note.date) == (("tides", "logs"), "2021-03-04T10:20:30+00:00")


ANNOTATION = {
    "key": "KEY1",
    "itemType": "annotation",
    "annotationType": "highlight",
    "annotationText": QUOTE,
    "annotationComment": "A week earlier.",
    "tags": [{"tag": "tides"}],
    "dateAdded": "2021-03-04T10:20:30Z",
}
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<bib:Document rdf:about="https://skerry.example/gauge"><dc:title>The gauge</dc:title>
<dcterms:isReferencedBy rdf:resource="#item_3"/></bib:Document>
<bib:Memo rdf:about="#item_3"><rdf:value>&lt;p&gt;&lt;span class="highlight" data-annotation="%7B%22annotationKey%22%3A%22KEY1%22%7D"&gt;“The float had caught on a bolt”&lt;/span&gt; &lt;span class="citation" data-citation="x"&gt;(&lt;span class="citation-item"&gt;Skerry&lt;/span&gt;)&lt;/span&gt; A week earlier.&lt;/p&gt;</rdf:value></bib:Memo>
</rdf:RDF>"""  # noqa: E501


@pytest.mark.parametrize(
    "content",
    [
        {"items": [{"itemType": "webpage", "url": URL, "attachments": [{"annotations": [ANNOTATION]}]}]},
        [
            {"key": "P", "data": {"itemType": "webpage", "url": URL}},
            {"key": "A", "data": {"itemType": "attachment", "parentItem": "P", "url": URL}},
            {"key": "KEY1", "data": {**ANNOTATION, "parentItem": "A"}},
        ],
        RDF,
    ],
    ids=["nested", "interface", "rdf"],
)
def test_annotations_of_zotero_find_their_page(content: Any) -> None:
    (note,) = read("zotero", content)

    assert (note.quote, note.text, note.id) == (QUOTE, "A week earlier.", "KEY1")
    assert URL in note.addresses


def test_omnivore_is_read_from_its_interface_and_its_archive() -> None:
    highlight = {
        "id": "h1",
        "quote": QUOTE,
        "annotation": "Earlier.",
        "labels": [{"name": "tides"}],
        "createdAt": "2021-03-04T10:20:30.000Z",
    }
    article = {"slug": "gauge", "title": "The gauge", "url": URL, "highlights": [highlight]}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata_0_to_1.json", json.dumps([{"slug": "gauge", "url": URL}]))
        archive.writestr("highlights/gauge.md", f"> {QUOTE}\n\nEarlier.\n\n> and another\n")

    (asked,) = read("omnivore", {"data": {"search": {"edges": [{"node": article}]}}})
    exported = read("omnivore", packed.getvalue())

    assert (asked.quote, asked.text, asked.tags, asked.addresses) == (QUOTE, "Earlier.", ("tides",), (URL,))
    assert [(note.quote, note.text, note.addresses) for note in exported] == [
        (QUOTE, "Earlier.", (URL,)),
        ("and another", "", (URL,)),
    ]


def test_highlights_of_karakeep_find_their_bookmark() -> None:
    bookmark = {"id": "b", "title": "The gauge", "content": {"type": "link", "url": URL}}
    highlight = {
        "id": "h",
        "bookmarkId": "b",
        "text": QUOTE,
        "note": "Earlier.",
        "createdAt": "2021-03-04T10:20:30Z",
    }

    (apart,) = read("karakeep", {"bookmarks": [bookmark], "highlights": [highlight]})
    (inside,) = read("karakeep", {"bookmarks": [{**bookmark, "highlights": [highlight]}]})

    assert apart == inside
    assert (apart.quote, apart.text, apart.addresses, apart.id) == (QUOTE, "Earlier.", (URL,), "h")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_plain_table_is_read(separator: str) -> None:
    head = separator.join(("path", "quote", "prefix", "suffix", "text", "tags", "by", "date"))
    row = separator.join(("a.md", QUOTE, "x", "y", '"Earlier; far"', "tides", "Ada", "2021-03-04"))

    (note,) = read("csv", f"\ufeff{head}\n{row}\n")

    assert (note.addresses, note.quote, note.prefix, note.suffix) == (("a.md",), QUOTE, "x", "y")
    assert (note.text, note.tags, note.by, note.date) == ("Earlier; far", ("tides",), "Ada", "2021-03-04")


@pytest.mark.parametrize("name", IMPORTS)
@pytest.mark.parametrize("data", [b"\xff\xfe\xfa", b"{", b"3", b"a,b\n1,2\n", b"<x", b"PK\x03\x04"])
def test_what_is_no_file_of_a_format_is_refused_with_a_reason(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(name, data)


def test_every_format_can_be_used_as_it_is_named() -> None:
    assert all(format_named(name).read for name in IMPORTS)
    assert all(format_named(name).write for name in EXPORTS)

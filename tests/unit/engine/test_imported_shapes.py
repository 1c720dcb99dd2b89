"""Import files in the shapes that other programs write, and import them again."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from site_builder.cli import main

URL = "https://skerry.example/2021/gauge?utm_source=feed"
ARTICLE = """---
source_url: https://www.skerry.example/2021/gauge
---
# The gauge at Holm

By Skerry Press

The float had caught on a *bolt* at half tide, says the [office](https://office.example/).

Nobody looked at the “gauge” — or its log 🙂 — for a year. H~2~O rose, 港务局没有人注意到 it.

The keeper wrote: nothing to report.
"""

# h: an answer of /api/search, as documented; moderation, groups and permissions are passed over.
HYPOTHESIS_ROW: dict[str, Any] = {
    "id": "kGqZbLkhEeuQ1v9",
    "created": "2021-05-03T09:15:02.716841+00:00",
    "updated": "2021-05-03T09:16:40.002219+00:00",
    "user": "acct:merrow@hypothes.is",
    "uri": URL,
    "text": "Which bolt?",
    "tags": ["gauges", "1921"],
    "group": "__world__",
    "permissions": {
        "read": ["group:__world__"],
        "admin": ["acct:merrow@hypothes.is"],
        "update": ["acct:merrow@hypothes.is"],
        "delete": ["acct:merrow@hypothes.is"],
    },
    "target": [
        {
            "source": URL,
            "selector": [
                {
                    "type": "RangeSelector",
                    "endOffset": 26,
                    "startOffset": 4,
                    "endContainer": "/article[1]/p[1]",
                    "startContainer": "/article[1]/p[1]",
                },
                {"end": 1226, "type": "TextPositionSelector", "start": 1204},
                {
                    "type": "TextQuoteSelector",
                    "exact": "caught on a bolt at half tide",
                    "prefix": "ss The float had ",
                    "suffix": ", says the office.",
                },
            ],
        }
    ],
    "document": {"title": ["The gauge at Holm - Skerry Press"]},
    "links": {
        "html": "https://hypothes.is/a/kGqZbLkhEeuQ1v9",
        "incontext": "https://hyp.is/kGqZbLkhEeuQ1v9/skerry.example/2021/gauge",
        "json": "https://hypothes.is/api/annotations/kGqZbLkhEeuQ1v9",
    },
    "user_info": {"display_name": None},
    "flagged": False,
    "hidden": False,
}


def hypothesis_row(name: str, exact: str, **fields: Any) -> dict[str, Any]:
    selectors = [{"type": "TextQuoteSelector", "exact": exact, "prefix": "", "suffix": ""}] if exact else []
    target = [{"source": URL, **({"selector": selectors} if selectors else {})}]
    return {**HYPOTHESIS_ROW, "id": name, "target": target, **fields}


HYPOTHESIS_ROWS = [
    HYPOTHESIS_ROW,
    hypothesis_row("highlight", "Nobody looked at the “gauge” — or its log", text="", tags=[]),
    hypothesis_row("lost", "caught on a nail at half tide"),
    hypothesis_row("page-note", "", document={}),
    hypothesis_row("reply", "", references=["kGqZbLkhEeuQ1v9"]),
    {**hypothesis_row("pdf", "somewhere else"), "uri": "urn:x-pdf:0a1b", "document": {}, "target": []},
]
# The client exports without `links` of some and with these fields around.
HYPOTHESIS_EXPORT = {
    "export_date": "2024-02-01T10:00:00.000Z",
    "export_userid": "acct:merrow@hypothes.is",
    "client_version": "1.1431.0",
    "annotations": HYPOTHESIS_ROWS,
}

QUOTE = {"type": "TextQuoteSelector", "exact": "caught on a bolt at half tide", "prefix": "The float had "}
HOME = "http://notes.example/anno"
# Shapes of the examples in the Web Annotation Data Model.
W3C = [
    {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{HOME}1",
        "type": "Annotation",
        "motivation": "commenting",
        "creator": {"id": "http://notes.example/user1", "type": "Person", "name": "Ada", "nickname": "a"},
        "created": "2021-01-28T12:00:00Z",
        "generator": {"id": "http://notes.example/client1", "type": "Software", "name": "Notes"},
        "body": {"type": "TextualBody", "value": "<p>Which bolt?</p>", "format": "text/html", "language": "en"},
        "target": {"source": URL, "selector": QUOTE},
    },
    {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{HOME}2",
        "type": "Annotation",
        "bodyValue": "A year!",
        "target": {
            "source": URL,
            "selector": [
                {"type": "TextPositionSelector", "start": 412, "end": 430},
                {"type": "TextQuoteSelector", "exact": "Nobody looked at", "suffix": " the"},
            ],
        },
    },
    {
        "id": f"{HOME}3",
        "type": "Annotation",
        "motivation": ["questioning", "tagging"],
        "creator": "http://notes.example/user1",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "water"},
            {
                "type": "Choice",
                "items": [
                    {"type": "TextualBody", "value": "Who was it?", "language": "en"},
                    {"type": "TextualBody", "value": "Wer war es?", "language": "de"},
                ],
            },
        ],
        "target": {
            "type": "List",
            "items": [
                {"type": "SpecificResource", "source": {"id": URL, "type": "Text"}, "selector": {
                    "type": "FragmentSelector",
                    "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
                    "value": "p2",
                    "refinedBy": {"type": "TextQuoteSelector", "exact": "港务局没有人注意到"},
                }},
            ],
        },
    },
    {
        "id": f"{HOME}4",
        "type": "Annotation",
        "body": "http://example.org/post1",
        "target": "http://example.com/page1",
    },
    {
        "id": f"{HOME}5",
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": "x"},
        "target": {
            "source": URL,
            "selector": {
                "type": "RangeSelector",
                "startSelector": {"type": "XPathSelector", "value": "//p[1]"},
                "endSelector": {"type": "XPathSelector", "value": "//p[2]"},
            },
        },
    },
]  # fmt: skip
W3C_COLLECTION = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "id": "http://notes.example/collection1",
    "type": "AnnotationCollection",
    "label": "Gauges",
    "total": 5,
    "first": {
        "id": "http://notes.example/page1",
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": W3C[:3],
        "next": {"id": "http://notes.example/page2", "type": "AnnotationPage", "items": W3C[3:]},
    },
    "last": "http://notes.example/page2",
}

READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
    "Highlighted at,Document tags\n"
    '"The float had caught on a **bolt** at half tide, says the [office](https://office.example/).",'
    'The gauge at Holm,Skerry Press,,"Which bolt?\n\nAnd ""half"" of what?",yellow,"gauges, water",order,0,'
    "2021-05-03 09:15:02+00:00,press\n"
    '"Nobody looked at the ""gauge""",The gauge at Holm,Skerry Press,,,,,order,0,2021-05-03 09:16:00+00:00,\n'
    "caught on a nail at half tide,The gauge at Holm,Skerry Press,,,,,order,0,,\n"
    "Something,A book about ferries,Ada Merrow,B00FERRY,,,,location,120,2020-01-01 00:00:00+00:00,\n"
)


def zotero_annotation(key: str, **fields: Any) -> dict[str, Any]:
    annotation = {
        "key": key,
        "version": 41,
        "parentItem": "SNAP0001",
        "itemType": "annotation",
        "annotationType": "highlight",
        "annotationAuthorName": "",
        "annotationText": "",
        "annotationComment": "",
        "annotationColor": "#ffd400",
        "annotationPageLabel": "",
        "annotationSortIndex": "00000412",
        "annotationPosition": '{"type":"CssSelector","value":"p:nth-child(3)"}',
        "tags": [{"tag": "water"}],
        "relations": {},
        "dateAdded": "2021-05-03T09:15:02Z",
        "dateModified": "2021-05-03T09:15:02Z",
    }
    return {**annotation, **fields}


ZOTERO_ANNOTATIONS = [
    zotero_annotation(
        "ANNO0001",
        annotationText="caught on a <i>bolt</i> at half tide",
        annotationComment="Which <b>bolt</b>?\nAnd half of what?",
    ),
    zotero_annotation("ANNO0002", annotationType="underline", annotationText="nothing to report", tags=[]),
    zotero_annotation("ANNO0003", annotationText="caught on a nail at half tide"),
    zotero_annotation("ANNO0004", annotationType="note", annotationComment="Of all of it."),
]
ZOTERO_PAGE = {"key": "PAGE0001", "itemType": "webpage", "title": "The gauge at Holm", "url": URL, "tags": []}
ZOTERO_SNAPSHOT = {"key": "SNAP0001", "itemType": "attachment", "parentItem": "PAGE0001", "title": "Snapshot",
                   "linkMode": "imported_url", "contentType": "text/html", "url": URL}  # fmt: skip
ZOTERO_API = [
    {
        "key": data["key"],
        "version": 41,
        "library": {"type": "user", "id": 1},
        "links": {},
        "meta": {},
        "data": data,
    }
    for data in (ZOTERO_PAGE, ZOTERO_SNAPSHOT, *ZOTERO_ANNOTATIONS)
]
# Better BibTeX JSON nests attachments and their annotations below the item.
ZOTERO_BETTER_BIBTEX = {
    "config": {"id": "36a3b0b5-bad0-4a04-b79b-441c7cef77db", "label": "BetterBibTeX JSON", "options": {}},
    "version": {"zotero": "6.0.30", "bbt": "6.7.140"},
    "collections": {},
    "items": [
        {**ZOTERO_PAGE, "itemID": 12, "citationKey": "gauge2021", "notes": [], "relations": {},
         "attachments": [{**ZOTERO_SNAPSHOT, "path": "snapshot.html", "annotations": ZOTERO_ANNOTATIONS}]},
    ],
}  # fmt: skip

OMNIVORE_METADATA = [
    {
        "id": "0d5b", "slug": "the-gauge-at-holm-18c", "title": "The gauge at Holm", "description": "A float.",
        "author": "Skerry Press", "url": URL, "state": "SUCCEEDED", "readingProgress": 100, "thumbnail": None,
        "labels": ["to read", "RSS"], "savedAt": "2021-05-03T09:15:02.000Z",
        "updatedAt": "2021-05-03T09:16:02.000Z", "publishedAt": None,
    }
]  # fmt: skip
# A label may have blanks, an empty line in a quote has the only second `>`, a note on the page has none.
OMNIVORE_HIGHLIGHTS = (
    "> The float had caught on a bolt at half tide, says the office.\n> \nNobody looked at \n\n#to read #water"
    "\n\nWhich bolt?\n\nAnd half of what?"
    "\n\n> nothing to report \n\n#shouted is what this should be"
    "\n\n> caught on a nail at half tide "
    "\n\nOf the page as a whole.\n\n"
)


def omnivore_archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata_0_to_1.json", json.dumps(OMNIVORE_METADATA, indent=2))
        archive.writestr("content/the-gauge-at-holm-18c.html", "<p>The float</p>")
        archive.writestr("highlights/the-gauge-at-holm-18c.md", OMNIVORE_HIGHLIGHTS)
    return packed.getvalue()


KARAKEEP_BOOKMARKS = {
    "bookmarks": [
        {
            "id": "pd2w", "createdAt": "2021-05-03T09:15:02.000Z", "modifiedAt": None, "title": None,
            "archived": False, "favourited": False, "taggingStatus": "success", "note": None, "summary": None,
            "tags": [{"id": "t1", "name": "water", "attachedBy": "ai"}],
            "content": {"type": "link", "url": URL, "title": "The gauge at Holm", "author": None},
            "assets": [],
        }
    ],
    "nextCursor": None,
}  # fmt: skip


def karakeep_highlight(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "bookmarkId": "pd2w", "startOffset": 4, "endOffset": 33, "color": "yellow", "text": None,
            "note": None, "userId": "u1", "createdAt": "2021-05-03T09:15:02.000Z", **fields}  # fmt: skip


KARAKEEP_HIGHLIGHTS = {
    "highlights": [
        karakeep_highlight("h1", text="caught on a bolt at half tide", note="Which bolt?"),
        karakeep_highlight("h2", text="Nobody looked at the “gauge” — or", color="red"),
        karakeep_highlight("h3", text="caught on a nail at half tide"),
        karakeep_highlight("h4", text="nothing to report", bookmarkId="gone"),
    ],
    "nextCursor": None,
}
KARAKEEP_EXPORT = {
    "bookmarks": [
        {"createdAt": 1620033302, "title": "The gauge at Holm", "tags": ["water"], "lists": [],
         "content": {"type": "link", "url": URL}, "note": None, "archived": False},
    ],
    "lists": [],
}  # fmt: skip

# Format, content, and how many are placed, lost, and about other articles.
SHAPES: dict[str, tuple[str, Any, tuple[int, int, int]]] = {
    "answer of Hypothesis": (
        "hypothesis",
        {"total": 6, "rows": HYPOTHESIS_ROWS},
        (2, 4, 0),
    ),
    "pages of answers of Hypothesis": (
        "hypothesis",
        "\n".join(json.dumps({"total": 6, "rows": [row]}) for row in HYPOTHESIS_ROWS),
        (2, 4, 0),
    ),
    "one annotation of Hypothesis": (
        "hypothesis",
        HYPOTHESIS_ROW,
        (1, 0, 0),
    ),
    "export of the client of Hypothesis": (
        "hypothesis",
        HYPOTHESIS_EXPORT,
        (2, 4, 0),
    ),
    "list of Web Annotations": ("w3c", W3C, (3, 2, 0)),
    "collection of Web Annotations": ("w3c", W3C_COLLECTION, (3, 2, 0)),
    "table of Readwise": ("readwise", READWISE, (2, 1, 1)),
    "interface of Zotero": ("zotero", ZOTERO_API, (2, 2, 0)),
    "Better BibTeX": ("zotero", ZOTERO_BETTER_BIBTEX, (2, 2, 0)),
    "archive of Omnivore": ("omnivore", omnivore_archive(), (2, 2, 0)),
    "answers of Karakeep": (
        "karakeep",
        json.dumps(KARAKEEP_BOOKMARKS) + json.dumps(KARAKEEP_HIGHLIGHTS),
        (2, 2, 0),
    ),
}


def site(folder: Path, content: Any) -> tuple[Path, Path]:
    (folder / "content").mkdir(parents=True)
    (folder / "content/gauge.md").write_text(ARTICLE, "utf-8")
    file = folder / "foreign"
    data = content if isinstance(content, bytes | str) else json.dumps(content)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder, file


@pytest.mark.parametrize("shape", SHAPES)
def test_each_note_is_placed_or_told_and_never_imported_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shape: str
) -> None:
    style, content, (placed, lost, elsewhere) = SHAPES[shape]
    folder, file = site(tmp_path, content)
    command = ["notes", "import", str(file), str(folder), "--format", style]

    assert main(command) == 0
    first = capsys.readouterr()
    written = (folder / "content/gauge.notes.toml").read_text("utf-8")
    assert main(command) == 0
    second = capsys.readouterr()

    assert f"{placed} placed, {lost} lost, 0 there already, {elsewhere} about" in first.out
    assert f"0 placed, {lost} lost, {placed} there already, {elsewhere} about" in second.out
    assert first.err.count("foreign: note ") == lost + elsewhere
    assert (folder / "content/gauge.notes.toml").read_text("utf-8") == written
    assert main(["inspect", str(folder / "content/gauge.md"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def notes_of(tmp_path: Path, style: str, content: Any) -> str:
    folder, file = site(tmp_path, content)
    assert main(["notes", "import", str(file), str(folder), "--format", style]) == 0
    return (folder / "content/gauge.notes.toml").read_text("utf-8")


def test_labels_and_notes_of_omnivore_are_told_apart(tmp_path: Path) -> None:
    assert notes_of(tmp_path, "omnivore", omnivore_archive()) == (
        "[[note]]\n"
        'quote = "The float had caught on a bolt at half tide, says the office.\\n\\nNobody looked at"\n'
        'text = """\nWhich bolt?\n\nAnd half of what?"""\n'
        'tags = ["to read", "water"]\n\n'
        '[[note]]\nquote = "nothing to report"\ntext = "#shouted is what this should be"\n'
    )


def test_marks_in_annotations_of_zotero_become_markdown(tmp_path: Path) -> None:
    assert notes_of(tmp_path, "zotero", ZOTERO_API).startswith(
        '[[note]]\nquote = "caught on a bolt at half tide"\n'
        'text = """\nWhich **bolt**?\nAnd half of what?"""\ndate = "2021-05-03T09:15:02Z"\n'
        'tags = ["water"]\nid = "ANNO0001"\n'
    )


def test_an_export_of_karakeep_has_no_highlights_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = site(tmp_path, KARAKEEP_EXPORT)

    assert main(["notes", "import", str(file), str(folder), "--format", "karakeep"]) == 2

    assert "there are no highlights in it" in capsys.readouterr().err
    assert not (folder / "content/gauge.notes.toml").exists()

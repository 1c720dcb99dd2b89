"""Where a piece was taken from, as sentences, labels and notes on authors say in many languages."""

import pytest

from site_builder.metadata import extract_metadata
from site_builder.model import Metadata, Role, Source
from site_builder.reading import read
from site_builder.settings import Settings

BODY = (
    "The pier was built of oak and rebuilt of stone, and the harbour master kept both bills in one drawer. "
    * 3
)


def meta(*blocks: tuple[Role, str]) -> Metadata:
    text = "\n\n".join(words for _, words in blocks)
    reading = read(Source("a.md", "a.md", text.encode()), Settings())
    return extract_metadata(reading, [role for role, _ in blocks], Settings()).metadata


def below(role: Role, line: str) -> str | None:
    return meta((Role.TITLE, "# Low Water"), (Role.BODY, BODY), (Role.BODY, BODY), (role, line)).source


def above(role: Role, line: str) -> str | None:
    return meta((Role.TITLE, "# Low Water"), (role, line), (Role.BODY, BODY), (Role.BODY, BODY)).source


SENTENCES = [
    ("This essay was printed in South Pier.", "South Pier"),
    ("The piece comes here with leave of South Pier.", "South Pier"),
    ("Republished here by kind permission of South Pier.", "South Pier"),
    ("This post was first published on the author's blog, South Pier.", "South Pier"),
    ("This story was provided by [SouthPier](https://pier.example/), a desk for harbours.", "SouthPier"),
    ("This report by The Harbour Agency was first published April 3, 2023.", "The Harbour Agency"),
    ("Dieser Beitrag ist zuerst auf Seeblatt erschienen.", "Seeblatt"),
    ("Der Text erschien zuerst im Seeblatt.", "Seeblatt"),
    ("Übernommen von Seeblatt mit freundlicher Genehmigung.", "Seeblatt"),
    ("Dit artikel verscheen eerder in Havenblad.", "Havenblad"),
    ("Cet article a été publié initialement par Le Phare.", "Le Phare"),
    ("Este artículo fue publicado originalmente en El Faro y se reproduce aquí con permiso.", "El Faro"),
    ("Este artigo foi publicado originalmente em Farol Livre.", "Farol Livre"),
    ("Questo articolo è stato pubblicato originariamente su Il Molo.", "Il Molo"),
    ("Впервые опубликовано в «Маяк».", "Маяк"),
    ("本文转自《海港日报》", "海港日报"),
]


@pytest.mark.parametrize(("line", "source"), SENTENCES)
def test_a_sentence_names_the_outlet(line: str, source: str) -> None:
    assert below(Role.DATELINE, line) == source


@pytest.mark.parametrize("role", [Role.BODY, Role.BIO, Role.PROMO, Role.DISCLAIMER, Role.MEDIA])
def test_a_sentence_on_the_piece_is_read_whatever_its_role(role: Role) -> None:
    assert below(role, "This article was first printed in South Pier.") == "South Pier"
    assert below(role, "Ada Holm keeps boats. *This essay is from [South Pier](https://pier.example) and is "
                 "republished with permission.* She likes tea.") == "South Pier"  # fmt: skip


LABELS = [
    ("Bron: Havenblad", "Havenblad"),
    ("Źródło:\n:   PAL", "PAL"),
    ("Źródło informacji: IAL/PAL", "IAL/PAL"),
    ("Quelle: sil/dla", "sil/dla"),
    ("По материалам: mayak.ua; Фото: molo.info", "mayak.ua"),
    ("Forrás: [Kikötő](http://www.kikoto.example/1)", "Kikötő"),
    ("المصدر: ميناء", "ميناء"),
    ("2012-01-12 15:38:49 \u3000來源：海港日報 \u3000編輯：馬利", "海港日報"),
    ("2017-03-10 09:58:03来源：[海港人](http://harbour.example/1)作者：责任编辑：陈望", "海港人"),
    ("Published: 9:58AM Thursday January 12, 2012 Source: Tidewire", "Tidewire"),
    ("Sourced in the harbour", None),
]


@pytest.mark.parametrize(("line", "source"), LABELS)
def test_a_label_names_the_outlet(line: str, source: str | None) -> None:
    assert above(Role.DATELINE, line) == source


@pytest.mark.parametrize("role", [Role.MEDIA, Role.PROMO, Role.BODY, Role.DATELINE])
def test_a_label_below_the_text_is_read_whatever_its_role(role: Role) -> None:
    assert below(role, "Quelle: Hafenfunk") == "Hafenfunk"


def test_the_source_of_a_table_a_picture_or_a_fact_box_is_none() -> None:
    table = "| Year | Boats |\n| --- | --- |\n| 2001 | 4 |"
    box = "- Piers rot.\n- Piers are rebuilt."
    for above_it in (table, box):
        found = meta(
            (Role.TITLE, "# Low Water"),
            (Role.BODY, BODY),
            (Role.BODY, above_it),
            (Role.DATELINE, "Source: Harbour Board"),
            (Role.BODY, BODY),
        )
        assert found.source is None
    pictured = [(Role.MEDIA, "![A boat](boat.jpg)"), (Role.MEDIA, "Source: Harbour Board")]
    assert meta((Role.TITLE, "# Low Water"), *pictured, (Role.BODY, BODY), (Role.BODY, BODY)).source is None
    assert below(Role.BODY, "Source: Holm A, Lind B, et al. Tides of the north. 2020.") is None


def test_a_note_on_the_author_names_the_outlet() -> None:
    note = "Ada Holm is an editor at South Pier, where this essay first appeared."
    assert below(Role.BIO, note) == "South Pier"
    assert below(Role.BIO, "Ada Holm is an editor at South Pier, where she keeps the tide tables.") is None


def test_an_outlet_behind_a_slash_is_the_source() -> None:
    assert above(Role.BYLINE, "By Ada Holm / Tide News Network") == "Tide News Network"
    assert above(Role.DATELINE, "Ada Holm, Tide Foundation / Molo, 31 Oct 2018") == "Tide Foundation / Molo"
    assert above(Role.BYLINE, "Ada Holm / Bo Lind") is None


def test_a_source_in_brackets_ends_the_text() -> None:
    assert below(Role.BODY, f"{BODY.strip()} (Quelle: Hafenfunk)") == "Hafenfunk"


@pytest.mark.parametrize(
    "line",
    [
        "This article was reprinted on [Molo.example](https://molo.example/1).",
        "The report from the Harbour Board looked at piers.",
        "From the book “Tides” by Ada Holm. Excerpted from “Tides”.",
        "Publicado por Alberto Lindo",
        "Nachdruck nur mit Genehmigung des Verlags.",
        "Republished with permission of the author.",
    ],
)
def test_what_names_no_origin(line: str) -> None:
    assert below(Role.DATELINE, line) is None

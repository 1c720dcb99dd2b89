"""What an article states about itself is found from its words and the roles of its blocks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.metadata import extract_metadata
from site_builder.model import ExtractedMetadata, Metadata, Problem, Role, Source
from site_builder.reading import read
from site_builder.settings import Limits, Settings

T, B, D, X, S, Y, M, P = (
    Role.TITLE,
    Role.BYLINE,
    Role.DATELINE,
    Role.TAXONOMY,
    Role.STANDFIRST,
    Role.BODY,
    Role.MEDIA,
    Role.PROMO,
)
BODY = (
    "The gauge at Holm was read twice a day for ninety years, and nobody asked why until the books were found. "
    * 3
)
OWN = (P, "Write to desk@tidegazette.example or see https://tidegazette.example and © Tide Gazette")
"""What shows which outlet carries an article."""


def stated(*blocks: tuple[Role, str], settings: Settings | None = None) -> ExtractedMetadata:
    settings = settings or Settings()
    text = "\n\n".join(words for _, words in blocks)
    reading = read(Source("a.md", "content/a.md", text.encode()), settings)
    assert len(reading.blocks) == len(blocks), reading.blocks
    return extract_metadata(reading, [role for role, _ in blocks], settings)


def meta(*blocks: tuple[Role, str], settings: Settings | None = None) -> Metadata:
    return stated(*blocks, settings=settings).metadata


def test_the_layout_of_a_republished_article_is_read_whole() -> None:
    statement = stated(
        (T, "## Video: Low Water: Gauge Keepers Leave the Northern Stations"),
        (B, "By [Tidewire](#)"),
        (D, "Harbour Review, February 04, 2020"),
        (D, "[Tidewire](#) 3 February 2020"),
        (X, "Region: [North Sea & Baltic](#)"),
        (X, "Theme: [Lights and Buoys](#), [Ports Rivers](#)  \n[Sea Agenda](#)"),
        (X, "In-depth Report: [HOLM](#)"),
        (Y, BODY),
        (Y, BODY),
    )
    assert statement.metadata == Metadata(
        title="Video: Low Water: Gauge Keepers Leave the Northern Stations",
        byline=("Tidewire",),
        date="2020-02-04",
        publisher="Harbour Review",
        source="Tidewire",
        source_date="2020-02-03",
        regions=("North Sea & Baltic",),
        themes=("Lights and Buoys", "Ports Rivers Sea Agenda"),
        reports=("HOLM",),
        language="en",
    )
    evidence = dict(statement.provenance)
    assert evidence["source"].lines.start == 6
    assert all(item.rule and 0 < item.confidence <= 1 for item in evidence.values())
    assert statement.problems == ()


def test_nothing_is_invented() -> None:
    assert meta((Y, BODY), (Y, "On 4 February 2020 the ferry left. " + BODY)) == Metadata(language="en")


def test_front_matter_overrides_what_the_text_says() -> None:
    text = "---\ntitle: High Water\n---\n# Low Water\n\nBy Ada Holm\n"
    reading = read(Source("a.md", "a.md", text.encode()), Settings())
    statement = extract_metadata(reading, [T, B], Settings())
    assert (statement.metadata.title, statement.metadata.byline) == ("High Water", ("Ada Holm",))
    assert "front matter" in dict(statement.provenance)["title"].rule


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([(X, "### [Ports](/ports)"), (T, "# “Low *Water*” at Holm"), (Y, BODY)], "“Low Water” at Holm"),
        ([(T, "# Low Water - by [Ada Holm](/author/ada) April 21, 2022"), (Y, BODY)], "Low Water"),
        ([(T, "Low Water\n========="), (Y, BODY)], "Low Water"),
        ([(T, "## Low Water ##"), (Y, BODY)], "Low Water"),
        ([(S, "# Low Water"), (Y, BODY)], "Low Water"),
        (
            [(T, "# Tide Blog"), (B, "## [Low Water at Holm](https://t.example/low-water-at-holm/)")],
            "Low Water at Holm",
        ),
        ([(Y, "**Low Water at Holm**"), (B, "By Ada Holm"), (Y, BODY)], "Low Water at Holm"),
        ([(T, "# [Ports |](https://tide.example/ports) Low Water at Holm"), (Y, BODY)], "Low Water at Holm"),
        ([(T, "# [Tide Blog](https://tide.example/)"), (T, "## Low Water at Holm")], "Low Water at Holm"),
        ([(T, "# Tide Blog"), (T, "# Low Water at Holm"), (D, "2 May 2020")], "Low Water at Holm"),
        (
            [(T, "# Low Water"), (D, "2 May 2020"), (T, "# Low Water at Holm"), (B, "By Ada Holm")],
            "Low Water",
        ),
        ([(T, "# Low Water at Holm | tide.example.org"), (Y, BODY)], "Low Water at Holm | tide.example.org"),
        ([(T, "# Low Water at Holm | TIDE.NET"), (Y, BODY)], "Low Water at Holm"),
        ([(D, "## Tide Gazette"), (Y, BODY)], None),
        ([(T, "# Tide Gazette - All That Floats"), (S, "## Low Water at Holm"), OWN], "Low Water at Holm"),
        (
            [(T, "# 汐 TIDE Gazette"), (S, "## 潮が引いた朝、渡し船が止まる"), OWN],
            "潮が引いた朝、渡し船が止まる",
        ),
        ([(T, "# Tide Gazette"), (Y, BODY), OWN], "Tide Gazette"),
        ([(T, "## Ir a la vista de búsquedas"), (T, "## Low Water at Holm"), (Y, BODY)], "Low Water at Holm"),
        ([(T, "# Main navigation"), (Y, BODY)], None),
        (
            [(T, "# Metanavigation - Service-Menue"), (T, "## Low Water at Holm"), (Y, BODY)],
            "Low Water at Holm",
        ),
        ([(T, "# Navigation lights of Holm"), (Y, BODY)], "Navigation lights of Holm"),
        ([(T, "# Aller à Holm par le bac"), (Y, BODY)], "Aller à Holm par le bac"),
        ([(T, "# Menu: eels, again"), (Y, BODY)], "Menu: eels, again"),
        ([(Y, BODY)], None),
    ],
)
def test_the_headline_is_the_title(blocks: list[tuple[Role, str]], title: str | None) -> None:
    assert meta(*blocks).title == title


@pytest.mark.parametrize(
    ("blocks", "byline"),
    [
        ([(B, "By **Ada Holm**")], ("Ada Holm",)),
        ([(B, "By"), (B, "[Ada Holm](#)")], ("Ada Holm",)),
        ([(B, "Von\n**[Ada Holm](https://tide.example/autoren/ada)**")], ("Ada Holm",)),
        ([(B, "Auteur\n:   [Léa Dupré](/staff/lea)")], ("Léa Dupré",)),
        ([(B, "By[Ada Holm](/author/ada)2 May 2020")], ("Ada Holm",)),
        ([(B, "[![](a.png) Ada Holm](/author/ada), Senior Writer")], ("Ada Holm",)),
        ([(B, "By Ada Holm"), (B, "Senior Writer")], ("Ada Holm",)),
        ([(D, "June 7th, 2024 by Ada Holm")], ("Ada Holm",)),
        ([(B, "By Bo Lind and [Ada Holm](https://tide.example/author/ada)")], ("Bo Lind", "Ada Holm")),
        ([(B, "By [Ada Holm](https://tide.example/author/ada), Editor-at-large")], ("Ada Holm",)),
        ([(B, "By"), (B, "[Ada holm](https://tide.example/author/ada)")], ("Ada holm",)),
        ([(D, "26/12/2019 von [hafen eG](https://tide.example/author/hafen)")], ("hafen eG",)),
        ([(B, "[##### Ada Holm](https://tide.example/author/ada)")], ("Ada Holm",)),
        ([(M, "![Ada](a.png) [Ada Holm](https://tide.example/author/ada)")], ("Ada Holm",)),
        ([(D, "- [May 1, 2023](/2023/05/01/)\n- 12:30\n- [von:\n  Ada Holm](/profil/ada)")], ("Ada Holm",)),
        ([(D, "Ada Holm, Harbour Foundation, 19 Nov 2018")], ("Ada Holm",)),
        ([(S, "By Ada Holm and Bo Lind")], ("Ada Holm", "Bo Lind")),
        ([(B, "[Ports](/ports)"), (B, "By Ada Holm")], ("Ada Holm",)),
        ([(S, "[Ada Holm](/author/ada), Tide desk")], ("Ada Holm",)),
        ([(B, "By [Ada Holm")], ("Ada Holm",)),
        ([(B, "Ada\nHolm](/author/ada)")], ("Ada Holm",)),
        ([(B, "[AH](/author/ada)"), (B, "[Ada Holm](/author/ada)")], ("Ada Holm",)),
        ([(B, "Ada Holm"), (B, "Tide Gazette")], ("Ada Holm",)),
        ([(B, "Por Ana Ruiz, P1 RO — Porto")], ("Ana Ruiz",)),
        ([(B, "Photo: Bo Lind")], ()),
        ([(S, "By noon the ferry had left the harbour of Holm.")], ()),
        ([(B, "[SHOW ALL ARTICLES OF\nAda Holm](https://tide.example/author/ada-holm/)")], ("Ada Holm",)),
        ([(B, "[Alle Beiträge von Ada Holm](https://tide.example/autor/ada-holm/)")], ("Ada Holm",)),
        ([(B, "[More from Ada Holm](/staff/ada-holm/)")], ("Ada Holm",)),
        ([(B, "Author Ada Holm:")], ("Ada Holm",)),
        ([(B, "About the author:")], ()),
        ([(B, "posted by Holm at 12:53")], ("Holm",)),
        (
            [(B, "### [Ada Holm](https://net.example/in/ada)[Follow](https://net.example/login)")],
            ("Ada Holm",),
        ),
        ([(B, "By Ada Holm And Bo Lind For The Tide Gazette")], ("Ada Holm", "Bo Lind")),
        ([(B, "*[Holm](/places/holm)[Holm](/region/holm) (ots)*")], ()),
        ([(B, "[Ada (A.J.) Holm](/writer/ada)")], ("Ada (A.J.) Holm",)),
        (
            [(D, "Ada Holm\n[The Pier](https://thepier.example/2020/low-water/)\nThu, 14 May 2020")],
            ("Ada Holm",),
        ),
        ([(D, "Ort Holm\nDatum 28.01.2022")], ()),
        ([(D, "Ada Holm | hace 3 horas")], ("Ada Holm",)),
        ([(D, "19.6.2007 9:40 Uhr\n[Ada Holm](#autor)")], ("Ada Holm",)),
        ([(S, "[Log in](/users/login)")], ()),
        ([(S, "[ログイン](/users/login)")], ()),
        ([(B, "波田灘子[2019年04月13日 09時00分](/archives/2019/04/13/)")], ("波田灘子",)),
        ([(B, "波田灘子"), (D, "2019.03.26")], ("波田灘子",)),
        ([(B, "連絡先：desk@tide.example")], ()),
        ([(Y, "〔記者何達／臺北報導〕渡輪今天停駛。")], ("何達",)),
        ([(Y, "　【潮港＝波田灘子、湊一】渡し船が止まった。")], ("波田灘子", "湊一")),
        ([(B, "- [항구일보=한바다 기자](/reporter)")], ("한바다",)),
    ],
)
def test_authors_are_found_in_many_shapes(blocks: list[tuple[Role, str]], byline: tuple[str, ...]) -> None:
    assert meta((T, "# Low Water"), *blocks, (Y, BODY), (Y, BODY)).byline == byline


@pytest.mark.parametrize(
    "blocks",
    [
        [(B, "**Ada Holm**")],
        [(Y, "**Ada Holm**")],
        [(Y, "Authors:"), (Y, "- [Ada Holm](/authors/ada)")],
        [(Role.BIO, "Articles by: [Ada Holm](#)")],
    ],
)
def test_a_name_at_the_end_signs_the_article(blocks: list[tuple[Role, str]]) -> None:
    assert meta((T, "# Low Water"), (Y, BODY), (Y, BODY), *blocks).byline == ("Ada Holm",)


@pytest.mark.parametrize(
    ("blocks", "date"),
    [
        ([(D, "Published\nNov. 8, 2023, 10:28 p.m. ET")], "2023-11-08"),
        ([(D, "25. Oktober 2023")], "2023-10-25"),
        ([(D, "- - 2. Okt. 2022")], "2022-10-02"),
        (
            [
                (D, "Thứ năm, 12/11/2023, 19:20 (GMT+7)"),
                (Y, "Bến cảng yên tĩnh và người gác nói rằng đèn đã thắp."),
            ],
            "2023-11-12",
        ),
        ([(B, "By Ada Holm\nDecember 28, 2016")], "2016-12-28"),
        ([(S, "#Ports in brief\n22 April 2021")], "2021-04-22"),
        ([(D, "Updated June 9, 2021"), (D, "June 7, 2021")], "2021-06-07"),
        ([(D, "Updated June 9, 2021")], None),
        ([(D, "zuletzt bearbeitet: 04.02.2022")], None),
        ([(D, "PUBLISHED: May 8, 2023 at 4:30 p.m. | UPDATED: May 9, 2023")], "2023-05-08"),
        ([(D, "Updated\nMay 9, 2023\nFirst published\nMay 8, 2023")], "2023-05-08"),
        ([(D, "First published on August 24, 2022")], "2022-08-24"),
        ([(M, "— Bo Lind (@bo) [May 1, 2020](https://net.example/bo/status/1)")], None),
        ([(S, "On May 1, 2020 the last keeper left the light at Holm for good.")], None),
        ([(D, "06/07/2021 5:30 AM EST")], "2021-06-07"),
        ([(D, "06/07/2021"), (M, "![](https://tide.example/2021/07/holm.jpg)")], "2021-07-06"),
        ([(D, "05.04.2020")], "2020-04-05"),
    ],
)
def test_the_day_of_publication_is_found(blocks: list[tuple[Role, str]], date: str | None) -> None:
    found = stated((T, "# Low Water"), *blocks, (Y, BODY), (Y, BODY))
    assert found.metadata.date == date
    assert found.problems == ()


@pytest.mark.parametrize(
    "below",
    [
        [(B, "Posted by"), (B, "[Ada Holm](https://blog.example/profile/1)")],
        [(D, "December 29, 2014 by Ada Holm")],
        [(X, "This entry was posted on 2 May 2020 by [Ada Holm](/author/ada) in Ports.")],
        [(Role.BIO, "Penulis: Ada Holm")],
        [(Role.BIO, "[Ada Holm](https://tide.example/author/ada) writes about gauges.")],
    ],
)
def test_an_author_below_the_text_serves_where_none_stands_above(below: list[tuple[Role, str]]) -> None:
    body = [(Y, BODY)] * 4
    assert meta((T, "# Low Water"), *body, *below).byline == ("Ada Holm",)
    assert meta((T, "# Low Water"), (B, "By Bo Lind"), *body, *below).byline == ("Bo Lind",)


def test_a_date_in_pieces_is_put_together() -> None:
    assert meta((T, "# Low Water"), (D, "29"), (D, "Mai 2013"), (Y, BODY), (Y, BODY)).date == "2013-05-29"
    assert (
        meta((D, "2014"), (D, "Dec 29"), (D, "11:29 AM"), (T, "# Low Water"), (Y, BODY)).date == "2014-12-29"
    )


def test_the_sentence_below_a_blog_says_when_it_was_posted() -> None:
    footer = (X, "Dieser Beitrag wurde am 04/02/2020 von kj in Häfen veröffentlicht.")
    german = (Y, "Der Pegel wurde neunzig Jahre lang zweimal am Tag gelesen, und niemand fragte, warum. " * 4)
    assert meta((T, "# Der Pegel von Holm"), german, german, footer).date == "2020-02-04"


def test_a_heading_that_opens_with_a_date_is_no_dateline() -> None:
    chapter = (D, "July 4, 2025: A Declaration of the Harbour")
    assert meta((T, "# Low Water"), (Y, BODY), (Y, BODY), chapter, (Y, BODY)).date is None
    below = (D, "Stand: Monday, May 4, 2020")
    assert meta((T, "# Low Water"), (Y, BODY), (Y, BODY), below).date is None
    below = (D, "On line since: Monday, May 4, 2020")
    assert meta((T, "# Low Water"), (Y, BODY), (Y, BODY), below).date == "2020-05-04"


def test_a_list_of_buttons_may_open_with_the_date() -> None:
    buttons = "\n".join(f"- [Share this with Messenger number {number}](#)" for number in range(30))
    assert meta((T, "# Low Water"), (D, f"- 4 May 2020\n\n{buttons}"), (Y, BODY)).date == "2020-05-04"


def test_a_lone_date_right_below_the_headline_is_the_articles() -> None:
    assert meta((T, "# Low Water"), (P, "2020年5月4日（月） 08時15分"), (Y, BODY)).date == "2020-05-04"
    teasers = [(P, "[High water at the quay](/high)"), (P, "More"), (P, "Ports"), (P, "May 4, 2020")]
    assert meta((T, "# Low Water"), *teasers, (Y, BODY)).date is None


def test_a_weekday_with_a_capital_t_is_no_time_stamp() -> None:
    printed, changed = (D, "Tuesday, May 5, 2020"), (D, "2020-05-06T08:00:00")
    assert meta((T, "# Low Water"), changed, printed, (Y, BODY)).date == "2020-05-05"


def test_a_date_at_the_end_serves_where_the_head_has_none() -> None:
    blocks = [(T, "# Low Water"), (Y, BODY), (Y, BODY), (D, "Printed in the Gazette of May 2, 2020")]
    assert meta(*blocks).date == "2020-05-02"


def test_an_impossible_date_is_a_problem_with_its_line() -> None:
    statement = stated((T, "# Low Water"), (D, "Holm,\nFebruary 30, 2020"), (Y, BODY), (Y, BODY))
    (problem,) = statement.problems
    assert statement.metadata.date is None
    assert problem == Problem(
        "content/a.md",
        4,
        "bad-date",
        "there is no day 'February 30, 2020'",
        "write an existing day as YYYY-MM-DD",
    )


def test_a_date_of_two_readings_follows_the_settings_or_is_a_problem() -> None:
    blocks = [(T, "# Low Water"), (D, "06/07/2021"), (Y, BODY), (Y, BODY)]
    (problem,) = stated(*blocks).problems
    assert (problem.line, problem.code) == (3, "ambiguous-date")
    assert meta(*blocks, settings=Settings(date_order="dmy")).date == "2021-07-06"


@pytest.mark.parametrize(
    ("blocks", "publisher", "source", "source_date"),
    [
        ([(B, "By Ada Holm"), (D, "Tide Gazette, May 4, 2020")], "Tide Gazette", None, None),
        (
            [(D, "Tide Gazette, May 4, 2020\nSouth Pier 3 May 2020")],
            "Tide Gazette",
            "South Pier",
            "2020-05-03",
        ),
        ([(D, "Tide Gazette, May 4, 2020"), (D, "3 May 2020")], "Tide Gazette", None, "2020-05-03"),
        ([(D, "Ada Holm, May 4, 2020")], None, None, None),
        ([(D, "Ada Holm, Harbour Foundation, 19 Nov 2018")], None, "Harbour Foundation", None),
        ([(B, "by Ada Holm March 03, 2015 from TideGazette Website")], None, "TideGazette", None),
    ],
)
def test_publisher_and_source_are_told_apart(
    blocks: list[tuple[Role, str]], publisher: str | None, source: str | None, source_date: str | None
) -> None:
    found = meta((T, "# Low Water"), *blocks, (Y, BODY), (Y, BODY))
    assert (found.publisher, found.source, found.source_date) == (publisher, source, source_date)


@pytest.mark.parametrize(
    ("line", "source", "url"),
    [
        ("This article was first published by Tidewire.", "Tidewire", None),
        ("This article is from [South Pier](#).", "South Pier", None),
        (
            "*Originally published on* [*South Pier*](https://pier.example/low)*.*",
            "South Pier",
            "https://pier.example/low",
        ),
        ("Courtesy of [South Pier](http://pier.example/low/)", "South Pier", None),
        (
            "First published at pier.com. [Read it here.](https://pier.com/1)",
            "pier.com",
            "https://pier.com/1",
        ),
        ("22/11/2020 - 04:30 - Fonte: Agência Pier - Foto: Bo Lind", "Agência Pier", None),
        ("Via [Pier.info](http://pier.example)", "Pier.info", None),
        ("Quelle: Seeblatt", "Seeblatt", None),
        ("Last Updated : May 04, 2020 05:08 PM IST | Source: TPA", "TPA", None),
        ("May 4, 2020, 3:36 PM UTC / Source: Zollow", "Zollow", None),
        ("Quelle: spa-AFX", "spa-AFX", None),
        ("Quelle: hafenschau.de/bb", "hafenschau.de", None),
        ("Quelle:\nSeeblatt", "Seeblatt", None),
        ("Quelle: [seepress](http://www.seepress.example)", "seepress", None),
        ("Quelle: [hier](http://www.seepress.example)", None, None),
        ("Source: [original](http://www.seepress.example)", None, None),
        ("Source: the minutes of the meeting", None, None),
        ("Url of this article: <https://tide.example/low/1>", None, "https://tide.example/low/1"),
        ("> Source: https://tide.example/low.htm", None, "https://tide.example/low.htm"),
        ("*This article has been adapted from its original source.*", None, None),
        ("First published on Friday 18 November 2011", None, None),
    ],
)
def test_a_sentence_names_the_origin(line: str, source: str | None, url: str | None) -> None:
    found = meta((T, "# Low Water"), (Y, BODY), (Y, BODY), (D, line))
    assert (found.source, found.source_url) == (source, url)


def test_an_outlet_between_name_and_date_is_the_source_where_its_name_leads_to_its_printing() -> None:
    lines = "Ada Holm\n[{}]({})\nThu, 14 May 2020"
    linked = [
        ("The Pier", "https://thepier.example/2020/low-water/"),
        ("Ports", "https://tide.example/ports/all/"),
    ]

    found = [
        meta((T, "# Low Water"), (D, lines.format(*link)), (Y, BODY), (Y, BODY)).source for link in linked
    ]

    assert found == ["The Pier", None]


@pytest.mark.parametrize(("label", "name"), [("Źródło:", "Pier.com"), ("Quelle", "South Pier")])
def test_a_source_may_stand_below_its_label(label: str, name: str) -> None:
    body = [(Y, BODY)] * 3
    assert meta((T, "# Low Water"), *body, (D, label), (D, name)).source == name
    assert meta((T, "# Low Water"), *body, (D, label), (Y, name)).source is None


def test_a_source_that_is_the_publisher_is_none() -> None:
    line = "The original source of this article is [Tide Gazette](https://tide.example/low/1)"
    blocks = [
        (T, "# Low Water"),
        (B, "By Ada Holm"),
        (D, "Tide Gazette, May 4, 2020"),
        (Y, BODY),
        (Y, BODY),
        (D, line),
    ]
    found = meta(*blocks)
    assert (found.source, found.source_url) == (None, "https://tide.example/low/1")


@pytest.mark.parametrize("role", [Role.TAXONOMY, Role.BIO, Role.SHARE, Role.BODY, Role.PROMO])
def test_a_line_of_labels_is_one_whatever_it_was_taken_for(role: Role) -> None:
    found = meta((T, "# Low Water"), (role, "Theme: Lights and Buoys, Ports"), (Y, BODY), (Y, BODY))

    assert found.themes == ("Lights and Buoys", "Ports")


@pytest.mark.parametrize(
    ("line", "regions", "themes", "reports"),
    [
        ("**Region:** [North Sea](#)", ("North Sea",), (), ()),
        ("Region: North Sea, Baltic", ("North Sea", "Baltic"), (), ()),
        ("Region: [North Sea](#), Baltic", ("North Sea", "Baltic"), (), ()),
        ("Theme: [Culture, Society & History](#)", (), ("Culture, Society & History",), ()),
        ("Theme: [Ports Rivers](#)  \n[Sea Agenda](#)", (), ("Ports Rivers Sea Agenda",), ()),
        ("Theme: [Ports](#),\n[Sea Agenda](#)", (), ("Ports", "Sea Agenda"), ()),
        ("Theme: Ports\nRivers", (), ("Ports Rivers",), ()),
        (
            "- Region: [Asia](#), [Baltic](#)\n- Theme: [Ports](#)\n- In-depth Report: [HOLM](#)",
            ("Asia", "Baltic"),
            ("Ports",),
            ("HOLM",),
        ),
        (
            "Region: [Asia](#)  \nTheme: [Ports](#)  \nIn-depth Report: [HOLM](#)",
            ("Asia",),
            ("Ports",),
            ("HOLM",),
        ),
        ("Région : [Asie](#)\nThème : [Ports](#)", ("Asie",), ("Ports",), ()),
        ("REGION\n[Baltic](/b)\n[Asia](/a)", ("Baltic", "Asia"), (), ()),
        ("Region:\nTheme:", (), (), ()),
        ("Tags: [Ports](#), [Sea](#)", (), (), ()),
        ("Filed under: Ports, Sea", (), (), ()),
        ("Temas: [Puertos](#)", (), (), ()),
        ("[Region](/region/)\n[News](/news/)", (), (), ()),
    ],
)
def test_labels_are_read_as_they_are_written(
    line: str, regions: tuple[str, ...], themes: tuple[str, ...], reports: tuple[str, ...]
) -> None:
    found = meta((T, "# Low Water"), (X, line), (Y, BODY), (Y, BODY))
    assert (found.regions, found.themes, found.reports) == (regions, themes, reports)


def test_too_many_labels_are_cut_and_named() -> None:
    settings = Settings(limits=Limits(tags=2))
    statement = stated((T, "# Low"), (X, "Region: A1, B2, C3"), (Y, BODY), settings=settings)
    assert statement.metadata.regions == ("A1", "B2")
    assert [(problem.line, problem.code) for problem in statement.problems] == [(3, "too-many-tags")]


def test_the_publisher_of_the_settings_stands_in() -> None:
    found = meta((T, "# Low Water"), (Y, BODY), settings=Settings(publisher="Tide Gazette"))
    assert found.publisher == "Tide Gazette"


_LINES = st.sampled_from(
    [
        "# Low Water",
        "By Ada Holm",
        "By",
        "By:",
        "Tide Gazette, May 4, 2020",
        "Pier 3 May 2020",
        "Region: [A](#), B",
        "Theme:",
        "Region:\n[A](#)",
        "04/05/2020",
        "Feb 30, 2020",
        "- 2. May 2020",
        "> Source: https://a.example/b",
        "***",
        "Via [X](#)",
        "**Bold**",
        "[]()",
        "Articles by: Ada",
        BODY,
        "² ١/٢/٢٠٢٠",
        "# ",
        "![](a)",
        "©",
    ]
)


@given(
    st.lists(st.tuples(_LINES | st.text(max_size=20), st.sampled_from(list(Role))), min_size=1, max_size=12)
)
def test_any_blocks_with_any_roles_give_a_statement(rows: list[tuple[str, Role]]) -> None:
    text = "\n\n".join(words for words, _ in rows)
    reading = read(Source("a.md", "a.md", text.encode("utf-8", "replace")), Settings())
    roles = [rows[index % len(rows)][1] for index in range(len(reading.blocks))]
    statement = extract_metadata(reading, roles, Settings())
    fields = {name for name, _ in statement.provenance}
    assert all(getattr(statement.metadata, field) for field in fields)
    assert {problem.path for problem in statement.problems} <= {"a.md"}


@pytest.mark.parametrize("role", [B, D, X, T, Y])
@pytest.mark.parametrize(
    "seed",
    [
        "Region: ",
        "Region: a, ",
        "[a](#) ",
        ", ",
        "By Ada and ",
        "1/1/20 ",
        "via ",
        "[",
        "(",
        "*",
        " ",
        "<a",
        "this article ",
    ],
)
def test_time_grows_with_the_text_and_not_faster(seed: str, role: Role) -> None:
    text = seed * (100_000 // len(seed)) + "\n\nend"
    reading = read(Source("a.md", "a.md", text.encode()), Settings())
    began = time.process_time()
    extract_metadata(reading, [role] * len(reading.blocks), Settings())
    assert time.process_time() - began < 3

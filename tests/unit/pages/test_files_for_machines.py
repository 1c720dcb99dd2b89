import json
import re
from typing import Any
from urllib.parse import urljoin

import feedparser
import msgspec
import pytest
from lxml import etree

from site_builder.facets import FACETS
from site_builder.indexing import build_index
from site_builder.model import Archive, Metadata, Role
from site_builder.pages.web_annotation import source_text
from tests.unit.pages.theme import article_pages, list_pages, renderer
from tests.unit.pages.tidewater import GAUGE, MINA, SETTINGS, A, Given, P, archive, cards, given, with_parts

KNOWN = msgspec.structs.replace(SETTINGS, base_url="https://tide.example/archive")


def file(which: Given, name: str, settings: Any = SETTINGS) -> bytes:
    return renderer().render(article_pages(which, settings)[which.card.address + name])


def cited(which: Given, name: str, settings: Any = SETTINGS) -> str:
    view: Any = article_pages(which, settings)[which.card.address + "index.html"].view
    return next(each.text for each in view.citations if each.name == name)


def test_source_stands_beside_its_page_byte_for_byte() -> None:
    assert file(GAUGE, "article.md") == GAUGE.source


def test_annotations_quote_the_source_where_they_say() -> None:
    which = GAUGE._replace(article=with_parts(GAUGE.article))
    text = GAUGE.source.decode()

    page = json.loads(file(which, "annotations.json"))

    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len(page["items"]) == len(GAUGE.article.annotations) + 1
    for item in page["items"]:
        quote, position = item["target"]["selector"]
        assert quote["type"] == "TextQuoteSelector"
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text[: position["start"]].endswith(quote["prefix"])
        assert text[position["end"] :].startswith(quote["suffix"])
    assert page["items"][0]["target"]["selector"][0]["exact"].startswith("Note to readers")
    assert page["items"][0]["body"][0] == {"type": "TextualBody", "purpose": "tagging", "value": "share"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_positions_do_not_count_byte_order_marks_and_line_ends(encoding: str) -> None:
    assert source_text("One\r\ntwo\rthree\n".encode(encoding), encoding="utf-8") == "One\ntwo\nthree\n"


def test_csl_says_what_the_text_states_and_no_more() -> None:
    assert json.loads(cited(GAUGE, "CSL")) == [
        {
            "id": "2020-holm-gauge",
            "type": "article-newspaper",
            "title": GAUGE.card.title,
            "author": [{"literal": "Skerry Press"}],
            "issued": {"date-parts": [[2020, 2, 4]]},
            "container-title": "Harbour Review",
            "URL": "https://skerry.example/gauge",
            "language": "en",
            "note": "First published: Skerry Press 3 February 2020",
        }
    ]
    bare = given("bare.md", [(Role.BODY, A, "Text")], Metadata(), "Bare")
    assert json.loads(cited(bare, "CSL")) == [{"id": "bare", "type": "article-newspaper", "title": "Bare"}]


def test_bibtex_keeps_its_braces_whatever_the_title() -> None:
    title = "50% of {tides} & \\input{x} $a_b^c~d"
    odd = given("odd.md", [(Role.BODY, A, "Text")], Metadata(title=title, byline=("A } B",)), title)

    entry = cited(odd, "BibTeX")

    bare = re.sub(r"\\[&%$#_{}]", "", entry)
    assert bare.count("{") == bare.count("}")
    assert r"50\% of \{tides\} \& \textbackslash{}input" in entry
    assert entry.startswith("@misc{odd,\n  title = {{50")


def test_ris_record_has_one_value_a_line() -> None:
    odd = given("odd.md", [(Role.BODY, A, "Text")], Metadata(byline=("A\r\nER  - ",)), "One\nTY  - BOOK")

    lines = cited(odd, "RIS").split("\r\n")

    assert lines == ["TY  - NEWS", "TI  - One TY - BOOK", "AU  - A ER -", "ER  - ", ""]
    assert "DA  - 2020/02/04/" in cited(GAUGE, "RIS")
    assert "DA  - 2021/05//" in cited(MINA, "RIS")


def hostile_archive() -> Archive:
    made = cards(3)
    title = 'A ]]> <b>&amp; \x01\x0b\ufffe "tide" <!DOCTYPE x>'
    metadata = msgspec.structs.replace(
        made[0].metadata, title=title, byline=(title,), themes=(title,), regions=(title,)
    )
    return build_index(
        [msgspec.structs.replace(made[0], title=title, metadata=metadata, excerpt=title), *made[1:]], FACETS
    )


@pytest.mark.parametrize("settings", [SETTINGS, KNOWN], ids=["no address", "address"])
@pytest.mark.parametrize("whole", [archive(60), hostile_archive()], ids=["plain", "hostile"])
def test_feeds_are_well_formed(settings: Any, whole: Archive) -> None:
    for path, page in list_pages(whole, settings).items():
        if not path.endswith("feed.xml"):
            continue
        data = renderer().render(page)
        assert b"<!DOCTYPE" not in data
        feed = feedparser.parse(data)
        assert not feed.bozo
        assert feed.feed.id
        assert feed.feed.updated
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)
        for entry in feed.entries:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", entry.updated)


def test_feed_has_absolute_links_and_ids_where_the_site_knows_its_address() -> None:
    pages = list_pages(archive(60), KNOWN)

    feed = feedparser.parse(renderer().render(pages["themes/sea-level/feed.xml"]))

    assert feed.feed.id == "https://tide.example/archive/themes/sea-level/"
    assert all(
        entry.link == entry.id and entry.link.startswith("https://tide.example/archive/articles/")
        for entry in feed.entries
    )


def test_json_feed_is_that_of_the_site_alone() -> None:
    pages = list_pages(archive(60), KNOWN)

    feed = feedparser.parse(renderer().render(pages["feed.xml"]))
    json_feed = json.loads(renderer().render(pages["feed.json"]))

    assert [item["id"] for item in json_feed["items"]] == [entry.id for entry in feed.entries]
    assert json_feed["feed_url"] == "https://tide.example/archive/feed.json"
    assert not [path for path in pages if path.endswith("/feed.json")]


def test_labels_of_one_article_have_neither_feed_nor_citations() -> None:
    whole = build_index(list(cards(3))[:1], FACETS)

    assert not [path for path in list_pages(whole) if "/feed." in path or "/citations." in path]


def test_a_list_is_cited_as_one_file_in_each_format() -> None:
    pages = list_pages(archive(60))
    label = next(shelf for shelf in archive(60).shelves["themes"] if len(shelf.cards) > 1)
    folder = f"themes/{label.term.slug}/citations"

    bib, ris, csl = (renderer().render(pages[f"{folder}.{each}"]).decode() for each in ("bib", "ris", "json"))

    assert [item["title"] for item in json.loads(csl)] == [card.title for card in label.cards]
    assert bib.count("@misc{") == ris.count("TY  - NEWS\r\n") == ris.count("ER  - \r\n") == len(label.cards)


def test_a_short_list_is_cited_on_its_page_and_has_no_files_for_it() -> None:
    pages = list_pages(archive(60))
    label = next(shelf for shelf in archive(60).shelves["authors"] if 1 < len(shelf.cards) < 20)
    folder = f"authors/{label.term.slug}"

    view: Any = pages[f"{folder}/index.html"].view
    texts = {each.name: each.text for each in view.citations}

    assert [item["title"] for item in json.loads(texts["CSL"])] == [card.title for card in label.cards]
    assert texts["BibTeX"].count("@misc{") == texts["RIS"].count("TY  - NEWS\r\n") == len(label.cards)
    assert not [path for path in pages if path.startswith(f"{folder}/citations")]
    html = renderer().render(pages[f"{folder}/index.html"]).decode()
    assert html.count("<summary>") == 3
    assert "@misc{" in html


def test_feed_without_an_address_has_relative_links_and_stable_ids() -> None:
    pages = list_pages(archive(60))

    feed = etree.fromstring(renderer().render(pages["themes/sea-level/feed.xml"]))

    atom = {"a": "http://www.w3.org/2005/Atom"}
    links = feed.xpath("a:entry/a:link/@href", namespaces=atom)
    assert all(
        re.fullmatch(r"/articles/.*/index\.html", urljoin("/themes/sea-level/feed.xml", link))
        for link in links
    )
    assert all(name.startswith("urn:uuid:") for name in feed.xpath("//a:id/text()", namespaces=atom))
    assert feed.xpath("//a:id/text()", namespaces=atom) == etree.fromstring(
        renderer().render(list_pages(archive(60))["themes/sea-level/feed.xml"])
    ).xpath("//a:id/text()", namespaces=atom)


def test_newest_dated_article_dates_the_feed_and_undated_ones_are_no_news() -> None:
    whole = archive(60)

    feed = feedparser.parse(renderer().render(list_pages(whole)["feed.xml"]))

    assert feed.feed.updated == f"{whole.cards[0].metadata.date}T00:00:00Z"
    assert len(feed.entries) == 30


def test_sitemap_names_every_article_with_its_date() -> None:
    pages = list_pages(archive(60), KNOWN)

    tree = etree.fromstring(renderer().render(pages["sitemap.xml"]))

    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {
        url.findtext("s:loc", namespaces=names): url.findtext("s:lastmod", namespaces=names) for url in tree
    }
    assert found["https://tide.example/archive/articles/2020/holm-gauge/"] == "2020-02-04"
    assert "https://tide.example/archive/regions/north-sea/" in found
    assert b"Sitemap: https://tide.example/archive/sitemap.xml" in renderer().render(pages["robots.txt"])


def test_site_that_does_not_know_its_address_has_no_sitemap() -> None:
    pages = list_pages(archive(3))

    assert "sitemap.xml" not in pages
    assert b"Sitemap" not in renderer().render(pages["robots.txt"])


def test_long_sitemap_is_cut_under_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.pages.sitemap._MOST", 20)

    pages = list_pages(archive(60), KNOWN)

    index = etree.fromstring(renderer().render(pages["sitemap.xml"]))
    listed = [each.text for each in index.iter("{*}loc")]
    assert listed[:2] == [
        "https://tide.example/archive/sitemap-1.xml",
        "https://tide.example/archive/sitemap-2.xml",
    ]
    assert len(listed) == len([path for path in pages if re.fullmatch(r"sitemap-\d+\.xml", path)])


def test_disclaimer_of_another_voice_is_described_in_words() -> None:
    which = given(
        "x.md",
        [(Role.BODY, A, "Text"), (Role.DISCLAIMER, P, "Views are the author's.")],
        GAUGE.card.metadata,
        "X",
    )

    item = json.loads(file(which, "annotations.json"))["items"][0]

    assert item["body"][2]["value"] == (
        "Disclaimer · reprint permission. Harbour Review, the publisher. "
        "Places responsibility with the author. Same words in 500 articles or more"
    )

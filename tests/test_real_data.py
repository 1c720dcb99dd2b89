"""The promises hold on thousands of real articles: nothing crashes, nothing is lost, labels stay good."""

import gzip
import html
import itertools
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import pipeline
from site_builder.commonmark import parse
from site_builder.model import Source
from site_builder.rendering import Renderer
from site_builder.runners import default_jobs
from site_builder.segmenting import classify, gather_evidence
from site_builder.settings import Settings
from site_builder.training import cross_validate, read_collection, read_folders
from site_builder.training.scoring import score
from tests.site import theme

DATA = Path(__file__).parents[2] / "shared/data"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the labelled articles are not here"),
]
SETTINGS = Settings()


def gold():
    return sorted(path for kind in ("gold", "gold-derived") for path in (DATA / kind).glob("*/article.md"))


def bulk():
    """Yield name and text of every unlabelled article."""
    for path in sorted((DATA / "bulk").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                found = json.loads(line)
                yield found["id"], found["md"]


@cache
def renderer():
    return Renderer(theme())


def built(name, data):
    """Give an article and its page."""
    study = pipeline.study(Source(name, name, data), SETTINGS)
    article = pipeline.understand(study, {}, SETTINGS)
    card = pipeline.card_of(study, article, "articles/a/", SETTINGS)
    outputs = pipeline.render_article(study, article, card, settings=SETTINGS, facets=(), renderer=renderer())
    return article, next(output.data.decode() for output in outputs if output.path.endswith(".html"))


class Words(HTMLParser):
    """Collects the words that a page shows, and the addresses behind them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_data(self, data):
        self.found += words(data)

    def handle_starttag(self, tag, attributes):
        self.found += [word for _, value in attributes for word in words(value or "")]


def words(text):
    return re.findall(r"\w+", text.casefold())


NO_WORDS = re.compile(r"(?<=\])\((?:[^()]|\([^()]*\))*\)|<[^<>]*>|^[\s>]*\d+[.)](?=\s)", re.MULTILINE)


def missing_words(source, page):
    """Give the words of a source that its page does not have.

    Addresses behind links, tags and the numbers of list items are not words.
    They are compared without marks and blanks, since marks may stand inside words.
    """
    parser = Words()
    parser.feed(page)
    shown, found = "".join(parser.found), set(parser.found)
    wanted = re.sub(r"&#?\w+;", lambda entity: html.unescape(entity[0]), NO_WORDS.sub(" ", source))
    missing = set(words(wanted)) - found
    return sorted(word for word in missing if word.replace("_", "") not in shown and word not in shown)


def mean_f1(rates):
    return sum(each.f1 for each in rates.values()) / len(rates)


def every_line_has_one_owner(text):
    document = parse(text)
    owners = document.owners()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    blocks = document.blocks
    assert all(a.lines.end <= b.lines.start for a, b in itertools.pairwise(blocks))
    if not blocks:
        assert not text.strip()
        return
    assert len(owners) == len(lines)
    assert list(owners) == sorted(owners)
    shown = {line for block in blocks for line in range(block.lines.start, block.lines.end)}
    kept = {line for left in document.leftovers for line in range(left.lines.start, left.lines.end)}
    lost = [line for index, line in enumerate(lines) if line.strip() and index not in shown | kept]
    assert lost == []


@given(st.text(alphabet="ab \t\n\r#*_`>-+[](){}<!/:|1.\\&;=~^\"'é\u00a0", max_size=200))
def test_every_line_of_any_text_belongs_to_one_block(text):
    every_line_has_one_owner(text)


class TestRealData:
    pytestmark = needs_data

    def test_every_line_of_real_articles_belongs_to_one_block(self):
        for path in gold():
            every_line_has_one_owner(path.read_text("utf-8"))

    def test_every_word_of_an_article_is_on_its_page(self):
        for path in gold():
            source = path.read_text("utf-8")
            _, page = built(path.parent.name, source.encode())
            assert missing_words(source, page) == [], path

    @pytest.mark.slow
    def test_thousands_of_real_articles_lose_nothing(self):
        for name, text in bulk():
            every_line_has_one_owner(text)
            article, page = built(name, text.encode())
            assert article.blocks, name
            assert missing_words(text, page) == [], name

    def test_the_seed_is_read_exactly(self):
        path = DATA / "gold/gr-seed-southfront"
        article, _ = built("seed", (path / "article.md").read_bytes())

        stated = article.metadata
        assert (
            stated.title
            == "Video: Human Shields: Turkish Forces Suffer Casualties in Syrian Army Attack on Idlib"
        )
        assert stated.byline == ("South Front",)
        assert (stated.publisher, stated.date) == ("Global Research", "2020-02-04")
        assert (stated.source, stated.source_date) == ("South Front", "2020-02-03")
        assert stated.regions == ("Middle East & North Africa",)
        assert stated.themes == ("Military and WMD", "US NATO War Agenda")
        assert stated.reports == ("SYRIA",)
        roles = [label["role"] for label in json.loads((path / "labels.json").read_text())]
        assert [label.role for label in article.labels] == roles
        voices = {label.role: label.voice for label in article.labels}
        assert (voices["share"], voices["support"]) == ("publisher", "source")
        assert (voices["disclaimer"], voices["copyright"], voices["contact"]) == ("publisher",) * 3
        parts = {label.role: [part.role for part in label.parts] for label in article.labels if label.parts}
        assert parts["disclaimer"] == ["disclaimer", "copyright", "contact"]
        assert len(parts["support"]) == 2

    def test_the_shipped_model_keeps_what_it_has_reached(self):
        articles = [*read_folders([DATA / "gold", DATA / "gold-derived"])]
        found = [
            (
                each,
                [
                    verdict.role
                    for verdict in classify(each.reading, gather_evidence(each.reading), {}, reasons=False)
                ],
            )
            for each in articles
        ]

        scores = score(found)

        assert scores.accuracy >= 0.975
        assert scores.body.recall >= 0.995
        assert mean_f1(scores.classes) >= 0.98

    @pytest.mark.slow
    @pytest.mark.timeout(3 * 3600)
    def test_a_model_that_never_saw_the_outlet_keeps_what_was_reached(self):
        articles = [*read_folders([DATA / "gold", DATA / "gold-derived"])]
        tested = [each.name for each in articles]
        bulk_labels = Path(__file__).parent / "labels/bulk.json"
        articles += read_collection(bulk_labels, sorted((DATA / "bulk").glob("*.jsonl.gz")))

        scores = cross_validate(articles, tested=tested, folds=6, say=print, jobs=default_jobs())

        assert scores.accuracy >= 0.944
        assert scores.body.f1 >= 0.983
        assert scores.body.recall >= 0.993
        assert mean_f1(scores.classes) >= 0.965
        assert mean_f1(scores.roles) >= 0.895

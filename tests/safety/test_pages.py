"""Whatever stands in an article, its page runs nothing of it, loads nothing foreign and loses no word."""

import re

import html5lib
import pytest

from site_builder.commonmark import parse
from site_builder.rendering import render_blocks
from tests.safety import corpus
from tests.safety.checks import Judge, missing, walk
from tests.unit.engine.sites import SmallSite


def complaints(judge, paths):
    return [complaint for path in sorted(paths) for complaint in judge.complaints(path)]


def pages_of(site, made):
    """Give the path of the page of every article that was built, by the article."""
    by_source = {(site.content / each.name).read_bytes(): each for each in made}
    copies = site.output.glob("articles/**/article.md")
    return {
        by_source[path.read_bytes()]: path.with_name("index.html").relative_to(site.output).as_posix()
        for path in copies
    }


def test_every_article_is_a_page_or_a_line(hostile):
    made = corpus.articles()
    refused = {problem.path for problem in hostile.summary.problems if problem.refused}

    pages = pages_of(hostile, made)

    assert len(pages) + len(refused) == len(made)
    assert hostile.summary.articles == len(pages)


def test_pages_of_articles_hold_nothing_dangerous_and_stay_whole(judge):
    paths = [path for path in judge.files if path.startswith("articles/payloads/") and path.endswith(".html")]

    assert len(paths) > 150
    assert complaints(judge, paths) == []


def test_pages_of_labels_hold_nothing_dangerous(judge):
    """The lists show titles, bylines and labels of the articles; a sample of those many pages is taken."""
    lists = sorted(
        path for path in judge.files if path.endswith(".html") and not path.startswith("articles/payloads/")
    )

    assert complaints(judge, [*lists[:12], *lists[12::12], "index.html", "articles/index.html"]) == []


def test_files_for_machines_are_well_formed(judge):
    paths = [path for path in judge.files if path.endswith((".json", ".xml"))]

    assert len(paths) > 200
    assert complaints(judge, paths) == []


def lost_words(site, judge, made):
    lost = {each.name: missing(each.words, judge.text(page)) for each, page in pages_of(site, made).items()}
    return {name: words for name, words in lost.items() if words}


def test_no_word_is_lost(hostile, judge):
    assert lost_words(hostile, judge, corpus.articles()) == {}


def test_what_must_not_be_rendered_is_shown(hostile, judge):
    pages = {made.name: page for made, page in pages_of(hostile, corpus.articles()).items()}

    for number, payload in enumerate(corpus.PAYLOADS):
        if re.match(r"<(?:script|style|iframe|svg|object|form|input|math|meta|base|link)\b", payload, re.I):
            (page,) = [page for name, page in pages.items() if f"/p{number:03d}-" in name]
            shown = " ".join(judge.text(page).split())
            assert shown.count(" ".join(payload.split())) >= 2, payload


def test_template_marks_are_text(hostile, judge):
    pages = pages_of(hostile, corpus.articles())
    (page,) = [page for made, page in pages.items() if "{{ 7 * 7 }}" in made.text]

    assert "{{ 7 * 7 }} {{ page.__class__ }} {{ config }}" in judge.text(page)


def test_the_machine_that_built_is_not_named(hostile):
    needle = str(hostile.root).encode()

    for path in hostile.output.rglob("*"):
        if path.is_file():
            assert needle not in path.read_bytes(), path


def fragment_complaints(html):
    """Judge a block's HTML alone: parsed as a browser would, it must be what it seems and stay in its box."""
    boxed = f'<section data-class="x">{html}</section><p id="after">after</p>'
    tree = html5lib.parseFragment(boxed, treebuilder="etree", namespaceHTMLElements=False)
    if [each.tag for each in tree] != ["section", "p"] or tree[1].text != "after":
        yield f"out of its box: {[each.tag for each in tree]}"
    judge = Judge.__new__(Judge)
    judge.files, judge.base_url, judge._top, judge.fragments = frozenset({"x"}), "", "", []
    for element, inside in walk(tree[0], inside=False):
        if inside:
            yield from judge._element("x", element, inside=True)


def random_complaints(seeds):
    for seed in seeds:
        text, words = corpus.spliced(seed)
        html = render_blocks(parse(text), remote_images=False, prefix="a-")
        tree = html5lib.parseFragment("".join(html), treebuilder="etree", namespaceHTMLElements=False)
        said = "".join(tree.itertext())
        for piece in html:
            yield from ((seed, each) for each in fragment_complaints(piece))
        # What stands between the brackets of a raw tag is no text; a harmless tag goes without its attributes.
        plain = re.sub(r"<[a-zA-Z][^<>]*>", "", text)
        yield from (
            (seed, word) for word in words if word in plain and word not in said and word not in "".join(html)
        )


def test_random_texts_of_hostile_pieces_are_safe_and_whole():
    assert list(random_complaints(range(60))) == []


@pytest.mark.slow
def test_many_random_texts_of_hostile_pieces_are_safe_and_whole():
    assert list(random_complaints(range(1000, 3500))) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(8))
def test_every_payload_in_every_place_is_harmless(tmp_path, part):
    made = corpus.matrix()[part::8]
    site = SmallSite(tmp_path)
    corpus.write(site.content, made)

    summary = site.build(jobs=2)

    judge = Judge(site.output)
    assert complaints(judge, judge.files) == []
    assert list(judge.dangling()) == []
    assert len(pages_of(site, made)) + summary.refused == len(made)
    assert lost_words(site, judge, made) == {}

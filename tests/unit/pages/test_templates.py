import re

import pytest

from site_builder.model import Page, SiteError
from site_builder.pages.views import Link
from site_builder.rendering import Renderer
from site_builder.rendering.code import CLASSES
from tests.unit.pages.theme import renderer, static, templates
from tests.unit.pages.tidewater import archive

VIEW = Link(name="<b>Tide</b>", href="x")


def test_everything_is_escaped() -> None:
    rendered = Renderer({"a.html": '<p title="{{ page.name }}">{{ page.name }}'}).render(
        Page("a", "a.html", VIEW, "")
    )

    assert rendered == b'<p title="&lt;b&gt;Tide&lt;/b&gt;">&lt;b&gt;Tide&lt;/b&gt;'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ page.nmae is defined }} {{ page.nmae|default('no') }}", "False no"),
        ("{% set have = {'class': 'a', 'lang': 'en'} %}{{ have.class }} {{ have.lang }}", "a en"),
        ("{% block name %}{{ page.name }}{% endblock %}: {{ self.name() }}", "T&amp;: T&amp;"),
        ("{% macro twice(text) %}{{ text }}{{ text }}{% endmacro %}{{ twice(page.name) }}", "T&amp;T&amp;"),
        ("{{ 'a<b' }}{{ page.name|safe }}{{ page.name|upper }}{{ 1 + 1 }}{{ none }}", "a&lt;bT&T&amp;2None"),
    ],
)
def test_templates_may_say_all_that_jinja_understands(text: str, shown: str) -> None:
    view = Link(name="T&", href="")

    assert Renderer({"a.html": text}).render(Page("a", "a.html", view, "")).decode() == shown


def test_bytes_pass_through() -> None:
    assert Renderer({}).render(Page("a", "", b"\xff{{", "")) == b"\xff{{"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{{ page.nmae }}", "templates/a.html:2: .*nmae"),
        ("{{ pgae.name }}", "templates/a.html:1: .*pgae"),
        ("\n\n{% if %}", "templates/a.html:3"),
        ('{% include "lost.html" %}', "templates/a.html:1: .*lost.html"),
    ],
)
def test_mistake_in_a_template_names_the_template(text: str, message: str) -> None:
    with pytest.raises(SiteError, match=message):
        Renderer({"a.html": text}).render(Page("a", "a.html", VIEW, ""))


def test_mistake_in_a_part_names_the_part() -> None:
    texts = {
        "base.html": "{% block a %}{% endblock %}",
        "a.html": '{% extends "base.html" %}\n{% block a %}\n{% include "parts/b.html" %}\n{{ 1 }}\n{% endblock %}',
        "parts/b.html": "<p>\n</p>\n{{ page.nmae }}\n",
    }

    with pytest.raises(SiteError, match=r"^templates/parts/b\.html:3: .*nmae"):
        Renderer(texts).render(Page("a", "a.html", VIEW, ""))
    texts["parts/b.html"] = "<p>\n</p>\n{{ page.name\n"
    with pytest.raises(SiteError, match=r"^templates/parts/b\.html:3: "):
        Renderer(texts).render(Page("a", "a.html", VIEW, ""))


def test_mistake_behind_a_part_has_the_line_of_its_own_file() -> None:
    texts = {"a.html": '{% include "b.html" %}\n{{ page.nmae }}', "b.html": "1\n2\n3\n"}

    with pytest.raises(SiteError, match=r"^templates/a\.html:2: "):
        Renderer(texts).render(Page("a", "a.html", VIEW, ""))


def test_impossible_sum_in_a_template_has_a_line() -> None:
    with pytest.raises(SiteError, match=r"^templates/a\.html:1: .*needed for a"):
        Renderer({"a.html": "{{ 1 / 0 }}"}).render(Page("a", "a.html", VIEW, ""))


def test_templates_that_include_each_other_are_refused_with_a_line() -> None:
    circle = Renderer({"a.html": '{% include "b.html" %}\n', "b.html": '{% include "a.html" %}\n'})

    with pytest.raises(SiteError, match=r"a\.html"):
        circle.render(Page("a", "a.html", VIEW, ""))


def test_digest_follows_what_a_template_extends_and_includes() -> None:
    texts = {
        "page.html": '{% extends "base.html" %}',
        "base.html": '{% include "part.html" %}\n',
        "part.html": "one",
        "other.html": "other",
    }
    before = Renderer(texts)

    after = Renderer(texts | {"part.html": "two"})

    assert before.digest("page.html") != after.digest("page.html")
    assert before.digest("other.html") == after.digest("other.html")
    assert before.digest("page.html") == Renderer(dict(reversed(texts.items()))).digest("page.html")


def test_safe_html_is_written_only_where_it_is_made() -> None:
    trusted = {
        (name, marked)
        for name, text in templates().items()
        for marked in re.findall(r"(\S+)\s*\|\s*safe", text)
    }

    assert trusted == {
        ("article.html", "page.structured"),
        ("article.html", "page.title_html"),
        ("parts/note_line.html", "note.html"),
        ("own.html", "page.html"),
        ("parts/blocks.html", "block.html"),
        ("parts/head.html", "section.html"),
        ("parts/note_body.html", "note.html"),
        ("parts/noted.html", "section.html"),
        ("parts/text.html", "section.html"),
    }
    assert not [name for name, text in templates().items() if "autoescape" in text]


@pytest.mark.parametrize("name", ["style.css", "lists.css", "search.css"])
def test_theme_uses_logical_properties_only(name: str) -> None:
    sheet = static()[name].decode()

    assert not re.findall(
        r"^\s*(?:(?:(?:margin|padding|border)-)?(?:left|right|top|bottom)|width|height|float(?!: inline)):",
        sheet,
        re.M,
    )


def test_theme_knows_every_class_of_a_listing() -> None:
    sheet = static()["style.css"].decode()

    assert {name for name in CLASSES if f".{name} {{" not in sheet} == set()


def test_every_template_is_used() -> None:
    texts = templates()
    named = {found for text in texts.values() for found in re.findall(r'"([\w/]+\.(?:html|xml))"', text)}
    # The last are filled by the renderer itself: for every list, once for all pages, and when all is known.
    kinds = {
        "article.html",
        "copies.html",
        "home.html",
        "shelf.html",
        "overview.html",
        "about.html",
        "not_found.html",
        "notes.html",
        "own.html",
        "search.html",
        "notice.html",
        "notices.html",
        "parts/item.html",
        "parts/menu.html",
    }

    assert set(texts) == named | kinds | {"feed.xml", "sitemap.xml", "sitemap_index.xml"}


def test_theme_is_light_on_the_wire() -> None:
    assert sum(len(static()[name]) for name in ("style.css", "page.js", "icon.svg")) < 38_000
    assert renderer()
    assert archive(1)

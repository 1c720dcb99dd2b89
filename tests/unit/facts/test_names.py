"""`[not]` leaves wrong names out, and `[same]` makes several spellings one name."""

import pytest

from site_builder.settings import parse_settings, read_settings_text
from tests.site import build_site

TEXT = """
facets = ["countries"]
[not]
authors = ["Admin", "New Delhi"]
countries = ["Unknown"]
[same]
publishers."The Guardian" = ["guardian.com", "Guardian"]
[same.themes]
Trade = ["trading", "commerce"]
"""


def test_wrong_names_are_left_out_whatever_their_case():
    names = parse_settings(TEXT).names

    assert names.exclude("byline", ("ADMIN", "Ines  Marr", "new delhi")) == ("Ines  Marr",)
    assert names.exclude("countries", ("unknown",)) == ()
    assert names.exclude("publisher", "Admin") == "Admin"


def test_spellings_of_one_name_become_that_name_once():
    names = parse_settings(TEXT).names

    assert names.unify("publisher", "Guardian.com") == "The Guardian"
    assert names.unify("themes", ("Commerce", "Ports", "trade")) == ("Trade", "Ports")
    assert names.unify("publisher", None) is None


def test_an_author_who_is_none_is_no_author_and_has_no_page():
    article = (
        "---\nauthor: {}\n---\n\n## {}\n\nThe tide came in and went out again, as it does on most days.\n"
    )
    pages = build_site(
        f'-- site.toml --\n[not]\nauthors = ["Admin"]\n[same]\nauthors."Ines Marr" = ["I. Marr"]\n'
        f"-- a.md --\n{article.format('Admin', 'One')}-- b.md --\n{article.format('I. Marr', 'Two')}"
        f"-- c.md --\n{article.format('Ines Marr', 'Three')}"
    )

    assert {path for path in pages if path.startswith("authors/") and path.endswith("index.html")} == {
        "authors/ines-marr/index.html",
        "authors/index.html",
    }


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[not]\nauthor = ["A"]', 2, "[not] has no 'author'"),
        ("[not]\nauthors = 3", 2, "is not a list of names"),
        ("not = 3", 1, "not = 3 is not a table"),
        ('[same]\nthemes = ["A"]', 2, "is not a table of names"),
        ('[same.themes]\n"A b" = 3', 2, "is not a list of spellings"),
        ('[same.themes]\nA = ["C"]\nB = ["c"]', 3, 'cannot be both "A" and "B"'),
    ],
)
def test_mistakes_are_named_with_their_line(text, line, message):
    _, (problem,) = read_settings_text(text, name="site.toml")

    assert (problem.line, message in problem.message) == (line, True)

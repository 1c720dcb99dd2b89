"""Defaults hold for the articles that their patterns match, and the nearest pattern wins."""

import pytest

from site_builder.facts import defaults_for, matches
from site_builder.settings import parse_settings

TEXT = """
[[defaults]]
match = "**"
publisher = "Everyone"
language = "en"
add = { themes = ["Saved"] }

[[defaults]]
match = "guardian/**"
publisher = "The Guardian"
date_order = "dmy"
add = { themes = ["Papers"] }

[[defaults]]
match = ["guardian/2018/*.md", "other/"]
publisher = "The Guardian Weekly"
encoding = "latin-1"

[[defaults]]
match = "guardian/2018"
publisher = ""
"""


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**", "a.md", True),
        ("guardian/**", "guardian/2018/a.md", True),
        ("guardian/**", "guardians/a.md", False),
        ("guardian", "guardian/2018/a.md", True),
        ("guardian/", "guardian/a.md", True),
        ("guardian", "guardian.md", False),
        ("guardian/a.md", "guardian/a.md", True),
        ("*/a.md", "x/y/a.md", False),
        ("guardian/*", "guardian/2018/a.md", False),
        ("**/a.md", "a.md", True),
        ("**/a.md", "x/y/a.md", True),
        ("a?.md", "ab.md", True),
        ("a?.md", "a/.md", False),
        ("[ab].md", "b.md", True),
        ("[!ab].md", "b.md", False),
        ("./a+(b).md", "a+(b).md", True),
    ],
)
def test_a_pattern_matches_paths_below_the_content_folder(pattern, path, expected):
    assert matches(path, pattern) is expected


def test_the_nearest_pattern_decides_each_field_and_additions_add_up():
    rules = parse_settings(TEXT).defaults

    weekly = defaults_for("guardian/2018/a.md", rules)
    daily = defaults_for("guardian/b.md", rules)
    other = defaults_for("else/c.md", rules)

    # Of two patterns that are equally near, the later wins, even with nothing.
    assert (weekly.metadata.publisher, weekly.encoding, weekly.date_order) == (None, "latin-1", "dmy")
    assert (daily.metadata.publisher, daily.metadata.language) == ("The Guardian", "en")
    assert daily.added.themes == ("Papers", "Saved")
    assert (other.metadata.publisher, other.added.themes) == ("Everyone", ("Saved",))


def test_settings_of_an_article_follow_its_defaults():
    settings = parse_settings(TEXT)

    assert settings.for_path("guardian/2018/a.md").encoding == "latin-1"
    assert settings.for_path("guardian/b.md").publisher == "The Guardian"
    assert parse_settings("").for_path("a.md") == parse_settings("")


def test_a_facet_of_the_site_can_have_defaults():
    text = 'facets = ["countries"]\n[[defaults]]\nmatch = "cy/**"\ncountries = ["Cyprus"]\n'

    assert defaults_for("cy/a.md", parse_settings(text).defaults).metadata.labels == (
        ("countries", ("Cyprus",)),
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[[defaults]]\npublisher = "A"', 1, "does not say for which articles"),
        ('[[defaults]]\nmatch = "a"\npublischer = "A"', 3, "has no 'publischer'"),
        ('[[defaults]]\nmatch = "a"\ndate = "soon"', 3, "is not a date"),
        ('[[defaults]]\nmatch = "a"\nencoding = "klingon"', 3, "is not known"),
        ('[[defaults]]\nmatch = "a"\ndate_order = "ymd"', 3, "is not known"),
        ('[[defaults]]\nmatch = "a"\nadd = { title = "x" }', 3, "is no list that can be added to"),
        ("[[defaults]]\nmatch = 3", 2, "does not say for which articles"),
        ("defaults = 3", 1, "is not a list of tables"),
    ],
)
def test_mistakes_in_defaults_are_named_with_their_line(text, line, message):
    from site_builder.settings import read_settings_text

    _, (problem,) = read_settings_text(text, name="site.toml")

    assert (problem.line, message in problem.message) == (line, True)

"""A site chooses facets by word or by table; what cannot be meant is told with its line."""

import pytest

from site_builder.facets import FACETS
from site_builder.model import SiteError
from site_builder.settings import parse_settings


def indexes(text):
    return {facet.key: facet for facet in parse_settings(text).indexes}


def test_a_site_that_chooses_none_has_the_built_in_ones():
    assert parse_settings("").indexes == FACETS


def test_one_word_switches_a_facet_of_the_catalogue_on():
    chosen = indexes('facets = ["countries", "Tags"]')

    assert chosen["countries"].one == "Country"
    assert "tags" in chosen
    assert list(chosen)[:5] == ["regions", "themes", "reports", "countries", "tags"]


def test_a_table_makes_a_facet_of_any_label():
    chosen = indexes('[[facets]]\nname = "Lights"\naddress = "lights"\nlabels = ["Light", "Leuchtturm:"]\n')

    assert chosen["lights"].many == "Lights"
    assert chosen["lights"].one == "Light"
    assert chosen["lights"].words == "Light|Leuchtturm"
    assert not chosen["lights"].several


def test_words_and_tables_can_stand_in_one_list():
    chosen = indexes('facets = ["series", {name = "Ports", labels = ["Port"], many = true}]')

    assert chosen["series"].many == "Series"
    assert chosen["ports"].several


def test_tag_lists_become_themes_where_a_site_asks_for_it():
    chosen = indexes('[[facets]]\nname = "Subjects"\naddress = "themes"\nlabels = ["Tags"]\nmany = true\n')

    assert [facet.key for facet in FACETS] == list(chosen)
    assert chosen["themes"].field == "themes"
    assert chosen["themes"].words == "Tags"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('facets = ["lighthouses"]', "needs `labels`"),
        ('[[facets]]\nname = "Häfen"\nlabels = ["Hafen"]', "needs an `address`"),
        ('[[facets]]\nname = "Years"\nlabels = ["Year"]', "is taken"),
        ('[[facets]]\nname = "Static"\nlabels = ["Static"]', "is taken"),
        ('facets = ["tags", "tags"]', "two facets have the address"),
    ],
)
def test_a_facet_that_cannot_be_meant_is_a_mistake_with_its_line(text, message):
    with pytest.raises(SiteError, match=r"site.toml:1: ") as raised:
        parse_settings(text)

    assert message in str(raised.value)

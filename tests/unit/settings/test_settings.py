"""site.toml becomes settings, or every mistake is named with its line."""

import pytest

from site_builder.model import SiteError
from site_builder.settings import Settings, parse_settings


def mistakes(text):
    with pytest.raises(SiteError) as caught:
        parse_settings(text)
    return caught.value.message.splitlines()


def test_an_empty_file_gives_the_defaults():
    assert parse_settings("") == Settings()


def test_every_mistake_is_named_with_its_line():
    found = mistakes('titel = "a"\npage_size = 0\n\n[search]\nenabled = 3\n')

    assert found == [
        "site.toml:1: there is no setting 'titel'; did you mean 'title'?",
        "site.toml:2: page_size = 0: expected at least 1",
        "site.toml:5: search.enabled = 3: expected `bool`, got `int`",
    ]


def test_what_is_not_toml_is_named_with_its_line():
    assert mistakes('title = "a"\noops\n')[0].startswith("site.toml:2: this is not TOML")


def test_a_word_that_is_not_among_the_choices_is_a_mistake():
    assert "remote_images" in mistakes('remote_images = "maybe"')[0]


def test_a_base_url_that_is_no_address_is_a_mistake():
    assert mistakes('\nbase_url = "example.org"') == [
        "site.toml:2: base_url is not an address: 'example.org'"
    ]

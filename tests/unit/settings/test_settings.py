"""site.toml becomes settings, or every mistake is named with its line."""

import pytest

from site_builder.model import SiteError
from site_builder.settings import Settings, parse_settings


def problems(text):
    with pytest.raises(SiteError) as caught:
        parse_settings(text)
    return caught.value.problems


def mistakes(text):
    return [f"{problem.path}:{problem.line}: {problem.message}" for problem in problems(text)]


def test_an_empty_file_gives_the_defaults():
    assert parse_settings("") == Settings()


def test_every_mistake_is_named_with_its_line():
    found = mistakes(
        'titel = "a"\npage_size = 0\nbase_url = "example.org"\nlanguage = "english"\n\n[search]\nenabled = 3\n'
        '\n[[defaults]]\npublisher = "A"\n[not]\nauthor = ["B"]\n'
    )

    assert found == [
        "site.toml:1: there is no setting 'titel'; did you mean 'title'?",
        "site.toml:2: page_size = 0 is less than 1",
        'site.toml:3: base_url = "example.org" is not an address',
        'site.toml:4: language = "english" is no language',
        "site.toml:7: search.enabled = 3 is not true or false",
        "site.toml:9: this [[defaults]] does not say for which articles",
        "site.toml:12: [not] has no 'author'",
    ]


def test_what_is_not_toml_is_named_with_its_line():
    assert mistakes('title = "a"\noops\n')[0].startswith("site.toml:2: this is not TOML")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            'remote_images = "maybe"',
            'remote_images = "maybe" is not "link" or "allow"',
            'write remote_images = "link" or "allow"',
        ),
        (
            'date_order = "ymd"',
            'date_order = "ymd" is not "dmy", "mdy" or ""',
            'write date_order = "dmy", "mdy" or ""',
        ),
        ("title = 3", "title = 3 is not a text", 'write title = "words in quotes"'),
        ('page_size = "50"', 'page_size = "50" is not a whole number', "a number without quotes"),
        ('pages = "book"', 'pages = "book" is not a list of texts', 'write pages = ["one", "another"]'),
        ("limits = 3", "limits = 3 is not a table", "write [limits]"),
        ('language = "english"', "is no language", 'write "en"'),
        ('language = "jp"', "is no language", 'write "ja"'),
        ('language = "Deutsch"', "is no language", 'write "de"'),
        ('language = "qq"', "is no language", '"pt-BR"'),
        ('encoding = "ascii-ish"', "is not known", "windows-1252"),
        ('encoding = "rot13"', "is not known", "windows-1252"),
        (
            "[limits]\nfiles = 3",
            "there is no setting 'limits.files'",
            "settings of [limits]: file_bytes, line_bytes",
        ),
        ('pages = ["../a"]', 'has "../a", which is no folder of the content folder', "handbook"),
    ],
)
def test_a_mistake_is_said_in_words_with_a_way_out(text, message, hint):
    (problem,) = problems(text)

    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "ftp://example.org",
        "https://",
        "https:///archive",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/?q=1",
        "https://example.org/#top",
        "https://me:secret@example.org",
        "https://example.org:port/",
        "https://-.org/",
    ],
)
def test_a_base_url_that_is_no_address_to_publish_under_is_a_mistake(address):
    (problem,) = problems(f"\nbase_url = {address!r}")

    assert (problem.line, "base_url" in problem.message) == (2, True)


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "HTTPS://Example.org/sub", "http://localhost:8000/a/", "http://[::1]/", ""],
)
def test_an_address_to_publish_under_is_taken(address):
    assert parse_settings(f"base_url = {address!r}").base_url == address


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant", "gsw", "de-AT-1996"])
def test_language_tags_are_taken(tag):
    assert parse_settings(f"language = {tag!r}").language == tag


def test_a_byte_order_mark_and_any_line_ends_harm_nothing():
    assert parse_settings('\ufefftitle = "Locks"\r\npage_size = 3\r\n') == Settings(
        title="Locks", page_size=3
    )


def test_a_key_inside_a_text_over_several_lines_is_no_setting():
    text = 'description = """\npage_size = 0\n"""\npage_size = 0\n'

    assert mistakes(text) == ["site.toml:4: page_size = 0 is less than 1"]


def test_every_address_of_the_menu_that_no_page_can_have_is_named():
    found = mistakes(
        'pages = ["My Project"]\nmenu = ["articles", "my-project", "rgions", "years", "My Project", "about"]\n'
    )

    assert found == [
        "site.toml:2: menu names 'rgions', and no page of this site has that address; did you mean 'regions'?",
        "site.toml:2: menu names 'My Project', and no page of this site has that address; did you mean 'my-project'?",
    ]


def test_the_menu_may_name_what_has_no_pages_yet():
    assert parse_settings('menu = ["articles", "reports", "notices", "search", "notes"]').menu


def test_all_folders_of_pages_that_lie_outside_are_named():
    assert mistakes('pages = ["book", "../x", ""]') == [
        'site.toml:1: pages = ["book", "../x", ""] has "../x", "", which are no folders of the content folder'
    ]

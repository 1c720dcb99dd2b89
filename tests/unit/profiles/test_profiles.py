"""Profiles are data: they sharpen what is known of a publisher, and their mistakes are named."""

import pytest

from site_builder import pipeline
from site_builder.model import Role, SiteError, Source
from site_builder.profiles import merge_profiles, parse_profile, read_profile, shipped_profiles
from site_builder.settings import Settings, parse_settings

TEXT = """name = "Harbour Review"
hosts = ["harbourreview.example"]
date_order = "dmy"

[phrases]
support = ["The boathouse roof"]
"""
ARTICLE = """## The gauge at Holm

By Ines Marr

Harbour Review, {date}

The harbour office keeps its paper rolls in the same cupboard as the paint, and has done so for seventy years or more.

The float had caught on a bolt at half tide, and from then on it reported, faithfully, the height of the bolt.

The boathouse roof is nearly paid for, and all of us are glad.
"""


def understood(profiles, date="4 February 2020"):
    settings = Settings(profiles=profiles)
    source = Source("a.md", "a.md", ARTICLE.format(date=date).encode())
    return pipeline.understand(pipeline.study(source, settings), {}, settings)


def test_a_known_phrase_decides_the_role_and_says_so():
    article = understood((parse_profile(TEXT, display_path="harbour.toml"),))

    assert article.labels[-1].role is Role.SUPPORT
    assert article.labels[-1].rule == "known way of Harbour Review: 'the boathouse roof'"


def test_a_profile_of_another_publisher_changes_nothing():
    other = parse_profile(
        TEXT.replace("Harbour Review", "Coast Quarterly").replace("harbour", "coast"), display_path="x"
    )

    assert understood((other,)).labels == understood(()).labels


def test_a_phrase_without_letters_or_digits_tells_nothing():
    profile = parse_profile(TEXT.replace("The boathouse roof", "!!"), display_path="harbour.toml")
    source = Source("a.md", "a.md", f"{ARTICLE.format(date='4 February 2020')}\n!!!!\n".encode())
    known, unknown = (Settings(profiles=each) for each in ((profile,), ()))

    article = pipeline.understand(pipeline.study(source, known), {}, known)

    assert article.labels == pipeline.understand(pipeline.study(source, unknown), {}, unknown).labels


def test_an_ambiguous_date_is_read_in_the_order_of_the_publisher():
    article = understood((parse_profile(TEXT, display_path="harbour.toml"),), date="04/05/2020")

    assert article.metadata.date == "2020-05-04"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "harbour.toml:1: this is not TOML"),
        ("hosts = []", "harbour.toml:1: a profile needs a name"),
        ('name = "x"\nhots = []', "harbour.toml:2: a profile has no 'hots'; did you mean 'hosts'?"),
        ('name = "x"\nhosts = "x.example"', 'harbour.toml:2: hosts = "x.example" is not a list of texts'),
        ('name = "x"\ndate_order = "ymd"', 'harbour.toml:2: date_order = "ymd" is not known'),
        ('name = "x"\n[phrases]\nadvert = ["buy"]', "harbour.toml:3: there is no role 'advert'"),
        ("name = 3\nhots = []", "harbour.toml:1: name = 3 is not a text\nharbour.toml:2: "),
    ],
)
def test_mistakes_in_a_profile_are_named(text, message):
    with pytest.raises(SiteError) as caught:
        parse_profile(text, display_path="harbour.toml")

    assert message in str(caught.value)


def test_a_sites_own_profile_replaces_the_shipped_one_of_the_same_name():
    own = parse_profile('name = "Global Research"', display_path="own.toml")

    merged = merge_profiles((own,), shipped_profiles())

    assert [profile for profile in merged if profile.name == "Global Research"] == [own]


def test_ten_profiles_are_shipped_and_no_two_claim_one_host():
    hosts = [host for profile in shipped_profiles() for host in profile.hosts]

    assert len(shipped_profiles()) >= 10
    assert len(hosts) == len(set(hosts))


def test_site_toml_cannot_set_profiles():
    with pytest.raises(SiteError, match="there is no setting 'profiles'"):
        parse_settings("profiles = []")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_and_line_ends_of_windows_harm_nothing(encoding):
    data = TEXT.replace("\n", "\r\n").encode(encoding)

    assert read_profile(data, display_path="x") == (parse_profile(TEXT, display_path="x"), ())

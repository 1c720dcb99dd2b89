"""An address on a page leads to a file, to another host, or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.checking.link_targets import (
    OUT,
    ExternalTarget,
    LinkTarget,
    find_served_file,
    resolve_target,
)

BASE = "https://a.example/archive"


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("b.html", LinkTarget("x/y/b.html")),
        ("../b/", LinkTarget("x/b/")),
        ("../../index.html#s1", LinkTarget("index.html", "s1")),
        ("..", LinkTarget("x/")),
        ("./", LinkTarget("x/y/")),
        ("", LinkTarget("x/y/index.html")),
        ("#s1", LinkTarget("x/y/index.html", "s1")),
        ("#a%20b", LinkTarget("x/y/index.html", "a b")),
        ("b.html#:~:text=tide", LinkTarget("x/y/b.html")),
        ("?q=tide", LinkTarget("x/y/index.html")),
        ("caf%C3%A9/", LinkTarget("x/y/café/")),
        ("../../../b", LinkTarget(OUT)),
        ("/archive/b/", LinkTarget("b/")),
        ("/archive", LinkTarget(OUT)),
        ("/b/", LinkTarget(OUT)),
        ("https://a.example/archive/b/#c", LinkTarget("b/", "c")),
        ("https://a.example/archive", LinkTarget("")),
        ("HTTP://A.example/archive/b", LinkTarget("b")),
        ("https://a.example/other", ExternalTarget("https://a.example/other")),
        ("https://a.example/archives", ExternalTarget("https://a.example/archives")),
        ("https://b.example/c#d", ExternalTarget("https://b.example/c")),
        ("//b.example/c", ExternalTarget("https://b.example/c")),
        ("mailto:desk@b.example", None),
        ("data:text/plain,a", None),
    ],
)
def test_addresses_lead_where_a_browser_would_go(link, target):
    assert resolve_target("x/y/index.html", link, base_url=BASE) == target


def test_without_an_address_of_its_own_the_site_stands_at_the_top():
    assert resolve_target("x/index.html", "/b/", base_url="") == LinkTarget("b/")
    assert resolve_target("x/index.html", "https://b.example/", base_url="") == ExternalTarget(
        "https://b.example/"
    )


@given(st.text(), st.sampled_from(["", BASE]))
def test_no_address_is_too_odd(target, base):
    resolve_target("x/index.html", target, base_url=base)


@given(st.lists(st.sampled_from(["..", ".", "a", "b", ""]), max_size=6))
def test_no_address_leads_above_the_site_unnoticed(parts):
    target = resolve_target("x/index.html", "/".join(["a", *parts]), base_url="")

    assert target.path == OUT or ".." not in target.path.split("/")


def test_a_folder_is_answered_with_its_index():
    files = frozenset({"index.html", "a/index.html", "b.png"})

    assert find_served_file(LinkTarget(""), files) == "index.html"
    assert find_served_file(LinkTarget("a/"), files) == "a/index.html"
    assert find_served_file(LinkTarget("a"), files) == "a/index.html"
    assert find_served_file(LinkTarget("b.png"), files) == "b.png"
    assert find_served_file(LinkTarget("b"), files) is None
    assert find_served_file(LinkTarget(OUT), files) is None

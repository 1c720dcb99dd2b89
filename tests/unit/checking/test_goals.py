"""An address on a page leads to a file, to another host, or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.checking.goals import OUT, Elsewhere, Goal, file_of, goal_of

BASE = "https://a.example/archive"


@pytest.mark.parametrize(
    ("target", "goal"),
    [
        ("b.html", Goal("x/y/b.html")),
        ("../b/", Goal("x/b/")),
        ("../../index.html#s1", Goal("index.html", "s1")),
        ("..", Goal("x/")),
        ("./", Goal("x/y/")),
        ("", Goal("x/y/index.html")),
        ("#s1", Goal("x/y/index.html", "s1")),
        ("#a%20b", Goal("x/y/index.html", "a b")),
        ("b.html#:~:text=tide", Goal("x/y/b.html")),
        ("?q=tide", Goal("x/y/index.html")),
        ("caf%C3%A9/", Goal("x/y/café/")),
        ("../../../b", Goal(OUT)),
        ("/archive/b/", Goal("b/")),
        ("/archive", Goal(OUT)),
        ("/b/", Goal(OUT)),
        ("https://a.example/archive/b/#c", Goal("b/", "c")),
        ("https://a.example/archive", Goal("")),
        ("HTTP://A.example/archive/b", Goal("b")),
        ("https://a.example/other", Elsewhere("https://a.example/other")),
        ("https://a.example/archives", Elsewhere("https://a.example/archives")),
        ("https://b.example/c#d", Elsewhere("https://b.example/c")),
        ("//b.example/c", Elsewhere("https://b.example/c")),
        ("mailto:desk@b.example", None),
        ("data:text/plain,a", None),
    ],
)
def test_addresses_lead_where_a_browser_would_go(target, goal):
    assert goal_of("x/y/index.html", target, base_url=BASE) == goal


def test_without_an_address_of_its_own_the_site_stands_at_the_top():
    assert goal_of("x/index.html", "/b/", base_url="") == Goal("b/")
    assert goal_of("x/index.html", "https://b.example/", base_url="") == Elsewhere("https://b.example/")


@given(st.text(), st.sampled_from(["", BASE]))
def test_no_address_is_too_odd(target, base):
    goal_of("x/index.html", target, base_url=base)


@given(st.lists(st.sampled_from(["..", ".", "a", "b", ""]), max_size=6))
def test_no_address_leads_above_the_site_unnoticed(parts):
    goal = goal_of("x/index.html", "/".join(["a", *parts]), base_url="")

    assert goal.path == OUT or ".." not in goal.path.split("/")


def test_a_folder_is_answered_with_its_index():
    files = frozenset({"index.html", "a/index.html", "b.png"})

    assert file_of(Goal(""), files) == "index.html"
    assert file_of(Goal("a/"), files) == "a/index.html"
    assert file_of(Goal("a"), files) == "a/index.html"
    assert file_of(Goal("b.png"), files) == "b.png"
    assert file_of(Goal("b"), files) is None
    assert file_of(Goal(OUT), files) is None

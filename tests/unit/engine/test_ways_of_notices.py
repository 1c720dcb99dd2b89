"""What leads on from the pages of notices: bars of years, crumbs, and counts by role and outlet together."""

import posixpath
import re

import lxml.html
import pytest

from tests.unit.engine.sites import NOTICE, SmallSite, article, files

APPEAL = "Support the Harbour Review: please send a donation to keep this page free of advertising, by card or post."


def archive(tmp_path_factory):
    """Build an archive whose outlet says two notices, on pages of three articles."""
    site = SmallSite(tmp_path_factory.mktemp("ways") / "site")
    (site.root / "site.toml").write_text("page_size = 3\n", "utf-8")
    for number in range(11):
        date = f"March {number + 1:02}, {2012 + number // 3}"
        text = article(
            f"Low water {number}", notice=f"{APPEAL}\n\n{NOTICE}" if number % 2 else NOTICE, date=date
        )
        site.write(f"a{number:02}.md", text)
    site.build()
    return {path: data.decode() for path, data in files(site.output).items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the pages by path."""
    return archive(tmp_path_factory)


def links(pages, path, place):
    """Return the links in elements of a class, each with the page and the fragment that it leads to."""
    inside = f"//*[contains(concat(' ', @class, ' '), ' {place} ')]//a"
    for link in lxml.html.fromstring(pages[path]).xpath(inside):
        address, _, fragment = link.get("href").partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address.partition("?")[0]))
        yield link, target, fragment


def the_disclaimer(pages):
    return next(
        path
        for path, html in pages.items()
        if re.fullmatch(r"notices/[^/]+-[0-9a-f]{8}/index.html", path) and "In 11 articles" in html
    )


def test_each_bar_leads_to_where_the_articles_of_its_year_begin(pages):
    path = the_disclaimer(pages)

    bars = list(links(pages, path, "years"))

    assert [link.get("aria-label") for link, _, _ in bars] == [
        "2012: 3 articles",
        "2013: 3 articles",
        "2014: 3 articles",
        "2015: 2 articles",
    ]
    for link, target, fragment in bars:
        year = fragment.removeprefix("d-")
        group = lxml.html.fromstring(pages[target]).get_element_by_id(fragment)
        assert group.findtext("h2") == year
        assert f"?year={year}#" in link.get("href")
    assert len({target for _, target, _ in bars}) > 1


def test_pages_of_notices_say_which_numbered_pages_there_are_for_filters(pages):
    main = lxml.html.fromstring(pages[the_disclaimer(pages)]).find(".//main")

    folder = posixpath.dirname(the_disclaimer(pages))
    numbered = [path for path in pages if path.startswith(f"{folder}/page-")]
    assert main.get("data-numbered") == str(len(numbered)) == "2"


def test_counts_by_role_and_outlet_lead_to_exactly_that_many_notices(pages):
    for path in ("notices/outlets/harbour-review/index.html", "notices/disclaimer/index.html"):
        found = [
            (int(link.getparent().findtext("span")), target, fragment)
            for link, target, fragment in links(pages, path, "tallies")
            if fragment
        ]

        assert found
        for number, target, fragment in found:
            group = lxml.html.fromstring(pages[target]).get_element_by_id(fragment)
            assert len(group.findall(".//li")) == number


def test_crumbs_of_a_notice_lead_to_all_notices_and_those_of_its_outlet(pages):
    way = [target for _, target, _ in links(pages, the_disclaimer(pages), "crumbs")]

    assert way == ["index.html", "notices/index.html", "notices/outlets/harbour-review/index.html"]
    assert all(path in pages for path in way)

"""A whole site is checked from its files, and left as it is."""

import json
import socket
import time
from datetime import date

import pytest

from site_builder.checking import ExternalOptions, check
from site_builder.checking.external.link_cache import LinkStatus
from site_builder.checking.source_lines import line_of
from site_builder.cli import main
from tests.unit.checking.local_hosts import Host, client
from tests.unit.engine.sites import Heard, SmallSite, article, files

TODAY = date(2021, 3, 8)


@pytest.fixture
def site(tmp_path, monkeypatch):
    small = SmallSite(tmp_path / "site")
    small.write("2020/holm.md", article("The gauge at Holm"))
    monkeypatch.chdir(small.root)
    return small


@pytest.fixture(scope="module")
def host():
    running = Host()
    yield running
    running.stop()


class Answering:
    """A client that answers every request by a function, on a machine with a network or without."""

    def __init__(self, request, *, network=True):
        self.request = request
        self._network = network

    def has_network(self):
        return self._network


def checked(site, *, client=None, today=TODAY, limit=200):
    options = ExternalOptions(client, limit, today) if client else None
    return check(site.root, content=None, state=None, external=options, progress=Heard())


def lines(found):
    return [(each.path, each.line, each.code) for each in found.problems]


def theme_part(site, name, text):
    path = site.root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_nothing_is_wrong_with_a_plain_site(site):
    for base_url in ("", 'base_url = "https://a.example/archive"\n'):
        (site.root / "site.toml").write_text(base_url)

        found = checked(site)

        assert (found.complete, found.articles, found.problems) == (True, 1, ())
        assert found.links > 50


def test_the_site_and_its_state_are_left_as_they_are(site):
    site.build()
    before = files(site.root)
    site.write("2021/new.md", article("New since the build"))

    assert checked(site).articles == 2

    after = files(site.root)
    assert after.pop("content/2021/new.md")
    assert after == before


def test_links_and_fragments_that_lead_nowhere_are_named_once_with_the_pages_counted(site):
    theme_part(
        site,
        "about.html",
        '{% extends "base.html" %}{% block content %}\n<main id="main">'
        '<a href="../nowhere/">a</a><a href="../index.html#nothing">b</a><a href="../../out">c</a>'
        '<a href="#main">d</a><a href="#top">e</a></main>{% endblock %}',
    )
    site.write("2021/two.md", article("Two"))

    found = checked(site)

    assert {each.path for each in found.problems} == {"about/index.html"}
    assert sorted(each.code for each in found.problems) == ["fragment-missing", "link-broken", "link-outside"]
    assert all(each.line > 1 for each in found.problems)


def test_a_link_on_every_page_is_one_problem(site):
    theme_part(
        site, "not_found.html", '{% extends "base.html" %}{% block content %}<i id="main"></i>{% endblock %}'
    )
    theme_part(site, "parts/items.html", '<a href="/gone/">x</a>')

    (problem,) = checked(site).problems

    assert problem.code == "link-broken"
    assert "other pages" in problem.hint


def test_a_link_of_an_article_to_its_own_site_is_named_by_the_line_of_the_article(site):
    (site.root / "site.toml").write_text('base_url = "https://a.example/archive"\n')
    link = "See [the other one](https://a.example/archive/articles/lost/) for more."
    site.write("2020/holm.md", article("The gauge at Holm", body=link))

    (problem,) = checked(site).problems

    assert (problem.path, problem.line, problem.code) == ("content/2020/holm.md", 11, "link-broken")


def test_links_of_the_keepers_own_pages_are_named_once_by_the_line_that_has_them(site):
    (site.root / "site.toml").write_text('pages = ["handbook"]\n')
    site.write(
        "handbook/index.md", "# Handbook\n\n[a](roles.md#share)\n\n[b](roles.md#nothing)\n\n[c](no.md)\n"
    )
    site.write("handbook/roles.md", "# Roles\n\n## Share\n\nA role.\n")

    assert lines(checked(site)) == [
        ("content/handbook/index.md", 5, "fragment-missing"),
        ("content/handbook/index.md", 7, "link-nowhere"),
    ]


def test_problems_of_the_build_and_lost_quotes_are_among_the_problems(site):
    site.write("2020/holm.notes.toml", '[[block]]\nquote = "Words that were taken out"\nrole = "body"\n')
    site.write("2020/empty.md", "")

    assert ("content/2020/holm.notes.toml", 1, "quote-not-found") in lines(checked(site))
    assert "content/2020/empty.md" in {path for path, _, _ in lines(checked(site))}


def test_every_mistake_in_the_settings_is_named_and_the_check_is_not_complete(site):
    (site.root / "site.toml").write_text('titel = "a"\npage_size = 0\n')

    found = checked(site)

    assert not found.complete
    assert lines(found) == [("site.toml", 1, "bad-setting"), ("site.toml", 2, "bad-setting")]


def test_settings_that_cannot_be_meant_are_named_with_their_line(site):
    (site.root / "site.toml").write_text(
        '\nlanguage = "the Queen\'s"\nencoding = "klingon"\nbase_url = "https://a.example/?page=2"\n'
    )

    assert {
        ("site.toml", 2, "bad-setting"),
        ("site.toml", 3, "bad-setting"),
        ("site.toml", 4, "bad-setting"),
    } <= set(lines(checked(site)))


def test_templates_that_nothing_uses_are_named(site):
    theme_part(site, "artikel.html", "<p>")
    theme_part(site, "parts/mine.html", "<p>")
    theme_part(
        site,
        "about.html",
        '{% extends "base.html" %}{% block content %}{% include "parts/mine.html" %}{% endblock %}',
    )

    assert [each for each in lines(checked(site)) if each[2] == "unused-template"] == [
        ("templates/artikel.html", None, "unused-template")
    ]


def test_a_template_that_cannot_be_read_stops_the_check_with_its_line(site):
    theme_part(site, "about.html", "\n{% if %}")

    found = checked(site)

    assert not found.complete
    assert lines(found) == [("templates/about.html", 2, "cannot-build")]


def test_a_feed_that_is_no_xml_is_named(site):
    theme_part(site, "feed.xml", "<feed>\n<a></feed>")

    assert ("feed.xml", 2, "bad-file") in lines(checked(site))


def test_links_to_other_hosts_are_not_asked_unless_wanted(site):
    site.write("2020/holm.md", article("The gauge", body="See [this](https://a.net/b)."))

    assert checked(site).external is None


def test_links_to_other_hosts_are_named_by_the_line_of_the_article(site, host):
    host.redirects["/old"] = (301, "/new")
    body = (
        f"Read [one]({host.url('/status/404')}), [two]({host.url('/old')}) and [three]({host.url('/well')})."
    )
    site.write("2020/holm.md", article("The gauge at Holm", body=body))
    site.write("2021/again.md", article("The gauge again", body=body))

    found = checked(site, client=client())

    (problem,) = found.problems
    assert (problem.path, problem.line, problem.code) == ("content/2020/holm.md", 11, "link-gone")
    assert "also on 1 other page" in problem.hint
    (remark,) = found.remarks
    assert (remark.line, remark.code, remark.hint) == (
        11,
        "link-moved",
        f"it is now {host.url('/new')}; also on 1 other page",
    )
    assert (found.external.links, found.external.asked) == (3, 3)


def test_answers_are_remembered_for_a_week(site):
    asked = []

    def ask(url):
        asked.append(url)
        return LinkStatus("gone", "404 not found")

    site.write("2020/holm.md", article("The gauge", body="See [this](https://a.net/b#c)."))

    first = checked(site, client=Answering(ask))
    again = checked(site, client=Answering(ask), today=date(2021, 3, 14))
    later = checked(site, client=Answering(ask), today=date(2021, 3, 15))

    assert asked == ["https://a.net/b"] * 2
    assert first.problems == again.problems == later.problems
    assert (again.external.asked, again.external.remembered) == (0, 1)


def test_the_next_check_goes_on_where_the_limit_stopped_this_one(site):
    asked = []

    def ask(url):
        asked.append(url)
        return LinkStatus("well")

    body = " ".join(f"[{n}](https://a.net/{n})" for n in range(5))
    site.write("2020/holm.md", article("The gauge", body=body))

    left = [checked(site, client=Answering(ask), limit=2).external.left for _ in range(4)]

    assert left == [3, 1, 0, 0]
    assert sorted(asked) == [f"https://a.net/{n}" for n in range(5)]


def test_without_a_network_a_check_says_so_once_and_remembers_nothing_as_broken(site):
    asked = []

    def ask(url):
        asked.append(url)
        return LinkStatus("failing", "it is not known", whole_host=True, no_network=True)

    body = " ".join(f"[{n}](https://a{n}.net/)" for n in range(40))
    site.write("2020/holm.md", article("The gauge", body=body))

    found = checked(site, client=Answering(ask, network=False))

    assert [each.code for each in found.problems] == ["no-network"]
    assert not found.complete
    later = checked(site, client=Answering(lambda url: LinkStatus("well")))
    assert (later.complete, later.external.asked, later.problems) == (True, 40, ())


def test_a_host_that_is_gone_is_named_where_the_network_works(site):
    site.write("2020/holm.md", article("The gauge", body="See [this](https://a.net/)."))
    gone = LinkStatus("failing", "a.net is not known", whole_host=True, no_network=True)

    found = checked(site, client=Answering(lambda url: gone))

    assert [(each.line, each.code) for each in found.problems] == [(11, "link-failing")]


def test_the_command_exits_with_2_without_a_network(site, monkeypatch, capsys):
    def nobody(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    site.write("2020/holm.md", article("The gauge", body="See [a](https://a.net/) and [b](https://b.net/)."))

    assert main(["check", "--external"]) == 2

    assert capsys.readouterr().out.count("no network") == 1


def test_a_private_host_is_a_remark_and_not_asked(site, host):
    before = len(host.asked)
    site.write("2020/holm.md", article("The gauge", body=f"See [this]({host.url('/admin')})."))

    found = checked(site, client=client(allowed=()))

    assert found.problems == ()
    assert [each.code for each in found.remarks] == ["link-refused"]
    assert len(host.asked) == before


def test_names_that_are_only_examples_are_passed_over(site):
    site.write("2020/holm.md", article("The gauge", body="See [this](https://harbour.example/)."))

    found = checked(site, client=Answering(pytest.fail))

    assert (found.external.asked, found.external.passed_over) == (0, 1)


def test_an_address_is_found_on_its_line_in_any_spelling():
    text = "one\n[a](https://a.net/h%C3%B6he)\n[b](https://b.net/h_b)\n[c](https://c.net)\n[d](http://bücher.net/x)"

    assert line_of(text, "https://a.net/h%C3%B6he") == 2
    assert line_of(text, "https://a.net/höhe") is None
    assert line_of(text.replace("%C3%B6", "ö"), "https://a.net/h%C3%B6he") == 2
    assert line_of(text, "https://b.net/h_b") == 3
    assert line_of(text, "https://c.net/") == 4
    assert line_of(text, "http://xn--bcher-kva.net/x") == 5
    assert line_of(text, "https://nowhere.net/") is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_lines_are_found_in_any_encoding_and_with_any_line_ends(site, encoding):
    (site.root / "site.toml").write_text('base_url = "https://a.example"\n')
    text = article("The gauge", body="See [it](https://a.example/x\\_y/).").replace("\n", "\r\n")
    site.write("2020/holm.md", text.encode(encoding))

    assert lines(checked(site)) == [("content/2020/holm.md", 11, "link-broken")]


def test_thousands_of_dead_links_in_one_article_are_named_in_seconds(site):
    (site.root / "site.toml").write_text('base_url = "https://a.example"\n')
    many = "\n\n".join(f"[x](https://a.example/{n}/)" for n in range(2_000))
    site.write("2020/holm.md", article("The gauge", body=many))
    start = time.process_time()

    found = checked(site)

    assert len(found.problems) == 2_000
    assert time.process_time() - start < 6


def test_the_command_says_what_is_wrong_and_exits_with_1(site, capsys):
    site.write("2020/holm.notes.toml", '[[block]]\nquote = "Words that were taken out"\nrole = "body"\n')

    assert main(["check"]) == 1

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("content/2020/holm.notes.toml:1: no block begins with")
    assert said[1].startswith("  hint: ")
    assert said[-1] == "  1 problem, listed above"


def test_the_command_gives_the_same_as_data(site, capsys):
    site.write("2020/empty.md", "")

    assert main(["check", "--format", "json"]) == 1

    found = json.loads(capsys.readouterr().out)
    assert found["complete"] is True
    assert [each["path"] for each in found["problems"]] == ["content/2020/empty.md"]
    assert found["external"] is None


def test_the_command_exits_with_2_when_it_could_not_check(site, capsys):
    (site.root / "site.toml").write_text('titel = "a"\n')

    assert main(["check"]) == 2
    assert "site.toml:1: there is no setting 'titel'; did you mean 'title'?" in capsys.readouterr().out
    assert main(["check", "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["complete"] is False
    assert main(["check", "nowhere"]) == 2


def test_the_command_takes_any_folder_of_articles(site, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["check", "--content", "site/content"]) == 0

    assert "1 article, " in capsys.readouterr().out
    assert {each.name for each in tmp_path.iterdir()} == {"site"}


def test_the_command_asks_an_allowed_host(site, host, capsys, monkeypatch):
    site.write("2020/holm.md", article("The gauge", body=f"See [this]({host.url('/status/410')})."))

    assert main(["check", "--external"]) == 0
    assert "was not asked" in capsys.readouterr().out
    assert main(["check", "--external", "--allow-host", "127.0.0.1"]) == 1
    assert "is gone: 410 gone" in capsys.readouterr().out


def test_copies_of_articles_in_the_output_are_not_checked_as_articles(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "holm.md").write_text(article("The gauge at Holm"))
    assert main(["build", "--content", "."]) == 0

    found = check(tmp_path, content=tmp_path, state=None, external=None, progress=Heard())

    assert (found.articles, found.problems) == (1, ())


def test_a_site_without_articles_is_a_problem(site):
    site.remove("2020/holm.md")

    found = checked(site)

    assert ("content", None, "no-articles") in lines(found)
    assert found.articles == 0

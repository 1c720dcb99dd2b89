"""Links between articles lead to their pages, copies name each other, and both follow every change."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.engine.due import Reason
from tests.unit.engine.sites import SmallSite, files

LONG = "The ferry master at Holm counted the herring boats on the evening of the storm and wrote down eleven."


def text(title, *paragraphs, head=""):
    return head + "\n\n".join((f"# {title}", "By Odile Farrant", *paragraphs)) + "\n"


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes([0, 0, 0, 4, 0, 0, 0, 3]) + b"\x08\2\0\0\0" + bytes(4)


@pytest.fixture
def site(tmp_path, monkeypatch):
    small = SmallSite(tmp_path / "site")
    monkeypatch.chdir(small.root)
    return small


def page(site, name):
    return (site.output / f"articles/{name}/index.html").read_text("utf-8")


def problems(summary, code):
    return [
        (problem.path, problem.line, problem.message) for problem in summary.problems if problem.code == code
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[it](other.md)", '<a href="../other/index.html">it</a>'),
        ("[it](../other%20one.md)", '<span title="../other%20one.md">it</span>'),
        ("[it](b/third.md)", '<a href="../b/third/index.html">it</a>'),
        ("[it](<b/the fourth.md>)", '<a href="../b/the-fourth/index.html">it</a>'),
        ("[it][o]\n\n[o]: other.md", '<a href="../other/index.html">it</a>'),
        ("[it](other.md#the-high-gate)", '<a href="../other/index.html#t-the-high-gate">it</a>'),
        ("[[other]]", '<a href="../other/index.html">other</a>'),
        ("[[Other|the words]]", '<a href="../other/index.html">the words</a>'),
        ("[[b/the fourth#High Gate]]", '<a href="../b/the-fourth/index.html#t-high-gate">'),
        ("[it](/articles/b/third/)", '<a href="../b/third/index.html">it</a>'),
        ("[it](#the-low-gate)", '<a href="#t-the-low-gate">it</a>'),
        ('<a href="other.md">it</a>', '<a href="../other/index.html">it</a>'),
        ("`[[other]]`", "<code>[[other]]</code>"),
        ("[it](wiki:nothing)", '<span title="wiki:nothing">it</span>'),
    ],
)
def test_a_link_to_an_article_leads_to_its_page(site, written, shown):
    site.write("a.md", text("The gauge", f"See {written}", "## The low gate", LONG))
    site.write("other.md", text("The other", "## The high gate", LONG + " He never said why."))
    site.write("b/third.md", text("The third", "Nobody had asked him to, and nobody read what he wrote."))
    site.write(
        "b/the fourth.md", text("The fourth", "The storm came back in March, when no one counted boats.")
    )

    site.build()

    assert shown in page(site, "a")


def test_a_link_to_an_article_that_is_not_there_is_reported_with_its_line(site):
    site.write(
        "a.md", text("The gauge", "See [it](gone.md) and [[Nowhere]].", "And [more](/articles/gone/).")
    )

    summary = site.build()

    assert problems(summary, "no-such-article") == [
        ("content/a.md", 5, "there is no article for the link to [[Nowhere]]"),
        ("content/a.md", 5, "there is no article for the link to gone.md"),
        ("content/a.md", 7, "there is no article for the link to /articles/gone/"),
    ]
    assert problems(site.build(), "no-such-article") == problems(summary, "no-such-article")


def test_a_link_to_the_original_of_an_article_leads_to_our_copy_with_the_original_beside_it(site):
    original = "https://tide-gazette.example/2020/holm"
    wrapped = f"https://web.archive.org/web/20200304050607/{original}/?utm_source=feed"
    site.write("a.md", text("The gauge", f"As [it]({wrapped}) said, and {LONG}"))
    site.write("b.md", text("Holm", LONG, head=f"---\nsource_url: {original}\n---\n"))

    site.build()

    assert '<a class="md-copy" href="../b/index.html"' in page(site, "a")
    assert f'<a class="md-original" href="{wrapped}" rel=' in page(site, "a")
    assert "md-copy" not in page(site, "b")


def test_pages_of_articles_that_link_follow_the_target_and_no_others_are_made(site):
    site.write("a.md", text("The gauge", f"See [it](b.md). {LONG}"))
    site.write("c.md", text("The bell", "It rang at noon, and the harbour went to eat."))
    # It is read between the two, so that neither names the other as its neighbour.
    site.write("bb.md", text("The rope", "Hemp was laid here until the walk burnt down."))
    site.build()
    assert '<span title="b.md">it</span>' in page(site, "a")

    site.write("b.md", text("Holm", "The storm came back in March, when no one counted boats."))
    reasons = site.reasons()

    assert reasons["articles/a/index.html"] == Reason.CHANGED
    assert "articles/c/index.html" not in reasons
    assert '<a href="../b/index.html">it</a>' in page(site, "a")

    site.remove("b.md")
    site.build()
    assert '<span title="b.md">it</span>' in page(site, "a")


def test_copies_and_nearly_equal_articles_name_each_other(site):
    site.write(
        "a.md", text("The gauge", LONG, "Nobody had asked him to, and nobody read what he wrote down.")
    )
    site.write(
        "b.md", text("The gauge", LONG, "Nobody had asked him to, and nobody read what he wrote down.")
    )
    site.write(
        "c.md",
        text("The gauge", LONG, "Nobody had asked him to, and nobody read what he wrote down.", "End."),
    )

    summary = site.build()

    assert re.search(r"Same article</dt><dd><a href=\"../../articles/b/index.html\">", page(site, "a"))
    assert re.search(r"Nearly the same</dt><dd><a href=\"../../articles/c/index.html\">", page(site, "b"))
    assert page(site, "c").count("articles/a/index.html") == 1
    assert problems(summary, "nearly-same") == [
        ("content/a.md", None, "says nearly the same as content/c.md")
    ]


NAMES = ("a.md", "b.md", "b/c.md", "d.md")
LINKS = (
    "[x](b.md)",
    "[x](b/c.md)",
    "[[c]]",
    "[[D|y]]",
    "[x](https://gazette.example/{})",
    "[x](#gauge)",
    "none",
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.none() | st.tuples(st.sampled_from(LINKS), st.integers(0, 2), st.booleans()),
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=12, deadline=None)
@given(chain=EDITS, titled=st.booleans())
def test_any_edits_end_where_a_clean_build_does(chain, titled):
    with tempfile.TemporaryDirectory() as folder:
        site = SmallSite(Path(folder) / "site")
        (site.root / "site.toml").write_text('addresses = "title"\n' if titled else "", "utf-8")
        site.write("z.md", text("The bell", "It rang at noon, and the harbour went to eat. See [it](a.md)."))
        for name, edit in chain:
            if edit is None:
                (site.content / name).unlink(missing_ok=True)
            else:
                link, number, stated = edit
                head = f"---\nsource_url: https://gazette.example/{number}\n---\n" if stated else ""
                site.write(name, text(f"Gauge {number}", LONG, "See " + link.format(number + 1), head=head))
            site.build()

        built, clean = files(site.output), site.clean_build(Path(folder) / "clean")
        for ledger in (built, clean):
            ledger.pop(".site-builder-ledger", None)
        assert built == clean


def test_pictures_and_files_stay_where_links_lead_to_articles(site):
    beside = "![The gate](gate.png)\n\n[the plan](plan.pdf)\n\n![gone](gone.png)"
    site.write("a.md", text("The gauge", "See [it](other.md) and [none](none.md).", beside, LONG))
    site.write("other.md", text("The other", LONG + " He never said why."))
    site.write("gate.png", PNG)
    site.write("plan.pdf", b"%PDF-1.7")

    summary = site.build()

    html = page(site, "a")
    assert '<a href="../other/index.html">it</a>' in html
    assert re.search(
        r'<img src="../../files/../gate-[0-9a-f]{16}.png" alt="The gate" width="4" height="3"', html
    )
    assert re.search(r'<a href="../../files/../plan-[0-9a-f]{16}.pdf">the plan</a>', html)
    codes = sorted(problem.code for problem in summary.problems)
    assert [code for code in codes if "file" in code or "article" in code] == [
        "missing-file",
        "no-such-article",
    ]

"""An article says in words what was cut or added between it and its other printings, after any chain of edits."""

import random
import re

import pytest

from tests.unit.engine.sites import SmallSite, article, files

OPENING = (
    "The gauge at Holm stopped counting in January, and nobody at the harbour office noticed it for a year."
)
MIDDLE = (
    "Three agencies had the feed, and each of them had a check that a flat sea passes with no trouble at all."
)
END = "It was put right by two men who had come to paint the pipe, one of whom freed the float with a broom."


def printing(*paragraphs, date="February 04, 2020", title="The gauge at Holm"):
    text = article(title, date=date)
    head, _, rest = text.partition("The tide came in")
    notice = rest[rest.index("**Disclaimer") :]
    return head + "\n\n".join(paragraphs) + "\n\n" + notice


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    small.write("first.md", printing(OPENING, MIDDLE, END, date="February 03, 2020"))
    small.write(
        "again.md", printing(OPENING, MIDDLE, END.replace("broom", "boat hook"), date="March 05, 2021")
    )
    small.write("other.md", article("Three clocks"))
    return small


def facts(site, name):
    page = (site.output / f"articles/{name}/index.html").read_text()
    found = re.search(r"<dt>Nearly the same</dt>(.*?)</div>", page, re.S)
    return re.sub(r"<[^>]+>", "", found[1].replace("</dd><dd>", "; ")) if found else ""


def compared(site, name):
    return (site.output / f"articles/{name}/copies.html").read_text()


def test_the_earlier_printing_says_what_the_later_one_changed_and_the_other_way_round(site):
    site.build()

    assert facts(site, "first").endswith("Harbour Review, 5 March 2021; 1 word cut, 2 added")
    assert facts(site, "again").endswith("Harbour Review, 3 February 2020; 1 word cut since, 2 added")
    for name in ("first", "again"):
        assert "with a <del>broom.</del> <ins>boat hook.</ins>" in compared(site, name)
        assert "2 paragraphs, 41 words the same" in compared(site, name)


def test_only_articles_with_copies_have_the_page(site):
    site.build()

    pages = {path.parent.name for path in site.output.glob("articles/*/copies.html")}
    assert pages == {"first", "again"}


def test_an_edit_of_one_printing_changes_the_page_of_the_other(site, tmp_path):
    site.build()
    site.write(
        "again.md", printing(OPENING, MIDDLE, END.replace("a broom", "two oars"), date="March 05, 2021")
    )

    site.build()

    assert "with <del>a broom.</del> <ins>two oars.</ins>" in compared(site, "first")
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_a_mark_that_changed_in_one_printing_changes_the_page_of_the_other(site, tmp_path):
    site.build()
    site.write("again.md", printing(OPENING, MIDDLE + "..", END, date="March 05, 2021"))

    site.build()

    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_the_page_goes_with_the_copy(site, tmp_path):
    site.build()
    site.remove("again.md")

    site.build()

    assert not (site.output / "articles/first/copies.html").exists()
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_the_keeper_may_have_notes_on_an_article_with_copies(site):
    site.write("first.notes.toml", '[[note]]\nquote = "Three agencies"\ntext = "There were four."\n')

    assert site.build().refused == 0
    assert "<del>broom.</del>" in compared(site, "first")


def test_articles_that_are_too_long_to_be_kept_are_compared_by_paragraph(site):
    lines = [f"On day {day} of the year the gauge at Holm read {day * 7919 % 41077}." for day in range(9000)]
    long = "\n\n".join(lines)
    site.write("long.md", printing(long, END, title="All the readings"))
    site.write("longer.md", printing(long, END, MIDDLE.replace("feed", "book"), title="All the readings"))

    site.build()

    assert facts(site, "long").endswith("22 words added")
    assert not (site.output / "articles/long/copies.html").exists()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4))])
def test_any_chain_of_edits_of_printings_ends_where_a_clean_build_does(tmp_path, seed):
    site = SmallSite(tmp_path / "site")
    draw = random.Random(seed)
    names = ["a.md", "b.md", "m/c.md", "z.md"]
    for number in range(6):
        site.write(f"n/{number}.md", article(f"Tide {number}", body=f"It came in at {number} and went out."))
    for step in range(8):
        name = draw.choice(names)
        if (site.content / name).exists() and draw.random() < 0.3:
            site.remove(name)
        else:
            end = END.replace("broom", draw.choice(["broom", "boat hook", "spoon"]))
            date = draw.choice(["February 03, 2020", "March 05, 2021"])
            paragraphs = [
                OPENING,
                MIDDLE,
                end,
                *draw.sample(["It rained.", "It did not."], draw.randrange(3)),
            ]
            site.write(name, printing(*paragraphs, date=date))
        site.build()

        assert files(site.output) == site.clean_build(tmp_path / f"clean-{step}"), step

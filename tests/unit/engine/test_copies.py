"""Two files with the same bytes are said once, and together they count as one article where passages recur."""

import random

import pytest

from site_builder.engine.inspection import inspect_paths
from tests.unit.engine.sites import SmallSite, article, files

WORDS = "The harbour office at Holm keeps a second ledger for whatever the first one did not ask about."


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    small.write("a.md", article("The gauge at Holm", body=WORDS))
    return small


def copy_problems(summary):
    return [(problem.path, problem.message) for problem in summary.problems if problem.code == "same-file"]


def test_a_copy_is_reported_once_and_does_not_stop_the_build(site, monkeypatch):
    monkeypatch.chdir(site.root)
    site.write("b.md", article("The gauge at Holm", body=WORDS))

    summary = site.build()

    assert (summary.articles, summary.refused) == (2, 0)
    assert copy_problems(summary) == [("content/a.md", "is the same file as content/b.md")]


def test_copies_are_reported_until_one_of_them_changes(site):
    site.write("b.md", article("The gauge at Holm", body=WORDS))
    site.build()
    assert copy_problems(site.build())

    site.write("b.md", article("The gauge at Holm, again", body=WORDS))

    assert not copy_problems(site.build())


def test_notes_beside_one_copy_do_not_make_it_another_file(site):
    site.write("b.md", article("The gauge at Holm", body=WORDS))
    site.write("b.notes.toml", 'byline = ["Odile Farrant"]\n')

    assert copy_problems(site.build())


def test_passages_of_copies_do_not_recur(site, tmp_path):
    alone = site.clean_build(tmp_path / "alone")["articles/a/index.html"]
    for number in range(12):
        site.write(f"copy-{number}.md", article("The gauge at Holm", body=WORDS))

    site.build()

    page = (site.output / "articles/a/index.html").read_bytes()
    assert _sections(page) == _sections(alone)


def _sections(page):
    """Return the article itself, without what the page knows of copies."""
    return page[page.index(b"<article") : page.index(b"</article>")]


def test_passages_of_copies_count_once_beside_another_article(site, tmp_path):
    site.write("other.md", article("Three clocks at Skarvik"))
    with_one = site.clean_build(tmp_path / "one")["articles/other/index.html"]
    for number in range(12):
        site.write(f"copy-{number}.md", article("The gauge at Holm", body=WORDS))

    site.build()

    page = (site.output / "articles/other/index.html").read_bytes()
    assert _sections(page) == _sections(with_one)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4))])
def test_any_chain_of_copies_and_removals_ends_where_a_clean_build_does(tmp_path, seed):
    site = SmallSite(tmp_path / "site")
    draw = random.Random(seed)
    # Enough other articles for passages to be counted by what changed.
    for number in range(60):
        site.write(
            f"n/{number:02}.md", article(f"Tide {number}", body=f"It came in at {number} and went out again.")
        )
    names = ["0.md", "a.md", "m/b.md", "z.md"]
    texts = [
        article("The gauge at Holm", body=WORDS),
        article("Three clocks", body=WORDS),
        article("Four clocks"),
    ]
    for step in range(8):
        name = draw.choice(names)
        if (site.content / name).exists() and draw.random() < 0.4:
            site.remove(name)
        else:
            site.write(name, draw.choice(texts))
        summary = site.build()

        clean = tmp_path / f"clean-{step}"
        assert copy_problems(summary) == copy_problems(
            site.build(output=clean / "public", state=clean / "state")
        )
        assert files(site.output) == files(clean / "public"), step


def test_inspected_copies_count_once_and_are_named_once(site, tmp_path):
    (alone,) = inspect_paths([site.content], alone=False)
    for name in ("b.md", "c/d.md"):
        site.write(name, article("The gauge at Holm", body=WORDS))

    first, *others = inspect_paths([site.content], alone=False)

    assert first.article.labels == alone.article.labels
    assert [problem.code for problem in first.problems] == ["same-file"]
    assert [problem for other in others for problem in other.problems] == []

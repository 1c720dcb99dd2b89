"""Facts that people supply reach the pages, and an edit of them rebuilds only what shows them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.engine.sites import SmallSite, article, files

UNDATED = """# {title}

The tide came in and went out again, as it does on most days here.

{title} was measured twice.
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    small = SmallSite(tmp_path / "site")
    for name in ("guardian/a.md", "guardian/b.md", "c.md"):
        small.write(name, UNDATED.format(title=name.partition(".")[0]))
    monkeypatch.chdir(small.root)
    return small


def codes(summary):
    return [(problem.path, problem.line, problem.code) for problem in summary.problems]


def page(site, name):
    return (site.output / "articles" / name / "index.html").read_text()


def test_a_table_and_defaults_reach_the_pages(site):
    (site.root / "site.toml").write_text('[[defaults]]\nmatch = "guardian/**"\npublisher = "The Guardian"\n')
    (site.root / "metadata.csv").write_text(
        "path,date,byline\nguardian/a.md,2018-05-06,Ines Marr; Tam Ruske\n"
    )

    summary = site.build()

    assert (summary.tags["publishers"], summary.tags["authors"], summary.problems) == (1, 2, ())
    assert "publishers/the-guardian" in page(site, "guardian/b")
    assert "publishers/the-guardian" not in page(site, "c")


def test_an_edited_row_rebuilds_its_article_and_the_neighbours_that_name_it(site):
    for number in range(6):
        site.write(f"more/{number}.md", UNDATED.format(title=f"More {number}"))
    table = site.root / "metadata.csv"
    rows = [f"more/{number}.md,Title {number}" for number in range(6)]
    table.write_text("\n".join(["path,title", *rows]) + "\n")
    site.build()
    before = {name: data for name, data in files(site.output).items() if name.startswith("articles/")}

    # Two rows trade places, which says the same, and one says something else.
    rows[0], rows[1] = rows[1], rows[0]
    rows[3] = "more/3.md,Another title"
    table.write_text("\n".join(["path,title", *rows]) + "\n")
    site.build()

    after = {name: data for name, data in files(site.output).items() if name.startswith("articles/")}
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in changed if name.startswith("articles/more/")} == {
        f"articles/more/{number}/index.html" for number in (2, 3, 4)
    }
    assert site.build().written == 0


def test_rows_and_patterns_about_no_article_are_named(site):
    (site.root / "site.toml").write_text(
        'title = "T"\n[[defaults]]\nmatch = "guardain/**"\npublisher = "G"\n'
    )
    (site.root / "metadata.csv").write_text("path,url,title\nx.md,,T\n,https://a.example/b,T\n")

    assert codes(site.build()) == [
        ("metadata.csv", 2, "bad-table"),
        ("metadata.csv", 3, "bad-table"),
        ("site.toml", 2, "unused-defaults"),
    ]
    site.write("x.md", UNDATED.format(title="x"))
    site.write("y.md", "---\nurl: https://www.a.example/b/\n---\n\n" + UNDATED.format(title="y"))
    assert codes(site.build()) == [("site.toml", 2, "unused-defaults")]
    assert site.build().problems == site.build().problems


def test_a_default_encoding_makes_a_refused_article_readable(site):
    site.write("old/d.md", "# Höhe\n\nThe tide came in and went out again, as it does.\n".encode("latin-1"))
    assert site.build().refused == 1

    (site.root / "site.toml").write_text('[[defaults]]\nmatch = "old"\nencoding = "latin-1"\n')

    assert site.build().refused == 0
    assert "Höhe" in page(site, "old/d")


FIELDS = ("title", "publisher", "themes")
NAMES = ("guardian/a.md", "guardian/b.md", "c.md", "d/e.md")
WORDS = ("One", "Two", "-")
words = st.sampled_from(WORDS)
edits = st.one_of(
    st.tuples(
        st.just("row"),
        st.sampled_from(NAMES),
        st.sampled_from(("title", "publisher", "themes")),
        st.sampled_from(WORDS),
    ),
    st.tuples(st.just("address"), st.just("https://a.example/x"), st.just("title"), words),
    st.tuples(
        st.just("default"),
        st.sampled_from(("**", "guardian/**", "d")),
        st.just("publisher"),
        st.sampled_from(WORDS),
    ),
    st.tuples(st.just("add"), st.sampled_from(("**", "guardian")), st.just("themes"), words),
    st.tuples(st.just("same"), st.just(""), st.just(""), words),
    st.tuples(st.just("no table"), st.just(""), st.just(""), st.just("")),
    st.tuples(st.just("text"), st.sampled_from(NAMES), st.just(""), words),
    st.tuples(st.just("gone"), st.sampled_from(NAMES[2:]), st.just(""), st.just("")),
)


class Owner:
    """Somebody who edits articles, a table and defaults."""

    def __init__(self, site):
        self.site = site
        self.rows, self.rules, self.same = {}, {}, ""
        for name in NAMES:
            site.write(name, UNDATED.format(title=name))

    def edit(self, kind, name, field, word):
        if kind in ("row", "address"):
            self.rows.setdefault(name, {})[field] = word
        elif kind in ("default", "add"):
            self.rules.setdefault((kind, name), {})[field] = word
        elif kind == "same":
            self.same = f'[same]\nthemes."{word}" = ["One"]\n' if word != "One" else ""
        elif kind == "no table":
            self.rows = {}
        elif kind == "text":
            url = "url: https://a.example/x\n" if word == "Two" else "title: T\n"
            self.site.write(name, f"---\n{url}---\n\n" + UNDATED.format(title=f"{name} {word}"))
        elif (self.site.content / name).exists():
            self.site.remove(name)
        self.save()

    def save(self):
        text = self.same
        for (kind, pattern), fields in self.rules.items():
            values = "".join(
                f"{key} = {[word]!r}\n" if key == "themes" else f"{key} = {word!r}\n"
                for key, word in fields.items()
            )
            values = f"add = {{ {values.strip()} }}\n" if kind == "add" else values
            text += f"[[defaults]]\nmatch = {pattern!r}\n{values}"
        (self.site.root / "site.toml").write_text(text)
        table = self.site.root / "metadata.csv"
        table.unlink(missing_ok=True)
        if self.rows:
            lines = ["path,url," + ",".join(FIELDS)]
            for name, row in self.rows.items():
                key = f",{name}" if name.startswith("https") else f"{name},"
                lines.append(f"{key}," + ",".join(row.get(field, "") for field in FIELDS))
            table.write_text("\n".join(lines) + "\n")


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=4))
def test_any_chain_of_edits_ends_where_a_clean_build_does(tmp_path_factory, chain):
    root = tmp_path_factory.mktemp("chain")
    site = SmallSite(root / "site")
    owner = Owner(site)
    site.build()

    for steps in chain:
        for step in steps:
            owner.edit(*step)
        summary = site.build()

    clean = root / "clean"
    assert site.clean_build(clean) == files(site.output)
    again = site.build(output=clean / "other", state=clean / "other-state")
    assert again.problems == summary.problems


def test_articles_without_supplied_facts_cost_no_digest(site):
    site.write("c.md", article("The gauge"))

    site.build()

    assert site.build().written == 0

"""Only the lists that show something new are laid out again."""

import pytest

from site_builder.rendering import Renderer
from tests.unit.engine.sites import SmallSite, article


@pytest.fixture
def laid_out(monkeypatch):
    paths = []
    render = Renderer.render

    def noticing(self, page):
        paths.append(page.path)
        return render(self, page)

    monkeypatch.setattr(Renderer, "render", noticing)
    return paths


def entry(title, number, theme="Ports"):
    """Give an article whose words stand nowhere else, so that what others say does not change how it is read."""
    said = "the tide came in and went out again as it does on most days here"
    words = [f"{word}{number}" for word in said.split()]
    text = article(title, theme=theme, body=" ".join(words).capitalize() + ".")
    return text.partition("**Disclaimer")[0]


def test_an_article_that_makes_another_heading_the_largest_leaves_other_lists_alone(tmp_path, laid_out):
    site = SmallSite(tmp_path / "site")
    site.write("holm.md", entry("The gauge at Holm", 1))
    site.write("skarvik.md", entry("Three clocks at Skarvik", 2, "Ferries"))
    site.write("marr.md", entry("What the pilots say", 3, "Ferries"))
    site.build()
    laid_out.clear()

    for number in range(3):
        site.write(f"quay-{number}.md", entry(f"Quay {number} is let", 4 + number))
    site.build()

    assert "themes/ports/index.html" in laid_out
    assert "themes/ferries/index.html" not in laid_out


def test_a_numbered_page_of_a_list_is_left_alone_when_a_newer_article_comes(tmp_path, laid_out):
    site = SmallSite(tmp_path / "site")
    for number in range(130):
        site.write(f"old-{number:03}.md", entry(f"Entry {number} of the log", number))
    site.build()
    assert {"regions/north-sea/page-1.html", "articles/page-1.html"} <= set(laid_out)
    before = set(laid_out)
    laid_out.clear()

    site.write("new.md", entry("The last entry of the log", 130).replace("2020", "2021"))
    site.build()

    assert {"regions/north-sea/index.html", "articles/index.html"} <= set(laid_out)
    assert not [path for path in laid_out if "page-" in path and path in before]


def test_an_edit_behind_the_line_that_lists_show_changes_feeds_and_no_list(tmp_path, laid_out):
    line = (
        "It rained on the quay for the whole of that week, and the men who mend the gate stayed at home. " * 2
    )
    site = SmallSite(tmp_path / "site")
    site.write("holm.md", entry("The gauge at Holm", 1).replace("The1 tide1", f"{line}The1 tide1"))
    site.write("marr.md", entry("What the pilots say", 2))
    site.build()
    laid_out.clear()

    site.write("holm.md", entry("The gauge at Holm", 1).replace("The1 tide1", f"{line}Each1 tide1"))
    site.build()

    lists = {path for path in laid_out if not path.startswith("articles/")}
    assert {"feed.xml", "themes/ports/feed.xml"} <= lists
    assert not [path for path in lists if path.endswith(".html")]


def test_an_edit_that_adds_many_words_changes_lists_and_leaves_the_sitemap_alone(tmp_path, laid_out):
    site = SmallSite(tmp_path / "site")
    (site.root / "site.toml").write_text('base_url = "https://archive.example/"\n')
    site.write("holm.md", entry("The gauge at Holm", 1))
    site.write("marr.md", entry("What the pilots say", 2))
    site.build()
    assert "sitemap.xml" in laid_out
    laid_out.clear()

    more = "And nobody at the quay was surprised by it. " * 40
    site.write("holm.md", f"{entry('The gauge at Holm', 1)}\n\n{more}\n")
    site.build()
    assert "articles/index.html" in laid_out
    assert "sitemap.xml" not in laid_out

    site.write("holm.md", entry("The gauge at Holm", 1).replace("2020", "2021"))
    site.build()
    assert "sitemap.xml" in laid_out

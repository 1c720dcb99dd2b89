"""The menu on every page leads to the facets that have labels, whatever was guessed before that was known."""

import re

from tests.unit.engine.sites import SmallSite, article, files

PLAIN = "# {0}\n\nThe ferry was late on Monday. Nobody on the quay had been told of it, and nobody asked.\n"


def menus(site):
    """Collect the menus of all pages of articles and lists."""
    pages = (data.decode() for name, data in files(site.output).items() if name.endswith("index.html"))
    return {
        tuple(re.findall(r">([^<]+)</a>", page[page.index("<nav aria-label=") : page.index("</nav>")]))
        for page in pages
    }


def test_a_label_that_turns_out_to_be_none_leaves_no_entry(tmp_path):
    site = SmallSite(tmp_path / "site")
    for number in range(30):
        site.write(f"a{number}.md", PLAIN.format(f"Title {number}"))
    site.write("odd.md", PLAIN.format("Odd") + "\nReport: the gate was mended and the keeper went home.\n")
    site.build()

    # What stands in all of them is a notice.
    assert menus(site) == {("Articles", "Notices")}
    assert not (site.output / "reports").exists()
    assert not (site.output / "years").exists()


def test_the_first_and_the_last_label_of_a_facet_change_the_menu_of_every_page(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write("plain.md", PLAIN.format("Plain"))
    site.build()
    assert menus(site) == {("Articles",)}

    site.write("holm.md", article("The gauge at Holm"))
    site.build()
    assert menus(site) == {("Articles", "Regions", "Themes", "Publishers", "Authors", "Years")}
    assert files(site.output) == site.clean_build(tmp_path / "clean")

    site.remove("holm.md")
    site.build()
    assert menus(site) == {("Articles",)}

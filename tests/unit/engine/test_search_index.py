"""When the search index is made, kept or left out, and what of it is in the site."""

import os
import stat

import msgspec
import pytest

from site_builder.engine import build, open_site
from site_builder.engine.ledger import LEDGER
from site_builder.search import VARIABLE, find_pagefind
from tests.unit.engine.sites import SmallSite, article


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    if find_pagefind() is None:
        pytest.skip("there is no Pagefind: pip install pagefind-bin")
    made = SmallSite(tmp_path)
    for name in ("gauge", "ferry", "quay"):
        made.write(f"{name}.md", article(f"The {name} at Holm", body=f"The {name} was closed for a winter."))
    return made


def built(site, **options):
    whole = {"jobs": 1, "verify": False, "atomic": False, "progress": site.heard, **options}
    return build(open_site(site.root), **whole)


def index_of(site):
    folder = site.output / "pagefind"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table_of(site):
    import gzip

    (path,) = (site.output / "pagefind").glob("table.*")
    return msgspec.json.decode(gzip.decompress(path.read_bytes()))


def test_without_pagefind_the_site_is_built_without_an_index(site, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")

    summary = built(site)

    assert summary.search.state == "missing"
    assert not (site.output / "pagefind").exists()
    assert (site.output / "search" / "index.html").exists()


def test_a_pagefind_that_is_installed_later_makes_the_index(site, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    built(site)
    monkeypatch.delenv(VARIABLE)

    summary = built(site)

    assert summary.search.state == "built"
    assert summary.search.pages == 3


def test_files_of_the_index_are_in_the_ledger(site):
    built(site)

    names = (site.output / LEDGER).read_text("utf-8").split("\n")

    assert {f"pagefind/{name}" for name in index_of(site)} <= set(names)


def test_a_build_with_nothing_to_do_keeps_the_index(site):
    built(site)

    summary = built(site)

    assert summary.search.state == "unchanged"
    assert summary.written == 0


def test_a_label_changes_the_table_and_runs_no_pagefind(site, monkeypatch):
    built(site)
    before = index_of(site)
    site.write(
        "gauge.md", article("The gauge at Holm", theme="Tides", body="The gauge was closed for a winter.")
    )

    summary = built(site)

    after = index_of(site)
    assert summary.search.state == "unchanged"
    assert {name for name in before if before[name] != after.get(name)} == {
        "indexes.json",
        next(name for name in before if name.startswith("table.")),
    }
    themes = next(facet for facet in table_of(site)["facets"] if facet["parameter"] == "theme")
    assert ["tides", "Tides"] in themes["labels"]


@pytest.mark.parametrize("packed_from", [2, 500])
def test_edits_end_in_the_index_of_a_clean_build(site, tmp_path, monkeypatch, packed_from):
    monkeypatch.setattr("site_builder.search.fragment_packs._PACKED_FROM", packed_from)
    built(site)
    site.write("gauge.md", article("The gauge at Holm", body="The zebrafish was closed for a winter."))
    (site.content / "ferry.md").unlink()
    site.write("pier.md", article("The pier at Holm", body="The pier was closed for a winter."))
    summary = built(site)
    edited = index_of(site)
    other = SmallSite(tmp_path / "other")
    for path in site.content.iterdir():
        other.write(path.name, path.read_bytes())
    built(other)

    assert summary.search.state == "built"
    assert edited == index_of(other)
    assert any(name.endswith(".pf_pack") for name in edited) == (packed_from == 2)
    assert built(site).search.state == "unchanged"


def test_lost_pages_and_lost_files_of_the_index_are_made_again(site):
    built(site)
    before = index_of(site)
    for path in (site.root / ".site-builder" / "search-pages").rglob("*.html"):
        path.unlink()
    name = next(name for name in before if name.endswith(".pf_index"))
    for lost in (name, "pagefind.js"):
        (site.output / "pagefind" / lost).unlink()

        built(site)

        assert index_of(site) == before


def test_notices_are_not_in_the_index_of_articles(site):
    built(site)

    index = index_of(site)
    folders = {name.split("/fragment/")[0] for name in index if "/fragment/" in name}
    assert folders == {"articles/en", "notices/en"}
    assert len([name for name in index if name.startswith("articles/en/fragment/")]) == 3


def test_a_pagefind_that_fails_leaves_the_last_index_and_is_tried_again(site, tmp_path, monkeypatch):
    built(site)
    before = index_of(site)
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\necho out of memory >&2\nexit 3\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    site.write("gauge.md", article("The gauge at Holm", body="The zebrafish was closed for a winter."))
    monkeypatch.setenv(VARIABLE, os.fspath(program))

    failed = built(site)
    kept = index_of(site)
    monkeypatch.delenv(VARIABLE)
    mended = built(site)

    assert failed.search.state == "failed"
    assert failed.search.message == "it ended with code 3: out of memory"
    assert kept == before
    assert mended.search.state == "built"
    assert index_of(site) != before


def test_a_build_may_leave_the_index_of_the_last_one(site):
    built(site)
    before = index_of(site)
    site.write("gauge.md", article("The gauge at Holm", body="The zebrafish was closed for a winter."))

    kept = built(site, index=False)
    after = index_of(site)
    mended = built(site)

    assert kept.search.state == "kept"
    assert after == before
    assert mended.search.state == "built"


def test_search_that_is_switched_off_leaves_no_trace(site):
    (site.root / "site.toml").write_text("[search]\nenabled = false\n", "utf-8")

    summary = built(site)

    assert summary.search is None
    assert not (site.output / "pagefind").exists()
    assert not (site.output / "search").exists()
    assert "find" not in (site.output / "index.html").read_text("utf-8").partition("<main")[0]


NOTE = '[[note]]\nquote = "closed for a winter"\ntext = "{}"\n'


def test_notes_have_an_index_of_their_own_and_an_edit_of_one_leaves_that_of_articles(site):
    site.write("gauge.notes.toml", NOTE.format("The ledger says two."))
    built(site)
    first = index_of(site)

    site.write("gauge.notes.toml", NOTE.format("The almanac says two."))
    built(site)
    second = index_of(site)

    def files_of(index, kind):
        return {name: data for name, data in index.items() if name.startswith(f"{kind}/")}

    assert len([name for name in files_of(first, "notes") if "/fragment/" in name]) == 1
    assert files_of(first, "articles") == files_of(second, "articles")
    assert files_of(first, "notes") != files_of(second, "notes")


def test_the_index_of_notes_goes_with_the_last_note(site):
    site.write("gauge.notes.toml", NOTE.format("The ledger says two."))
    built(site)
    site.remove("gauge.notes.toml")
    built(site)

    assert not [name for name in index_of(site) if name.startswith("notes/")]


def test_notes_on_notices_are_searched_and_follow_their_file(site):
    (site.root / "notices.notes.toml").write_text(NOTE.format("By the ledger."), "utf-8")
    built(site)
    assert [name for name in index_of(site) if name.startswith("notes/en/fragment/")]

    (site.root / "notices.notes.toml").unlink()
    built(site)
    assert not [name for name in index_of(site) if name.startswith("notes/")]

"""An archive built in shards is the one that `build` makes, whatever happened before."""

from itertools import islice

import msgspec
import pytest

from site_builder.cluster.build_plan import WrongVersionError, load_plan
from site_builder.cluster.share_writer import ShareWriter
from site_builder.cluster.steps import STEPS, lists, run_task
from site_builder.cluster.steps.finish import SUMMARY
from site_builder.engine import Summary
from site_builder.search import VARIABLE, find_pagefind
from tests.unit.cluster.shards import ARCHIVE, PNG, Archive, article

SITES = {
    "full": "",
    "lean": 'layout = "lean"\n',
    "titles": 'addresses = "title"\nbase_url = "https://tide.example/"\n',
    "facts": '[[defaults]]\nmatch = "many/**"\npublisher = "The Many"\n[[defaults]]\nmatch = "x/**"\nlanguage = "en"\n',
}


@pytest.mark.parametrize("kind", SITES)
def test_an_archive_in_shards_has_the_files_and_the_summary_of_a_build(tmp_path, kind):
    archive = Archive(tmp_path / "site", toml=SITES[kind])
    files, summary = archive.build_at_once()
    assert archive.build_in_shards() == files
    of_shards = msgspec.json.decode(archive.store.get("summary.json"), type=Summary)
    for field in ("articles", "refused", "blocks", "drafts", "missing", "tags", "ignored", "problems"):
        assert getattr(of_shards, field) == getattr(summary, field), field


def test_any_edits_end_where_a_clean_build_does(tmp_path):
    archive = Archive(tmp_path / "site")
    first = archive.build_in_shards()
    archive.write("lock.md", article("The other lock", theme="Sluices"))
    archive.remove("weir-copy.md")
    archive.remove("harbour/gate.png")
    archive.write("new/one.md", article("New"))
    files, _ = archive.build_at_once()
    assert archive.build_in_shards() == files
    assert archive.build_in_shards(shards=3) == files
    archive = Archive(tmp_path / "site")
    archive.remove("new/one.md")
    assert archive.build_in_shards() == first


@pytest.mark.parametrize("shards", [1, 3])
def test_articles_of_different_shards_and_ranges_find_each_other(tmp_path, monkeypatch, shards):
    monkeypatch.setattr("site_builder.cluster.cut._RANGE", 4)
    archive = Archive(tmp_path / "site", {**ARCHIVE, **LINKED})
    plan = load_plan(archive.store, archive.cut(shards))
    files, summary = archive.build_at_once()

    assert plan.ranges == 8
    assert archive.build_in_shards(shards) == files
    related = files["articles/keepers/a/index.html"].decode()
    assert all(f"articles/keepers/{name}/" in related or f"../{name}/" in related for name in "bc")
    in_shards = msgspec.json.decode(archive.store.get(SUMMARY), type=Summary)
    assert in_shards.problems == summary.problems
    assert {"no-such-article", "nearly-same", "same-file"} <= {problem.code for problem in summary.problems}

    archive.write(
        "keepers/b.md", LINKED["keepers/b.md"].replace("Haldane", "Somebody").replace("Orrin", "One")
    )
    archive.remove("linked/by-title.md")
    assert archive.build_in_shards(shards) == archive.build_at_once()[0]


def test_the_first_note_on_a_notice_comes_into_the_menu_of_every_page(tmp_path):
    archive = Archive(
        tmp_path / "site", {f"n{number}.md": article(f"Number {number}") for number in range(3)}
    )
    notes = tmp_path / "site" / "notices.notes.toml"
    text = notes.read_text()
    notes.unlink()
    archive.build_in_shards()
    notes.write_text(text)

    assert archive.build_in_shards() == archive.build_at_once()[0]


def _keeper(name, place):
    return article(
        f"The keeper {name}",
        body=f"The pilots Haldane, Orrin and Veitch met the keeper of {place} lock, where Haldane and Orrin stayed. ",
        more=f"It was {name} who wrote this down at {place}, and who asked Veitch and Haldane to sign it there.",
    )


LINKED = {
    "keepers/a.md": _keeper("Anholt", "Ferry"),
    "keepers/b.md": _keeper("Bruun", "Mill"),
    "keepers/c.md": _keeper("Corrigan", "Weir"),
    "linked/by-title.md": article(
        "Lists of locks", more="[[The keeper Anholt]], [[a]], [[keepers/b]] and [[no such keeper]] agree."
    ),
    "linked/by-path.md": article(
        "More locks", more="[One](../keepers/c), [two](/articles/lock/), [three](/weir.md), [four](gone.md)."
    ),
    "linked/again.md": article("The weir", theme="C++", more="It has one more line than the others have."),
}
"""Articles that share rare names, and links of each kind."""


def test_printings_in_different_shards_are_compared(tmp_path):
    body = " ".join(f"The weir at Holm let {number} boats through and asked no names." for number in range(4))
    archive = Archive(tmp_path / "site")
    archive.write("a.md", article("The weir at Holm", body=body))
    archive.write("z/b.md", article("The weir at Holm", body=body, more="It has closed."))
    files, _ = archive.build_at_once()
    assert b"<ins>It has closed." in files["articles/a/copies.html"]
    assert archive.build_in_shards(shards=4) == files
    archive.write("z/b.md", article("The weir at Holm", body=body, more="It is open."))
    files, _ = archive.build_at_once()
    assert archive.build_in_shards(shards=4) == files


def test_files_of_a_build_that_was_stopped_and_then_not_wanted_are_removed(tmp_path):
    archive = Archive(tmp_path / "site")
    archive.build_in_shards()
    archive.write("new/one.md", article("New"))
    name = archive.cut()
    for number in range(2):
        writer = ShareWriter(archive.store, name, "render", number, "an unfinished result")
        writer.begin()
        writer.put("articles/new/left-over/index.html", b"half of a build")
        writer._uploads.close()
    archive.remove("new/one.md")
    files, _ = archive.build_at_once()
    assert archive.build_in_shards() == files


def test_shards_that_did_not_change_are_not_done_again(tmp_path):
    archive = Archive(tmp_path / "site", {f"a{n}.md": article(f"Number {n}") for n in range(12)})
    archive.build_in_shards(shards=4)
    studies = {name.split("/")[1] for name in archive.store.names("study/")}
    archive.write(
        "a3.md", article("Number 3", body="Other words stand here now, and they are about the same tide.")
    )
    archive.build_in_shards(shards=4)
    new = {name.split("/")[1] for name in archive.store.names("study/")} - studies
    assert len(new) == 1
    written = {name.split("/")[1] for name in archive.store.names("manifests/")}
    archive.build_in_shards(shards=4)
    assert {name.split("/")[1] for name in archive.store.names("manifests/")} == written


def _made(archive, kind):
    return {name.split("/")[1] for name in archive.store.names(f"{kind}/")}


def test_what_is_stated_of_an_article_or_shown_by_it_is_all_that_makes_its_shard_again(tmp_path):
    table = "path,publisher\n"
    archive = Archive(
        tmp_path / "site",
        {f"a{n}.md": article(f"Number {n}", more=f"![a gate](g{n}.png)") for n in range(12)},
    )
    (archive.root / "metadata.csv").write_text(table)
    for number in range(11):
        archive.write(f"g{number}.png", PNG)
    archive.build_in_shards(shards=4)
    studies, understood = _made(archive, "study"), _made(archive, "understood")
    archive.write("g11.png", PNG)
    files, _ = archive.build_at_once()
    assert archive.build_in_shards(shards=4) == files
    assert len(_made(archive, "study") - studies) == 1
    studies = _made(archive, "study")
    (archive.root / "metadata.csv").write_text(table + "a3.md,The Tide\n")
    files, _ = archive.build_at_once()
    assert archive.build_in_shards(shards=4) == files
    assert len(_made(archive, "study") - studies) == 1
    assert len(understood) == 4


def test_defaults_make_the_shards_again_whose_articles_they_match_and_no_other(tmp_path):
    archive = Archive(
        tmp_path / "site",
        {**{f"a{n}.md": _without_publisher(n) for n in range(24)}, "tide/one.md": _without_publisher(24)},
        toml='[[defaults]]\nmatch = "tide/**"\npublisher = "The Tide"\n',
    )
    archive.build_in_shards(shards=4)
    for toml, times in (
        ('[[defaults]]\nmatch = "tide/**"\npublisher = "The Weir"\n', 1),
        ('[[defaults]]\nmatch = "tide/*.md"\npublisher = "The Weir"\n', 0),
        ('[[defaults]]\nmatch = "ebb/**"\npublisher = "The Weir"\n', 1),
        ('[[defaults]]\nmatch = "**"\npublisher = "The Ebb"\n', 4),
    ):
        studies, written = _made(archive, "study"), _made(archive, "manifests")
        (archive.root / "site.toml").write_text(toml)
        files, _ = archive.build_at_once()
        assert archive.build_in_shards(shards=4) == files
        assert len(_made(archive, "study") - studies) == times
        if not times:
            assert _made(archive, "manifests") == written


def _without_publisher(number):
    return article(f"Number {number}").replace("Harbour Review, ", "")


def test_a_row_for_the_address_of_an_original_makes_the_shards_again_that_state_it(tmp_path):
    archive = Archive(
        tmp_path / "site",
        {
            f"a{n}.md": f"---\nurl: https://tide.example/number-{n}\n---\n\n" + article(f"Number {n}")
            for n in range(8)
        },
    )
    (archive.root / "metadata.csv").write_text("url,publisher\nhttps://tide.example/number-5,The Weir\n")
    archive.build_in_shards(shards=4)
    understood = _made(archive, "understood")
    (archive.root / "metadata.csv").write_text(
        "url,publisher\nhttps://tide.example/number-5,The Weir\nhttps://tide.example/number-3,The Tide\n"
    )
    files, _ = archive.build_at_once()
    assert archive.build_in_shards(shards=4) == files
    assert len(_made(archive, "understood") - understood) == 1


def test_a_mended_word_lays_out_only_the_lists_that_show_it(tmp_path, monkeypatch):
    archive = Archive(
        tmp_path / "site", {f"a{n}.md": article(f"Number {n}", theme=f"T{n % 4}") for n in range(40)}
    )
    archive.build_in_shards(shards=4)
    laid_out = []
    group = lists.shelf_group
    monkeypatch.setattr(
        lists, "shelf_group", lambda shelf, context: laid_out.append(shelf.term.name) or group(shelf, context)
    )
    archive.write("a7.md", article("Number 7", theme="T3", body="Nobody came to see the tide. " * 3))
    files, _ = archive.build_at_once()
    assert archive.build_in_shards(shards=4) == files
    assert "T3" in laid_out
    assert not {"T0", "T1", "T2"} & set(laid_out)


def test_settings_and_templates_that_all_pages_show_lay_every_list_out_again(tmp_path):
    archive = Archive(tmp_path / "site")
    archive.build_in_shards()
    (archive.root / "site.toml").write_text('title = "The harbour, collected"\nlanguage = "fr"\n')
    files, _ = archive.build_at_once()
    assert archive.build_in_shards() == files
    template = archive.root / "templates/parts/menu.html"
    template.parent.mkdir(parents=True)
    template.write_text("<p>Kept by the harbour.</p>\n")
    files, _ = archive.build_at_once()
    assert b"Kept by the harbour." in files["index.html"]
    assert archive.build_in_shards() == files


def test_a_picture_that_is_found_elsewhere_by_its_name_follows_what_becomes_of_either(tmp_path):
    archive = Archive(tmp_path / "site", {"a/one.md": article("One", more="![[gate.png]]")})
    archive.write("a/gate.png", PNG)
    archive.write("b/gate.png", PNG + b"b")
    for name, data in (
        ("a", PNG),
        ("a", None),
        ("b", PNG + b"c"),
        ("b", None),
        ("a", PNG),
        ("b", PNG + b"d"),
    ):
        if data:
            archive.write(f"{name}/gate.png", data)
        else:
            archive.remove(f"{name}/gate.png")
        files, _ = archive.build_at_once()
        assert archive.build_in_shards() == files, (name, data)


@pytest.fixture
def pagefind(monkeypatch):
    monkeypatch.delenv(VARIABLE)
    if find_pagefind() is None:
        pytest.skip("there is no Pagefind: pip install pagefind-bin")


@pytest.mark.parametrize(("pages_of_a_part", "packed_from"), [(1, 500), (2_500, 500), (1, 3)])
def test_the_search_index_is_the_same_in_one_part_and_in_many(
    tmp_path, monkeypatch, pagefind, pages_of_a_part, packed_from
):
    monkeypatch.setattr("site_builder.search.page_store.SHARD_PAGES", pages_of_a_part)
    monkeypatch.setattr("site_builder.search.fragment_packs._PACKED_FROM", packed_from)
    monkeypatch.setattr("site_builder.search.fragment_packs._MOST_IN_PACK", 2)
    archive = Archive(tmp_path / "site", {**ARCHIVE, "fluss.md": GERMAN})
    files, summary = archive.build_at_once()

    assert archive.build_in_shards(3) == files
    assert len([path for path in files if path.endswith("pagefind-entry.json")]) > 2
    assert any(path.endswith(".pf_pack") for path in files) == (packed_from < 500)
    assert (summary.search.state, summary.search.pages) == ("built", 15)
    in_shards = msgspec.json.decode(archive.store.get(SUMMARY), type=Summary).search
    assert (in_shards.pages, in_shards.files, in_shards.bytes) == (
        summary.search.pages,
        summary.search.files,
        summary.search.bytes,
    )

    archive.write("lock.md", article("The lock, painted", theme="Locks"))
    archive.remove("fluss.md")
    assert archive.build_in_shards(3) == archive.build_at_once()[0]


GERMAN = """## Der Fluss

Harbour Review, February 04, 2020

Der Fluss stieg am Abend, und niemand hat es aufgeschrieben, obwohl alle am Ufer standen und zusahen.
Am Morgen war er wieder dort, wo er immer ist, und die Leute gingen nach Hause und schwiegen darüber.
"""


def test_an_index_that_pagefind_does_not_make_is_reported(tmp_path, monkeypatch):
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho out of memory >&2\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(program))
    archive = Archive(tmp_path / "site")
    files, _ = archive.build_at_once()

    assert archive.build_in_shards(3) == files
    report = msgspec.json.decode(archive.store.get(SUMMARY), type=Summary).search
    assert (report.state, report.message) == ("failed", "it ended with code 3: out of memory")


def test_a_worker_with_another_pagefind_is_refused(tmp_path, monkeypatch, pagefind):
    archive = Archive(tmp_path / "site")
    name = archive.cut(1)
    plan = load_plan(archive.store, name)
    for step in islice(STEPS, list(STEPS).index("search")):
        for number in range(STEPS[step].tasks(plan)):
            run_task(archive.url, name, step, number)
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho pagefind 0.0.1\n", "utf-8")
    program.chmod(0o755)
    for path in (str(program), ""):
        monkeypatch.setenv(VARIABLE, path)
        with pytest.raises(WrongVersionError, match="another Pagefind"):
            run_task(archive.url, name, "search", 0)


def test_a_share_that_was_stopped_goes_on_where_it_was(tmp_path):
    archive = Archive(tmp_path / "site")
    archive.build_in_shards()
    archive.write("new/one.md", article("New"))
    name, store = archive.cut(), archive.store
    files = {f"left-over/{number}.html": b"%d" % number for number in range(150)}

    def begin():
        writer = ShareWriter(store, name, "render", 0, "a result")
        writer.begin()
        store.requests.clear()
        for path, data in files.items():
            writer.put(path, data)
        writer._uploads.close()
        return store.requests["put"]

    assert begin() == 152
    assert begin() == 150 - 128
    another = ShareWriter(store, name, "render", 0, "another result")
    another.begin()
    assert begin() >= 150

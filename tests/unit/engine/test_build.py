"""Builds do again what changed and nothing else, and end where a clean build would."""

import os
import random
import sqlite3
import sys

import pytest

from site_builder.engine import build, clean, open_site
from site_builder.engine.site import code_digest
from site_builder.model import SiteError
from tests.unit.engine.sites import Heard, SmallSite, article, files


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    small.write("2020/holm.md", article("The gauge at Holm"))
    small.write("2020/skarvik.md", article("Three clocks at Skarvik", theme="Ferries"))
    return small


def test_a_build_writes_a_page_for_every_article_and_label(site):
    summary = site.build()

    assert (summary.articles, summary.refused) == (2, 0)
    for page in (
        "index.html",
        "articles/2020/holm/index.html",
        "regions/north-sea/index.html",
        "themes/ports/index.html",
    ):
        assert (site.output / page).is_file()
    assert (site.output / "articles/2020/holm/article.md").read_bytes() == (
        site.content / "2020/holm.md"
    ).read_bytes()


def test_a_second_build_changes_no_file(site):
    site.build()
    before = {path: path.stat().st_mtime_ns for path in site.output.rglob("*")}

    summary = site.build()

    assert (summary.written, summary.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in site.output.rglob("*")} == before


def test_touching_a_source_changes_no_file(site):
    site.build()
    os.utime(site.content / "2020/holm.md", (1, 1))

    assert site.build().written == 0


def test_an_edit_writes_only_the_pages_that_show_it(site):
    # Two that are read beside each other, in another list than the one that is edited.
    site.write(
        "2001/quarry.md", article("A quarry", theme="Stone", body="Slate was cut here by two men and a mule.")
    )
    site.write(
        "2001/kiln.md", article("A kiln", theme="Stone", body="Lime burnt through the night above Verrin.")
    )
    site.build()
    other = site.output / "articles/2001/quarry/index.html"
    before = other.stat().st_ino

    site.write("2020/holm.md", article("The gauge at Holm, again"))
    summary = site.build()

    assert summary.written > 0
    assert other.stat().st_ino == before
    assert b"The gauge at Holm, again" in (site.output / "themes/ports/index.html").read_bytes()


def test_pages_of_removed_sources_are_removed_and_no_other_files(site):
    site.build()
    (site.output / "themes/ferries/mine.txt").write_text("not the program's")

    site.remove("2020/skarvik.md")
    site.build()

    assert not (site.output / "articles/2020/skarvik").exists()
    assert os.listdir(site.output / "themes/ferries") == ["mine.txt"]


def test_a_damaged_output_is_repaired_by_the_next_build(site, tmp_path):
    site.build()
    (site.output / "articles/2020/holm/index.html").write_text("damaged")
    (site.output / "regions/north-sea/index.html").unlink()

    site.build()

    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_damage_that_keeps_size_and_time_is_repaired_with_verify(site, tmp_path):
    site.build()
    page = site.output / "articles/2020/holm/index.html"
    facts, data = page.stat(), page.read_bytes()
    page.write_bytes(data[:-1] + b"X")
    os.utime(page, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    site.build(verify=True)

    assert page.read_bytes() == data


@pytest.mark.parametrize("junk", [b"", b"not a database at all", b"SQLite format 3\0" + b"\1" * 4000])
def test_a_damaged_store_is_thrown_away_with_a_line(site, tmp_path, junk):
    site.build()
    (site.root / ".site-builder/store.sqlite").write_bytes(junk)

    site.build()

    assert files(site.output) == site.clean_build(tmp_path / "clean")
    assert bool(site.heard.lines) == bool(junk)


def test_damage_in_one_of_many_folders_is_seen_by_a_process_beside(site, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[build.__module__], "_MANY", 0)
    site.build(jobs=2)
    (site.output / "articles/2020/holm/index.html").write_text("damaged")

    assert site.build(jobs=2).written == 1
    assert site.build(jobs=2).written == 0
    assert files(site.output) == site.clean_build(tmp_path / "clean")


@pytest.mark.parametrize("junk", [b"", b"x" * 40, None])
def test_damaged_compiled_templates_are_compiled_again(site, tmp_path, junk):
    site.build()
    kept = sorted((site.root / ".site-builder/compiled").iterdir())
    for path in kept:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if junk is None else junk)

    site.write("2020/holm.md", article("The gauge at Holm, again"))
    site.build()

    assert kept
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_a_corrected_role_is_on_the_page_and_taken_back_with_the_notes(site):
    site.build()
    before = files(site.output)
    site.write("2020/holm.notes.toml", '[[block]]\nquote = "The tide came in"\nrole = "promo"\n')
    # Both paragraphs begin alike, so the quote has to say more.
    assert [problem.code for problem in site.build().problems] == ["quote-ambiguous"]
    site.write("2020/holm.notes.toml", '[[block]]\nquote = "Disclaimer: The views"\nrole = "contact"\n')
    site.build()
    assert b'data-role="contact"' in (site.output / "articles/2020/holm/index.html").read_bytes()

    site.remove("2020/holm.notes.toml")
    site.build()

    assert files(site.output) == before


@pytest.mark.parametrize("steps", [6, pytest.param(24, marks=pytest.mark.slow)])
def test_any_chain_of_edits_ends_where_a_clean_build_does(site, tmp_path, steps):
    draw = random.Random(20200204)
    names = ["2020/holm.md", "2020/skarvik.md", "a.md", "A.md", "b/c.txt", "b/d.markdown"]
    for step in range(steps):
        for name in draw.sample(names, draw.randint(1, 3)):
            path = site.content / name
            if path.exists() and draw.random() < 0.4:
                site.remove(name)
            else:
                site.write(
                    name, article(f"Title {draw.randint(1, 3)}", theme=draw.choice(["Ports", "PORTS", "Law"]))
                )
        if draw.random() < 0.3:
            (site.root / "site.toml").write_text(
                f'title = "Archive {draw.randint(1, 2)}"\npage_size = {draw.randint(1, 3)}\n'
            )
        site.build(jobs=draw.choice([1, 2]))

        assert files(site.output) == site.clean_build(tmp_path / f"clean-{step}"), step


def test_processes_give_the_same_bytes_as_one(tmp_path):
    site = SmallSite(tmp_path / "site")
    for number in range(120):
        site.write(f"{number % 7}/a{number}.md", article(f"Article {number}", theme=f"Theme {number % 5}"))

    site.build(jobs=2)

    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_sources_with_names_that_slug_alike_are_both_published_and_reported(site):
    site.write("2020/Holm!.md", article("Another Holm"))

    summary = site.build()

    assert summary.articles == 3
    assert {problem.code for problem in summary.problems} == {"same-address"}
    assert len(list((site.output / "articles/2020").iterdir())) == 3


def test_names_that_slug_alike_are_reported_until_one_of_them_is_gone(site, tmp_path):
    site.write("2020/Holm!.md", article("Another Holm"))
    site.build()

    site.write("2020/holm.md", article("Holm again"))
    again = site.build()

    assert {problem.code for problem in again.problems} == {"same-address"}
    assert files(site.output) == site.clean_build(tmp_path / "both")

    site.remove("2020/Holm!.md")
    alone = site.build()

    assert not alone.problems
    assert files(site.output) == site.clean_build(tmp_path / "one")


def test_a_bad_file_is_named_and_the_others_are_built(site):
    site.write("empty.md", "")
    site.write("zip.md", b"PK\x03\x04\x00\x00\xff\xfe\x00")
    site.write("latin.md", "## Tidevann\n\nH\xf8yvann ved Sk\xe5rvik.\n".encode("latin-1"))

    summary = site.build()

    assert summary.articles == 2
    assert summary.refused == 3
    assert sorted({problem.path for problem in summary.problems}) == [
        str(site.content / name) for name in ("empty.md", "latin.md", "zip.md")
    ]


def test_an_output_that_cannot_be_written_stops_the_build_with_a_line(site):
    site.output.write_text("a file where the folder should be")

    with pytest.raises(SiteError, match="public"):
        site.build()


def test_an_output_folder_that_holds_the_articles_is_refused(site):
    with pytest.raises(SiteError, match="holds the articles"):
        site.build(output=site.root)


def test_atomic_builds_swap_a_link_between_two_folders(site, tmp_path):
    site.build(atomic=True)
    first = os.readlink(site.output)
    site.write("2020/holm.md", article("The gauge at Holm, again"))
    site.build(atomic=True)

    assert {first, os.readlink(site.output)} == {"public.a", "public.b"}
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_atomic_builds_refuse_to_replace_a_real_folder(site):
    site.build()

    with pytest.raises(SiteError, match="is a folder"):
        site.build(atomic=True)


def test_clean_removes_what_builds_made_and_nothing_else(site):
    site.build()
    (site.output / "mine.txt").write_text("not the program's")

    clean(open_site(site.root))

    assert os.listdir(site.output) == ["mine.txt"]
    assert not (site.root / ".site-builder").exists()


def test_own_pages_are_no_articles_and_their_links_lead_to_each_other(site):
    (site.root / "site.toml").write_text('pages = ["handbook"]\n')
    site.write(
        "handbook/index.md", "# Handbook\n\nSee [the roles](roles.md#support) and [nothing](gone.md).\n"
    )
    site.write(
        "handbook/roles.md", "# Roles\n\n## Support\n\n![A bar](bar.png)\n\n<script>alert(1)</script>\n"
    )
    site.write("handbook/bar.png", b"\x89PNG")

    summary = site.build()

    assert summary.articles == 2
    assert [(problem.code, problem.line) for problem in summary.problems] == [("link-nowhere", 3)]
    index = (site.output / "handbook/index.html").read_text()
    roles = (site.output / "handbook/roles/index.html").read_text()
    assert 'href="roles/index.html#support"' in index
    assert '<h2 id="support">' in roles
    assert 'src="../bar.png"' in roles
    assert "&lt;script&gt;" in roles
    assert (site.output / "handbook/bar.png").read_bytes() == b"\x89PNG"
    assert "Handbook" in (site.output / "articles/2020/holm/index.html").read_text()


@pytest.mark.parametrize("atomic", [False, True])
def test_an_output_among_the_articles_is_not_read_as_articles(tmp_path, atomic):
    (tmp_path / "holm.md").write_text(article("The gauge at Holm"))
    site = open_site(tmp_path, content=tmp_path)

    counts = [build(site, jobs=1, verify=False, atomic=atomic, progress=Heard()).articles for _ in range(3)]

    assert counts == [1, 1, 1]


def test_a_mended_word_leaves_alone_whatever_lists_articles(site, monkeypatch):
    text = article("Low water", theme="Ferries")
    site.write("2020/low.md", text)
    site.build()
    site.write("2020/low.md", text.replace("had been asked", "had been told"))
    with monkeypatch.context() as patch:
        patch.setattr("site_builder.engine.rebuild.build_index", None)
        summary = site.build()
    assert (summary.articles, summary.tags["themes"]) == (3, 2)
    assert 0 < summary.written <= 5

    (site.output / "index.html").write_text("damaged")
    site.write("2020/low.md", text)
    site.build()

    assert "damaged" not in (site.output / "index.html").read_text()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sources SET entries = replace(entries, 'gauge', 'gouge')",
        "UPDATE sources SET entries = 'words'",
        "UPDATE pages SET first = x'00ff'",
        "UPDATE facts SET value = 'words' WHERE name = 'program_digest'",
    ],
)
def test_a_record_that_is_not_what_was_kept_is_noticed(site, tmp_path, damage):
    site.build()
    connection = sqlite3.connect(site.root / ".site-builder/store.sqlite")
    with connection:
        connection.execute(damage)
    connection.close()
    site.remove("2020/skarvik.md")

    site.build()

    assert site.heard.lines
    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_what_a_killed_build_half_wrote_is_removed(site, tmp_path):
    site.build()
    (site.root / ".site-builder/journal-1").write_text(
        "articles/gone/index.html\nthemes/gone/feed.xml\n\x00../bad\n../../bad\nhalf"
    )
    (site.output / "articles/gone.part").mkdir()
    (site.output / "articles/gone.part/index.html").write_text("half")
    (site.output / "themes/gone").mkdir()
    (site.output / "themes/gone/feed.xml.part").write_text("half")

    site.build()

    assert files(site.output) == site.clean_build(tmp_path / "clean")
    assert not (site.output / "articles/gone.part").exists()


def test_clean_removes_both_folders_of_atomic_builds_and_the_link(site):
    site.build(atomic=True)
    site.build(atomic=True)

    assert clean(open_site(site.root)) > 0

    assert sorted(os.listdir(site.root)) == ["content"]


def test_two_outputs_that_share_a_state_do_not_lose_files_to_each_other(site, tmp_path):
    site.build(output=tmp_path / "one", state=tmp_path / "state")
    (site.content / "2020/holm.md").rename(site.content / "2020/holm-2.md")
    before = files(tmp_path / "one")

    site.build(output=tmp_path / "two", state=tmp_path / "state")

    assert files(tmp_path / "one") == before
    assert files(tmp_path / "two") == site.clean_build(tmp_path / "clean")


def test_another_version_of_a_library_is_another_program(tmp_path, monkeypatch):
    digest = code_digest.__wrapped__
    before = digest()
    (tmp_path / "Markdown_It_Py-99.dist-info").mkdir()
    (tmp_path / "unrelated-1.dist-info").mkdir()

    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "missing")])
    assert digest() == before
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert digest() != before


def test_another_content_folder_needs_no_pages_of_the_site_and_has_a_state_of_its_own(site, tmp_path):
    site.write("handbook/index.md", "# Handbook\n\nHow the archive is kept.\n")
    (site.root / "site.toml").write_text('pages = ["handbook"]\n')
    other = tmp_path / "clippings"
    other.mkdir()
    (other / "low.md").write_text(article("Low water"))

    opened = open_site(site.root, content=other, output=tmp_path / "out")

    assert opened.settings.pages == ()
    assert opened.state != open_site(site.root).state
    assert open_site(site.root).settings.pages == ("handbook",)

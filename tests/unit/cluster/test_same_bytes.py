"""An archive built in shards is the one that `build` makes, whatever happened before."""

import msgspec
import pytest

from site_builder.engine import Summary
from tests.unit.cluster.shards import Archive, article

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


def test_files_of_a_build_that_was_stopped_and_then_not_wanted_are_removed(tmp_path):
    archive = Archive(tmp_path / "site")
    archive.build_in_shards()
    archive.write("new/one.md", article("New"))
    name = archive.cut()
    from site_builder.cluster.site_objects import ShareWriter

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

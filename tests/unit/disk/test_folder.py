"""Outputs are written whole, compared first, and never outside the folder."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.disk import Folder
from site_builder.model import SiteError


def test_a_file_that_holds_the_same_bytes_is_left_untouched(tmp_path):
    folder = Folder(tmp_path)
    folder.write("a/b.html", b"one")
    before = (tmp_path / "a/b.html").stat()

    record, written = folder.write("a/b.html", b"one")

    assert not written
    assert (tmp_path / "a/b.html").stat().st_ino == before.st_ino
    assert folder.intact("a", {"b.html": record}, verify=True)


def test_a_changed_file_is_replaced_by_a_new_one(tmp_path):
    folder = Folder(tmp_path)
    folder.write("a.html", b"one")

    _, written = folder.write("a.html", b"two")

    assert written
    assert (tmp_path / "a.html").read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["a.html"]


def test_a_new_folder_appears_with_all_its_files(tmp_path):
    records, written = Folder(tmp_path).write_all("x/y", [("a", b"1"), ("b", b"22")])

    assert written == 2
    assert {name: record.size for name, record in records.items()} == {"a": 1, "b": 2}
    assert sorted(os.listdir(tmp_path / "x/y")) == ["a", "b"]
    assert os.listdir(tmp_path / "x") == ["y"]


def test_what_an_interrupted_build_left_beside_does_not_matter(tmp_path):
    (tmp_path / "x.part").mkdir()
    (tmp_path / "x.part" / "old").write_text("left over")

    Folder(tmp_path).write_all("x", [("a", b"1")])

    assert os.listdir(tmp_path / "x") == ["a"]


def test_removing_takes_the_folders_it_leaves_empty_and_no_others(tmp_path):
    folder = Folder(tmp_path)
    folder.write("a/b/c.html", b"1")
    folder.write("a/d.html", b"2")

    assert folder.remove("a/b/c.html")
    assert not folder.remove("a/b/c.html")

    assert os.listdir(tmp_path / "a") == ["d.html"]


def test_nothing_is_written_or_removed_through_a_link(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    (site / "articles").symlink_to(outside)

    for act in (
        lambda: Folder(site).write("articles/a.html", b"1"),
        lambda: Folder(site).write_all("articles/a", [("b", b"1")]),
        lambda: Folder(site).remove("articles/kept"),
    ):
        with pytest.raises(SiteError, match="is a link"):
            act()
    assert os.listdir(outside) == ["kept"]


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../a", "a/../b", "a//b", "a\\b", "a\0b", "c:a", "."])
def test_names_that_could_lead_outside_are_refused(tmp_path, name):
    with pytest.raises(SiteError, match="not a name"):
        Folder(tmp_path).write(name, b"")


@given(st.text())
def test_every_name_is_inside_the_folder_or_refused(name):
    try:
        path = Folder("/site").path(name)
    except SiteError:
        return
    assert os.path.normpath(path).startswith("/site/")


def test_a_damaged_file_is_seen_by_size_or_time_and_with_verify_by_its_bytes(tmp_path):
    folder = Folder(tmp_path)
    record, _ = folder.write("a", b"one")
    facts = (tmp_path / "a").stat()

    (tmp_path / "a").write_bytes(b"two")
    os.utime(tmp_path / "a", ns=(facts.st_atime_ns, facts.st_mtime_ns))

    assert folder.intact("", {"a": record}, verify=False)
    assert not folder.intact("", {"a": record}, verify=True)
    assert not folder.intact("", {"b": record}, verify=False)

"""Outputs are written whole, compared first, and never outside the folder."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.disk import Folder, Staging
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
        lambda: Folder(site).remove("articles/kept"),
        lambda: Staging(site).put("articles/a.html", b"1"),
        lambda: Staging(site).put_all("articles/a", [("b", b"1")]),
    ):
        with pytest.raises(SiteError, match="is a link"):
            act()
    assert os.listdir(outside) == ["kept"]


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../a", "a/../b", "a//b", "a\\b", "a\0b", "c:a", ".", ".site-builder-ledger"]
)
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


def tree(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_what_is_staged_is_in_the_site_when_it_is_published_and_not_before(tmp_path):
    Folder(tmp_path).write("x/y/a", b"old")
    staging = Staging(tmp_path)

    records, written = staging.put_all("x/y", [("a", b"1"), ("b", b"22")])
    staging.put("index.html", b"start")
    before = (tmp_path / "x/y/a").read_bytes(), (tmp_path / "index.html").exists()
    staging.publish()

    assert before == (b"old", False)
    assert written == 2
    assert {name: record.size for name, record in records.items()} == {"a": 1, "b": 2}
    assert tree(tmp_path) == {"x/y/a": "1", "x/y/b": "22", "index.html": "start"}
    assert Folder(tmp_path).intact("x/y", records, verify=True)


@pytest.mark.parametrize("before", [[], ["x/a/other"]])
def test_a_folder_is_put_in_place_while_others_still_write_below_and_beside_it(tmp_path, before):
    for name in before:
        Folder(tmp_path).write(name, b"kept")
    writer, publisher = Staging(tmp_path), Staging(tmp_path)
    writer.put_all("x/a", [("1", b"one"), ("2", b"two")])

    publisher.publish_some("x/a", ["1", "2"])
    writer.put("x/a/2", b"new")
    writer.put("x/a/below/3", b"three")
    in_place = tree(tmp_path / "x")
    publisher.publish_some("x/a", ["1", "2"])
    writer.publish()

    kept = {name.removeprefix("x/"): "kept" for name in before}
    assert in_place == {"a/1": "one", "a/2": "two", **kept}
    assert tree(tmp_path) == {f"x/{name}": text for name, text in in_place.items()} | {
        "x/a/2": "new",
        "x/a/below/3": "three",
    }


def test_a_file_that_the_site_has_with_these_bytes_is_not_staged(tmp_path):
    Folder(tmp_path).write("a/b.html", b"one")
    staging = Staging(tmp_path)

    assert staging.put("a/b.html", b"one")[1] is False
    assert staging.count() == 0


def test_a_file_that_is_staged_and_then_becomes_what_the_site_has_stays_as_it_is(tmp_path):
    Folder(tmp_path).write("a.html", b"one")
    Staging(tmp_path).put("a.html", b"two")

    staging = Staging(tmp_path)
    staging.put("a.html", b"one")
    staging.publish()

    assert (tmp_path / "a.html").read_bytes() == b"one"


def test_what_is_discarded_leaves_the_site_as_it_was(tmp_path):
    Folder(tmp_path).write("a.html", b"old")
    staging = Staging(tmp_path)
    staging.put("a.html", b"new")
    staging.put_all("b", [("c", b"new")])

    Staging(tmp_path).discard()

    assert os.listdir(tmp_path) == ["a.html"]
    assert (tmp_path / "a.html").read_bytes() == b"old"


def test_of_an_article_that_cannot_be_finished_nothing_is_staged(tmp_path):
    staging = Staging(tmp_path)
    staging.put_all("whole", [("a", b"1")])
    staging.begin()
    staging.put_all("half", [("a", b"1")])

    staging.drop_last()
    staging.publish()

    assert tree(tmp_path) == {"whole/a": "1"}


@pytest.mark.parametrize(
    ("standing", "ours", "is_in_the_way"),
    [
        ("nothing", False, False),
        ("file", False, True),
        ("file", True, False),
        ("folder", False, True),
        ("folder of ours", True, False),
        ("link to a file", True, True),
        ("link to nothing", True, False),
        ("link to nothing", False, True),
        ("pipe", True, True),
    ],
)
def test_only_our_files_and_damage_to_them_may_be_replaced(tmp_path, standing, ours, is_in_the_way):
    place = tmp_path / "site/a"
    place.parent.mkdir()
    (tmp_path / "other").write_text("other")
    match standing:
        case "file":
            place.write_text("old")
        case "folder" | "folder of ours":
            place.mkdir()
            (place / "b").write_text("old")
        case "link to a file":
            place.symlink_to(tmp_path / "other")
        case "link to nothing":
            place.symlink_to(tmp_path / "gone")
        case "pipe":
            os.mkfifo(place)
    staging = Staging(tmp_path / "site")
    staging.put("a", b"new")

    found = staging.obstacles(lambda name: ours, adopt=False)

    assert found == (["a"] if is_in_the_way else [])


@pytest.mark.parametrize("adopt", [False, True])
def test_a_file_in_the_place_of_a_folder_is_in_the_way(tmp_path, adopt):
    (tmp_path / "a").write_text("a file")
    staging = Staging(tmp_path)
    staging.put("a/b", b"new")

    assert staging.obstacles(lambda name: False, adopt=adopt) == ["a"]

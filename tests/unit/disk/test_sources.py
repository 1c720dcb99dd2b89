"""Sources are found and opened safely, and every refusal says why."""

import os
import tempfile
from pathlib import Path

import pytest

from site_builder.disk import find_sources, has_sources, open_source, readable
from site_builder.model import Problem, SiteError, Source


def listed(folder):
    return find_sources(folder, display_path="content")


def test_sources_are_found_in_any_folder_by_their_endings(tmp_path):
    for name in ("a.md", "b/c.MARKDOWN", "b/d/e.txt", "b/picture.png", "a.notes.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")

    listing = listed(tmp_path)

    assert list(listing.stamps) == ["a.md", "b/c.MARKDOWN", "b/d/e.txt"]
    assert listing.ignored == {".png": 1}
    assert listing.problems == ()


def test_hidden_files_and_folders_are_passed_over(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("words")
    (tmp_path / ".b.md").write_text("words")

    assert not listed(tmp_path).stamps


def test_a_missing_folder_stops_the_command(tmp_path):
    with pytest.raises(SiteError, match="no such folder"):
        listed(tmp_path / "nowhere")


def test_a_link_out_of_the_folder_is_refused_and_one_within_it_followed(tmp_path):
    content = tmp_path / "content"
    content.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (content / "a.md").write_text("words")
    (content / "out.md").symlink_to(tmp_path / "secret.md")
    (content / "in.md").symlink_to(content / "a.md")
    (content / "loop").symlink_to(content)

    listing = listed(content)

    assert list(listing.stamps) == ["a.md", "in.md"]
    assert [(each.path, each.code) for each in listing.problems] == [
        ("content/loop", "link"),
        ("content/out.md", "link"),
    ]


@pytest.mark.parametrize("name", ["self", "self.md", "self.notes.toml", "folder/self"])
def test_a_link_to_itself_is_one_problem_and_the_other_files_are_listed(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.md").write_text("words")
    (tmp_path / name).symlink_to(Path(name).name)

    listing = listed(tmp_path)

    assert list(listing.stamps) == ["folder/a.md"]
    assert [(problem.path, problem.code) for problem in listing.problems] == [
        (f"content/{name}", "unreadable")
    ]


def test_a_folder_too_deep_for_the_system_is_one_problem_and_the_other_files_are_listed(tmp_path):
    (tmp_path / "a.md").write_text("words")
    handle = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=handle)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)

    listing = listed(tmp_path)

    assert list(listing.stamps) == ["a.md"]
    assert [problem.code for problem in listing.problems] == ["unreadable"]
    assert listing.problems[0].path.startswith("content/ddd")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_one_problem_and_the_other_files_are_listed(tmp_path):
    (tmp_path / "a.md").write_text("words")
    (tmp_path / "closed").mkdir(mode=0)

    listing = listed(tmp_path)

    assert list(listing.stamps) == ["a.md"]
    assert [(problem.path, problem.code) for problem in listing.problems] == [
        ("content/closed", "unreadable")
    ]


def test_files_that_are_no_articles_are_counted_by_ending(tmp_path):
    for name in ("a.html", "b.HTML", "c.docx", "README", "v. 2 of a long name", ".hidden.html"):
        (tmp_path / name).write_text("words")

    assert listed(tmp_path).ignored == {"": 2, ".docx": 1, ".html": 2}


def test_articles_below_a_folder_are_seen_without_listing_it(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("words")
    (tmp_path / "pictures").mkdir()
    assert not has_sources(tmp_path)

    (tmp_path / "pictures" / "b.TXT").write_text("words")

    assert has_sources(tmp_path)


def test_pipes_are_refused_without_waiting_for_them(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")

    (problem,) = listed(tmp_path).problems

    assert (problem.path, problem.code, problem.refused) == ("content/pipe.md", "not-a-file", True)
    assert isinstance(open_source(tmp_path, "pipe.md", display_path="content", limit=10), Problem)


def test_a_source_is_read_whole(tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfwords\r\n")

    assert open_source(tmp_path, "a.md", display_path="content", limit=100) == Source(
        "a.md", "content/a.md", b"\xef\xbb\xbfwords\r\n"
    )


def test_a_file_above_the_limit_is_refused_by_its_size_alone(tmp_path):
    (tmp_path / "a.md").write_bytes(b"12345678901")

    problem = open_source(tmp_path, "a.md", display_path="content", limit=10)

    assert isinstance(problem, Problem)
    assert "11 bytes, and the limit is 10" in problem.message
    assert "file_bytes" in problem.hint


def test_a_file_that_may_not_be_read_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = Path(folder, "a.md")
        path.write_text("words")
        path.chmod(0)
        me = os.geteuid()
        if me == 0:
            # Root may read everything, so somebody else has to try.
            os.seteuid(65534)
        try:
            problem = open_source(Path(folder), "a.md", display_path="content", limit=10)
        finally:
            os.seteuid(me)

    assert isinstance(problem, Problem)
    assert (problem.path, problem.code, problem.refused) == ("content/a.md", "unreadable", True)


def test_a_file_that_vanished_is_refused(tmp_path):
    problem = open_source(tmp_path, "gone.md", display_path="content", limit=10)

    assert isinstance(problem, Problem)
    assert problem.code == "unreadable"


def test_names_that_are_not_text_can_still_be_printed():
    assert readable(os.fsdecode(b"caf\xe9\x1b.md")) == "caf\\xe9\\x1b.md"


def test_names_that_are_not_text_are_kept_as_text_and_opened_again(tmp_path):
    name = os.path.join(os.fsencode(tmp_path), b"caf\xe9.md")
    with open(name, "wb") as file:
        file.write(b"words")

    (kept,) = listed(tmp_path).stamps

    assert kept.encode()
    assert open_source(tmp_path, kept, display_path="content", limit=10) == Source(
        kept, "content/caf\\xe9.md", b"words"
    )


def test_notes_behind_a_link_that_leads_out_are_not_read_and_do_not_refuse_the_article(tmp_path):
    content = tmp_path / "content"
    content.mkdir()
    (tmp_path / "secret.toml").write_text("title = 'secret'")
    (content / "a.md").write_text("words")
    (content / "a.notes.toml").symlink_to(tmp_path / "secret.toml")

    source = open_source(content, "a.md", display_path="content", limit=100)

    assert (source.data, source.notes) == (b"words", b"")
    problem = source.notes_problem
    assert (problem.path, problem.code) == ("content/a.notes.toml", "link")


def test_a_file_that_became_a_link_after_it_was_listed_is_refused(tmp_path):
    content = tmp_path / "content"
    content.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (content / "a.md").symlink_to(tmp_path / "secret.md")

    problem = open_source(content, "a.md", display_path="content", limit=100)

    assert isinstance(problem, Problem)
    assert problem.code == "link"

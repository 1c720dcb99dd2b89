"""Any name a file system takes gives a page or a line, and addresses that work everywhere."""

import json
import os
import re
import socket
import subprocess
import sys
import threading

import pytest

from site_builder.cli import main
from tests.safety import corpus
from tests.safety.checks import Judge
from tests.unit.engine.sites import SmallSite, article, files

PART = re.compile(r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9]+){0,2}")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?\Z")


def command(site, *arguments):
    """Run the program as people do; gives exit code, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "site_builder", "build", str(site.root), *arguments],
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module", params=["path", pytest.param("title", marks=pytest.mark.slow)])
def named(request, tmp_path_factory):
    """Build articles under every odd name, as people do."""
    site = SmallSite(tmp_path_factory.mktemp("named") / "site")
    (site.root / "site.toml").write_text(f'addresses = "{request.param}"\n')
    site.taken = corpus.write_odd_names(site.content)
    site.code, said, site.errors = command(site, "--format", "json")
    site.summary = json.loads(said)
    return site


def test_every_odd_name_gives_a_page_or_a_line(named):
    seen = [name for name in named.taken if not any(part.startswith(b".") for part in name.split(b"/"))]
    refused = [problem for problem in named.summary["problems"] if problem["refused"]]

    assert len(seen) > 70
    assert named.summary["articles"] + len(refused) == len(seen)
    assert named.code == (1 if refused else 0)
    copies = [data for path, data in files(named.output).items() if path.endswith("/article.md")]
    assert len({*copies}) == named.summary["articles"]
    assert named.errors == b""


def test_addresses_made_from_odd_names_work_everywhere(named):
    judge = Judge(named.output)

    for path in judge.files:
        parts = path.split("/")
        assert all(PART.fullmatch(part) and len(part) <= 200 for part in parts), path
        assert not any(DEVICES.match(part) for part in parts), path
        assert len(path) <= 230
    assert len({path.lower() for path in judge.files}) == len(judge.files)
    assert [complaint for path in sorted(judge.files) for complaint in judge.complaints(path)] == []
    assert list(judge.dangling()) == []


def test_odd_names_are_printed_without_control_characters(tmp_path):
    site = SmallSite(tmp_path)
    for name in ("bell\x07.md", "esc\x1b[2J.md", "rlo\u202emd.md"):
        site.write(name, "")

    _, said, errors = command(site)

    text = (said + errors).decode("utf-8")
    assert text.count("\\x07") == text.count("\\x1b") == text.count("\\u202e") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_command_that_fails_prints_no_control_characters(tmp_path, capsys):
    assert main(["build", str(tmp_path / "no\x1b[2Jwhere\x07\u202e")]) == 2

    assert "\\x1b[2Jwhere\\x07\\u202e" in capsys.readouterr().err


def test_a_site_in_a_folder_whose_name_is_no_text_is_built(tmp_path):
    site = SmallSite(tmp_path / os.fsdecode(b"caf\xe9 \x1b site"))
    for number in range(100):
        site.write(f"{number}.md", article(f"Title {number}"))

    assert site.build(jobs=2).articles == 100
    assert site.build(jobs=2).written == 0


def test_nothing_is_read_outside_the_content_folder(tmp_path):
    site = SmallSite(tmp_path / "site")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("## The secret\n\nkelpsecret words of another archive.\n")
    (outside / "secret.notes.toml").write_text('title = "kelpsecret"\n')
    site.write("holm.md", article("The gauge at Holm"))
    for name, target in {
        "file.md": outside / "secret.md",
        "folder": outside,
        "folder.md": outside,
        "up": tmp_path,
        "holm.notes.toml": outside / "secret.notes.toml",
        "device.md": "/dev/zero",
        "proc.md": "/proc/self/environ",
        "loop": site.content,
        "self.md": site.content / "self.md",
        "broken.md": tmp_path / "nowhere.md",
        "relative.md": "../../outside/secret.md",
        "chain.md": site.content / "file.md",
    }.items():
        (site.content / name).symlink_to(target)
    os.mkfifo(site.content / "pipe.md")
    server = socket.socket(socket.AF_UNIX)
    os.chdir(site.content)
    server.bind("socket.md")
    server.close()

    summary = site.build()

    assert not any(b"kelpsecret" in data for data in files(site.output).values())
    named = {os.path.basename(problem.path) for problem in summary.problems if problem.refused}
    assert named == {path.name for path in site.content.iterdir()} - {"holm.md"}


def test_front_matter_cannot_lead_a_page_out_of_the_site(tmp_path):
    site = SmallSite(tmp_path / "site")
    keys = (
        "slug",
        "permalink",
        "url",
        "path",
        "aliases",
        "layout",
        "template",
        "output",
        "date",
        "lang",
        "title",
    )
    for number, value in enumerate(
        ["../../own", "/tmp/own", "..\\own", "C:\\own", "a/../../../own", "~/own"]
    ):
        matter = "\n".join(f"{key}: '{value}'" for key in keys)
        site.write(f"a{number}.md", f"---\n{matter}\nregions: ['{value}']\n---\n\n{article('Holm')}")
    for addresses in ("path", "title"):
        (site.root / "site.toml").write_text(f'addresses = "{addresses}"\n')

        site.build()

        assert {path.name for path in tmp_path.iterdir()} == {"site"}
        judge = Judge(site.output)
        assert all(PART.fullmatch(part) for path in judge.files for part in path.split("/"))
        assert [complaint for path in judge.files for complaint in judge.complaints(path)] == []


def test_a_name_made_to_take_the_place_of_another_page_does_not(tmp_path):
    site = SmallSite(tmp_path / "site")
    for name in (
        "holm.md",
        "Holm!.md",
        "index.md",
        "page-1.md",
        "articles/index.md",
        "articles.md",
        "x/articles.md",
    ):
        site.write(name, article(name))
    site.build()
    taken = [path.name for path in (site.output / "articles").iterdir() if path.name.startswith("holm-")]
    for name in taken:
        site.write(f"{name}.md", article(name))

    assert site.build().articles == 7 + len(taken)
    assert len([path for path in files(site.output) if path.endswith("/article.md")]) == 7 + len(taken)


def test_one_title_for_many_gives_a_page_each(tmp_path):
    site = SmallSite(tmp_path / "site")
    (site.root / "site.toml").write_text('addresses = "title"\n')
    for number in range(40):
        site.write(f"{number}.md", article("One title") + f"\n\nkelp{number}\n")

    assert site.build().articles == 40
    assert len([path for path in files(site.output) if path.endswith("/article.md")]) == 40


def test_a_pipe_put_in_place_of_a_file_does_not_stall_the_build(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write("holm.md", article("Holm"))
    os.mkfifo(site.content / "pipe.md")
    done = threading.Event()
    threading.Thread(target=lambda: (site.build(), done.set()), daemon=True).start()

    assert done.wait(10)

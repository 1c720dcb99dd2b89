"""Promises under faults with the search index on: a build that is ended, a host's ceiling, an index that is too old."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.cli import main
from site_builder.engine import build, open_site
from site_builder.engine.progress import Silent
from site_builder.search import VARIABLE, find_pagefind
from site_builder.server.change import Change
from site_builder.server.live.live_site import LiveSite
from tests.unit.engine.sites import SmallSite, article, files

DEPLOY = '[deploy.web]\nkind = "folder"\npath = "../www"\n'
NOTE = '[[note]]\nquote = "closed for a winter"\ntext = "The ledger says two."\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    """Make a site of three articles and a note, with Pagefind at hand."""
    monkeypatch.delenv(VARIABLE, raising=False)
    if find_pagefind() is None:
        pytest.skip("there is no Pagefind: pip install pagefind-bin")
    made = SmallSite(tmp_path)
    (made.root / "site.toml").write_text(DEPLOY, "utf-8")
    for name in ("gauge", "ferry", "quay"):
        made.write(f"{name}.md", article(f"The {name} at Holm", body=f"The {name} was closed for a winter."))
    made.write("gauge.notes.toml", NOTE)
    return made


def built(site: SmallSite, output: Path | None = None) -> None:
    build(open_site(site.root, output=output), jobs=1, verify=False, atomic=False, progress=Silent())


def index_of(output: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(output).items() if name.startswith("pagefind/")}


def slow_program(folder: Path) -> Path:
    """Write a Pagefind that tells that it was started and does not end."""
    program = folder / "slow"
    program.write_text(f"#!/bin/sh\ntouch '{folder}/started'\nsleep 60\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let programs be interrupted; those of tests in the background of a shell would ignore it."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_ended_while_pagefind_runs_leaves_the_published_site_as_it_was(
    site: SmallSite, tmp_path: Path, how: signal.Signals
) -> None:
    built(site)
    before = files(site.output)
    site.write("gauge.md", article("The gauge at Holm", body="The zebrafish was closed for a winter."))
    environment = {**os.environ, VARIABLE: os.fspath(slow_program(tmp_path))}
    command = [sys.executable, "-m", "site_builder", "build", os.fspath(site.root)]
    process = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < end:
        time.sleep(0.05)
    os.killpg(process.pid, how)
    process.wait(30)
    after = files(site.output)

    built(site)
    built(site, tmp_path / "clean")

    assert (tmp_path / "started").exists()
    assert {name: after.get(name) for name in before} == before
    assert index_of(site.output) == index_of(tmp_path / "clean")
    left = [name for name in files(site.output) if name not in files(tmp_path / "clean")]
    assert not left
    assert not (site.root / ".site-builder/search-work").exists()


def test_files_of_the_index_are_in_the_plan_and_count_for_the_ceiling(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    built(site)
    index = {name for name in index_of(site.output) if not name.rpartition("/")[2].startswith(".")}
    others = len([name for name in files(site.output) if not name.startswith((".", "pagefind/"))])
    command = ["deploy", "web", "--site", os.fspath(site.root), "--dry-run", "--format", "json"]

    assert main(command) == 0
    plan = json.loads(capsys.readouterr().out)
    (site.root / "site.toml").write_text(DEPLOY + f"ceiling = {{ files = {others + 2} }}\n", "utf-8")
    refused = main(command)
    reason = json.loads(capsys.readouterr().out)["refused"]

    assert index <= {change["path"] for change in plan["added"]}
    assert any(name.startswith("pagefind/notes/en/fragment/") for name in index)
    assert refused == 2
    assert "files" in reason


def test_search_that_is_switched_off_takes_its_files_from_the_site_and_from_the_host(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    built(site)
    assert main(["deploy", "web", "--site", os.fspath(site.root)]) == 0
    (site.root / "site.toml").write_text(f"[search]\nenabled = false\n{DEPLOY}", "utf-8")
    built(site)
    capsys.readouterr()

    command = ["deploy", "web", "--site", os.fspath(site.root), "--allow-removals", "1000"]
    assert main([*command, "--dry-run", "--format", "json"]) == 0
    removed = {change["path"] for change in json.loads(capsys.readouterr().out)["removed"]}

    assert not index_of(site.output)
    assert not (site.output / "search").exists()
    assert {"pagefind/pagefind.js", "pagefind/indexes.json", "search/index.html"} <= removed
    assert not (site.root / ".site-builder/search-pages").exists()


def test_served_pages_say_how_many_articles_the_index_is_too_old_for(site: SmallSite) -> None:
    built(site)
    live = LiveSite(open_site(site.root))
    live.load()
    while live.reader.refresh_next():
        pass

    def changed(*names: str) -> int:
        live.update(Change(sources=frozenset(names)))
        return live.count_unindexed()

    first = live.count_unindexed()
    site.write("ferry.md", article("The ferry at Holm", body="The zebrafish was closed for a winter."))
    edited = changed("ferry.md")
    site.write("gauge.notes.toml", NOTE.replace("two", "three"))
    noted = changed("gauge.notes.toml")
    site.write("gauge.notes.toml", NOTE)

    assert (first, edited, noted, changed("gauge.notes.toml")) == (0, 1, 2, 1)
    assert live.index_file("pagefind/indexes.json") == index_of(site.output)["pagefind/indexes.json"]

"""Somebody changes the whole archive at once."""

import subprocess
import time

import pytest

from tests.unit.server.running import GAUGE

COUNT = 10_000


def git(folder, *arguments):
    named = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "core.autocrlf=false"]
    done = subprocess.run(
        ["git", *named, *arguments], cwd=folder, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_checkout_of_ten_thousand_files_is_gathered(tmp_path, served):
    content = tmp_path / "content"
    for branch, water in (("low", "lower"), ("high", "higher")):
        for number in range(COUNT):
            path = content / f"{number % 100:02}" / f"mark-{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(GAUGE.replace("gauge", f"mark {number}").replace("higher", water), "utf-8")
        if branch == "low":
            git(tmp_path, "init", "-q")
        git(tmp_path, "checkout", "-q", "-b", branch)
        git(tmp_path, "add", "content")
        git(tmp_path, "commit", "-q", "-m", branch)
    # Once before, so that not the disk is measured.
    git(tmp_path, "checkout", "-q", "low")
    git(tmp_path, "checkout", "-q", "high")
    running = served("-v", folder=tmp_path)
    page = "/articles/42/mark-4242/"
    tab = running.listen(page)
    shown = tab.state()["shown"]

    git(tmp_path, "checkout", "-q", "low")
    start = time.monotonic()

    while tab.state()["shown"] == shown:
        assert time.monotonic() - start < 5
    # How often its words stand elsewhere may have changed before the words themselves.
    while b"stood lower" not in running.get(page)[2]:
        assert time.monotonic() - start < 5
        time.sleep(0.05)
    asked = time.monotonic()
    assert running.get("/")[0] == 200
    assert time.monotonic() - asked < 2
    home = running.listen("/")
    words = 1
    while home.state(300)["waiting"]:
        words += 1
    # It is told how far the reading is less and less often, and not once for every file.
    assert words < 20
    assert len([line for line in running.lines if line.startswith("changed: ")]) <= 3

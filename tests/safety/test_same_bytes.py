"""The same content gives the same bytes, whatever the circumstances."""

import os
import random
import subprocess
import sys
import time

import pytest

from tests.safety import corpus
from tests.unit.engine.sites import SmallSite, article, files


def write_articles(content, *, order, count=100):
    """Write articles in some order, with names and labels that sort differently by locale and case."""
    names = [f"{'äzAZ_é'[number % 6]}{number}/{number}.md" for number in range(count)]
    random.Random(order).shuffle(names)
    for name in names:
        number = int(name.rpartition("/")[2].removesuffix(".md"))
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        theme = ["Häfen", "Hafen", "hafen", "Ports", "PORTS", "Law"][number % 6]
        path.write_text(article(f"Title {number % 40}", theme=theme), "utf-8")
        when = random.Random(number + order).randrange(10**9)
        os.utime(path, (when, when))


def built(root, *, jobs="1", order=0, umask=0o022, cwd=None, **environment):
    """Build the same content in some circumstances; gives the files."""
    site = SmallSite(root)
    (root / "site.toml").write_text('base_url = "https://tide.example"\npage_size = 7\n')
    write_articles(site.content, order=order)
    done = subprocess.run(
        [sys.executable, "-m", "site_builder", "build", str(root), "--jobs", jobs],
        capture_output=True,
        check=False,
        cwd=cwd,
        umask=umask,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return files(site.output)


CIRCUMSTANCES = {
    "jobs": "2",
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "C",
    "order": 7,
    "umask": 0o077,
    "PYTHONHASHSEED": "2",
    "HOME": "/nowhere",
    "USER": "kelpuser",
    "HOSTNAME": "kelphost",
}
"""Other hash seeds, jobs, time zone, language, order of files and their times, rights, and names."""


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return built(tmp_path_factory.mktemp("usual") / "site", PYTHONHASHSEED="0", TZ="UTC")


def test_the_same_content_gives_the_same_bytes(usual, tmp_path):
    assert built(tmp_path / "another place", **CIRCUMSTANCES) == usual


def test_no_clock_place_or_person_is_in_the_pages(usual):
    year = str(time.gmtime().tm_year).encode()
    user = (os.environ.get("USER") or "kelpuser").encode()

    for path, data in usual.items():
        if not path.startswith("static/"):
            assert year not in data, path
            assert os.getcwd().encode() not in data, path
            assert os.uname().nodename.encode() not in data, path
            assert user == b"root" or user not in data, path


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_hostile_content_gives_the_same_bytes(tmp_path, seed):
    sites = []
    for place in ("one", "two"):
        site = SmallSite(tmp_path / place / "site")
        corpus.write(site.content, random.Random(seed).sample(corpus.articles(), 40))
        corpus.write_odd_names(site.content)
        environment = {**os.environ, "PYTHONHASHSEED": str(len(sites) + seed)}
        subprocess.run(
            [sys.executable, "-m", "site_builder", "build", str(site.root), "--jobs", str(len(sites) + 1)],
            capture_output=True,
            check=False,
            env=environment,
        )
        sites.append(files(site.output))

    assert sites[0] == sites[1]

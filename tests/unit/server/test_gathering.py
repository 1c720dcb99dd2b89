import time
from pathlib import Path

import pytest

from site_builder.engine import Site
from site_builder.server.watching import Gathering
from site_builder.settings import Settings


@pytest.fixture
def site(tmp_path):
    for name in ("content", "content/public", "templates", "profiles", ".site-builder"):
        (tmp_path / name).mkdir()
    return Site(
        root=tmp_path,
        content=tmp_path / "content",
        output=tmp_path / "content" / "public",
        state=tmp_path / ".site-builder",
        settings=Settings(),
    )


def heard(site, name, *, folder=False):
    gathering = Gathering(site)
    gathering.add(str(site.root / name), 0.0, whole=True, folder=folder)
    return gathering.take()


@pytest.mark.parametrize(
    "name",
    [
        "content/2020/light.md~",
        "content/2020/.light.md.swp",
        "content/2020/.#light.md",
        "content/.git/light.md",
        "content/2020/4913",
        "content/2020/light.html",
        "content/public/articles/light/article.md",
        ".site-builder/store.md",
        "templates/.article.html.swp",
        "templates/article.html~",
        "elsewhere/light.md",
        "site.toml~",
    ],
)
def test_what_cannot_change_a_page_is_not_heard(site, name):
    gathering = Gathering(site)

    assert not gathering.add(str(site.root / name), 0.0, whole=True)
    assert gathering.wait(0.0) is None


def test_what_can_change_a_page_is_heard_for_what_it_is(site):
    assert heard(site, "content/2020/light.md").sources == {"2020/light.md"}
    assert heard(site, "content/2020/light.notes.toml").sources == {"2020/light.notes.toml"}
    assert heard(site, "templates/article.html").theme
    assert heard(site, "templates/static/style.css").theme
    assert heard(site, "site.toml").settings
    assert heard(site, "profiles/holm.toml").settings
    assert heard(site, "content/2020", folder=True).everywhere


def test_name_that_is_no_text_is_named_as_sources_are(site):
    path = Path(site.root / "content").as_posix() + "/caf\udce9.md"
    gathering = Gathering(site)

    gathering.add(path, 0.0, whole=True)

    assert gathering.take().sources == {"caf\0e9.md"}


def test_whole_file_is_told_soon_and_one_that_may_grow_later(site):
    gathering = Gathering(site)
    path = str(site.root / "content" / "light.md")

    gathering.add(path, 10.0, whole=False)
    assert gathering.wait(10.0) > 0.03
    gathering.add(path, 10.001, whole=True)
    assert gathering.wait(10.001) < 0.01


def test_many_paths_at_once_are_waited_for_but_not_for_ever(site):
    gathering = Gathering(site)
    for number in range(2000):
        now = number * 0.01
        gathering.add(str(site.root / "content" / f"{number}.md"), now, whole=True)
        if number == 100:
            assert gathering.wait(now) > 0.2
        if gathering.wait(now) == 0.0:
            break

    assert 2.5 < now < 4
    assert len(gathering.take().sources) == number + 1
    assert gathering.wait(now) is None


def test_what_comes_soon_after_a_storm_is_more_of_it(site):
    gathering = Gathering(site)
    for number in range(100):
        gathering.add(str(site.root / "content" / f"{number}.md"), 1.0, whole=True)
    gathering.take()

    gathering.add(str(site.root / "content" / "late.md"), 1.5, whole=True)
    assert gathering.wait(1.5) > 0.2
    gathering.take()

    gathering.add(str(site.root / "content" / "later.md"), 3.0, whole=True)
    assert gathering.wait(3.0) < 0.01


def test_long_storm_is_told_less_and_less_often(site):
    gathering = Gathering(site)
    told = []
    for number in range(3000):
        now = number * 0.01
        gathering.add(str(site.root / "content" / f"{number}.md"), now, whole=True)
        if gathering.wait(now) == 0.0:
            gathering.take()
            told.append(round(now))

    assert told == [3, 9, 21]


def test_storm_takes_no_longer_for_each_path_the_more_there_are(site):
    def seconds(count):
        gathering = Gathering(site)
        start = time.process_time()
        for number in range(count):
            gathering.add(str(site.root / "content" / f"{number}.md"), 1.0, whole=False)
            gathering.wait(1.0)
        return time.process_time() - start

    assert seconds(8000) < 10 * max(seconds(2000), 0.01)

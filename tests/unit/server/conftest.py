import itertools

import pytest

from tests.unit.server.running import BELL, Case, Running, make_site

_numbers = itertools.count()


@pytest.fixture
def served(tmp_path):
    """Start servers on a small archive; all of them are stopped at the end."""
    started = []

    def start(*options, folder=None):
        if folder is None:
            folder = tmp_path / "site"
            if not folder.exists():
                make_site(folder)
        started.append(Running(folder, *options))
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """One server for all tests of a module that change nothing."""
    folder = make_site(tmp_path_factory.mktemp("served"))
    static = folder / "templates" / "static"
    static.mkdir(parents=True)
    (static / "grüße aus holm.txt").write_text("Greetings", "utf-8")
    secret = folder.parent / "secret.txt"
    secret.write_text("nobody may read this", "utf-8")
    (static / "out.txt").symlink_to(secret)
    (static / "outside").symlink_to(folder.parent, target_is_directory=True)
    found = Running(folder)
    yield found
    found.stop()


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """One server for all tests of a process that change nothing but articles of their own."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "content").mkdir()
    # It has a label for every index, so that menus stay the same while articles come and go.
    (folder / "content" / "bell.md").write_text(BELL, "utf-8")
    found = Running(folder)
    yield found
    found.stop()


@pytest.fixture
def case(shared):
    """Two articles in a folder of their own, which are gone from the shared server when the test is over."""
    found = Case(shared, f"case-{next(_numbers)}")
    yield found
    found.remove()

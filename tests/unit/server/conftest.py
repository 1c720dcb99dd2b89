import pytest

from tests.unit.server.running import Running, make_site


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

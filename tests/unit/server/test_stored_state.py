import shutil
import sqlite3

import pytest

from site_builder.engine import build, open_site
from site_builder.engine.locking import locked
from site_builder.server.live.stored_state import StoredState, load_stored_state
from tests.unit.server.running import make_site

NOTHING = StoredState({}, {}, {})


class Silent:
    def step(self, name, done, total):
        pass

    def say(self, line):
        pass


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Build a site once."""
    found = open_site(make_site(tmp_path_factory.mktemp("built") / "site"))
    build(found, jobs=1, verify=False, atomic=False, progress=Silent())
    return found.root


@pytest.fixture
def built(template, tmp_path):
    """Give a copy of the site to do with as the test likes."""
    return open_site(shutil.copytree(template, tmp_path / "grüße ? # site"))


def test_last_build_is_recalled_while_another_one_runs(built):
    with locked(built.state, waiting=""):
        records = load_stored_state(built).records

    assert sorted(records) == ["2020/gauge.md", "2020/light.md"]


def test_what_other_settings_meant_is_not_recalled(built):
    (built.root / "site.toml").write_text('publisher = "Harbour Review"\n', "utf-8")

    assert load_stored_state(open_site(built.root)) == NOTHING


def test_without_a_build_nothing_is_recalled_and_nothing_made(tmp_path):
    site = open_site(make_site(tmp_path / "site"))

    assert load_stored_state(site) == NOTHING
    assert not site.state.exists()


@pytest.mark.parametrize("damage", ["record", "file", "foreign"])
def test_damaged_memory_is_not_trusted_and_left_as_it_is(built, damage):
    path = built.state / "store.sqlite"
    if damage == "record":
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE sources SET entries = zeroblob(40)")
        connection.close()
    elif damage == "file":
        path.write_bytes(b"no store at all" * 1000)
    else:
        path.unlink()
        sqlite3.connect(path).execute("CREATE TABLE other (name)").connection.close()
    before = path.read_bytes()

    assert load_stored_state(built) == NOTHING

    assert path.read_bytes() == before
